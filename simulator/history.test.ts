// Laws of recorded fleets: same seed same bytes, time in order, a truth that the frames bear out.

import { describe, expect, test } from 'vitest';
import { readInstant } from '../lib/time.ts';
import { simulateHistory } from './history.ts';
import type { History, RecordedLine } from './history.ts';
import type { Truth } from './truth.ts';

const from = Date.UTC(2026, 0, 5);
const days = (count: number): number => from + count * 86_400_000;
const bucket_ms = 900_000;

interface Recording {
  readonly history: History;
  readonly lines: readonly RecordedLine[];
  readonly truth: Truth;
}

const recording = (seed: string, stations: number, to: number): Recording => {
  const history = simulateHistory({ seed, stations, from, to });
  const lines = [...history.lines];
  return { history, lines, truth: history.truth() };
};

// Three days of ten stations: every model, a poor station and a long outage among them.
const { lines, truth } = recording('laws', 10, days(3));

interface Call {
  readonly at: number;
  readonly station_id: string;
  readonly action: string;
  readonly payload: Payload;
  readonly answer: Payload;
}

/** The fields that the witness reads, of calls and answers of both families. */
interface Payload {
  readonly timestamp?: string;
  readonly connectorId?: number;
  readonly transactionId?: number;
  readonly meterStart?: number;
  readonly meterStop?: number;
  readonly reason?: string;
  readonly eventType?: string;
  readonly evse?: { readonly id: number };
  readonly transactionInfo?: { readonly transactionId: string; readonly stoppedReason?: string };
  readonly meterValue?: readonly MeterValue[];
}
interface MeterValue {
  readonly timestamp: string;
  readonly sampledValue: readonly SampledValue[];
}
interface SampledValue {
  readonly value: string | number;
  readonly measurand: string;
  readonly unit?: string;
  readonly unitOfMeasure?: { readonly unit: string; readonly multiplier?: number };
}

/** The calls with their answers, paired naively. */
const exchanges = (recorded: readonly RecordedLine[]): readonly Call[] => {
  const open = new Map<string, Omit<Call, 'answer'>>();
  const done: Call[] = [];
  for (const line of recorded) {
    if (!('frame' in line)) continue;
    const [type, id, third, fourth] = JSON.parse(line.frame);
    const key = `${line.station_id} ${id}`;
    const call = open.get(key);
    const at = Date.parse(line.recorded_at);
    if (type === 2)
      open.set(key, { at, station_id: line.station_id, action: third, payload: fourth });
    else if (call !== undefined) {
      done.push({ ...call, answer: third });
      open.delete(key);
    }
  }
  expect(open.size, 'calls without an answer').toBe(0);
  return done;
};

describe('A recorded fleet', () => {
  test('is the same to the byte for the same seed', () => {
    const again = recording('laws', 10, days(3));
    expect(JSON.stringify(again.lines)).toBe(JSON.stringify(lines));
    expect(again.truth).toEqual(truth);
  });

  test('is another for another seed', () => {
    expect(JSON.stringify(recording('other', 2, days(1)).lines)).not.toBe(
      JSON.stringify(recording('laws', 2, days(1)).lines),
    );
  });

  test('gives a station the same life however many others there are', () => {
    const alone = recording('laws', 1, days(3)).lines;
    const first = lines.filter((line) => line.station_id === 'LB-0001');
    expect(JSON.stringify(alone)).toBe(JSON.stringify(first));
  });

  test('is in order of time', () => {
    const times = lines.map((line) => line.recorded_at);
    expect(times).toEqual(times.toSorted());
    expect(Date.parse(times[0] ?? '')).toBeGreaterThanOrEqual(from);
    expect(Date.parse(times.at(-1) ?? '')).toBeLessThan(days(3));
  });

  test('says nothing outside a connection, and one thing at a time', () => {
    const states = new Map<string, string>();
    const wrong: RecordedLine[] = [];
    for (const line of lines) {
      // What must have been before this line, and what is after it.
      const { station_id, connection_id } = line;
      const idle = `${connection_id} idle`;
      const waiting = 'kind' in line ? '' : `${connection_id} ${JSON.parse(line.frame)[1]}`;
      const step = 'kind' in line ? line.kind : line.direction;
      const [before, after] = {
        connected: ['gone', idle],
        disconnected: [idle, 'gone'],
        from_station: [idle, waiting],
        to_station: [waiting, idle],
      }[step];
      if ((states.get(station_id) ?? 'gone') !== before) wrong.push(line);
      states.set(station_id, after ?? '');
    }
    expect(wrong).toEqual([]);
  });

  test('uses each message id of a station once', () => {
    const ids = lines
      .filter((line) => 'frame' in line && line.direction === 'from_station')
      .map((line) => `${line.station_id} ${'frame' in line ? JSON.parse(line.frame)[1] : ''}`);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

interface Register {
  readonly at: number;
  readonly mwh: number;
}
interface Seen {
  readonly key: string;
  readonly start: Register;
  readonly registers: Register[];
  stop: Register | null;
  reason: string;
}

const instant = (text: string): number => readInstant(text)?.at ?? Number.NaN;
const powers: Record<string, number> = { Wh: 3, kWh: 6 };

/** Milliwatt-hours of the energy register among samples, by plain rounding. */
const registerOf = (samples: readonly SampledValue[]): number | null => {
  const sample = samples.find((one) => one.measurand === 'Energy.Active.Import.Register');
  if (sample === undefined) return null;
  const power = powers[sample.unit ?? sample.unitOfMeasure?.unit ?? ''] ?? Number.NaN;
  return Math.round(Number(sample.value) * 10 ** (power + (sample.unitOfMeasure?.multiplier ?? 0)));
};

const registersOf = (meterValues: readonly MeterValue[] = []): readonly Register[] =>
  meterValues.flatMap(({ timestamp, sampledValue }) => {
    const mwh = registerOf(sampledValue);
    return mwh === null ? [] : [{ at: instant(timestamp), mwh }];
  });

const startOf = ({ station_id, action, payload, answer }: Call): Seen | null => {
  const at = instant(payload.timestamp ?? '');
  const seen = (key: string, start: Register): Seen => ({
    key: `${station_id} ${key}`,
    start,
    registers: [start],
    stop: null,
    reason: '',
  });
  if (action === 'StartTransaction') {
    const mwh = (payload.meterStart ?? Number.NaN) * 1000;
    return seen(`${payload.connectorId} ${answer.transactionId}`, { at, mwh });
  }
  if (payload.eventType !== 'Started') return null;
  const mwh = registersOf(payload.meterValue)[0]?.mwh ?? Number.NaN;
  return seen(`${payload.evse?.id} ${payload.transactionInfo?.transactionId}`, { at, mwh });
};

/** The sessions as anybody can read them out of the frames. */
const witnessed = (calls: readonly Call[]): readonly Seen[] => {
  const sessions: Seen[] = [];
  for (const call of calls) {
    const { station_id, action, payload } = call;
    const started = startOf(call);
    if (started !== null) {
      expect(sessions.map((one) => one.key)).not.toContain(started.key);
      sessions.push(started);
      continue;
    }
    const id = payload.transactionId ?? payload.transactionInfo?.transactionId;
    const session = sessions.findLast(
      ({ key }) => key.startsWith(`${station_id} `) && key.endsWith(` ${id}`),
    );
    if (session === undefined) continue;
    session.registers.push(...registersOf(payload.meterValue));
    const at = instant(payload.timestamp ?? '');
    const ended = payload.eventType === 'Ended' || action === 'StopTransaction';
    if (!ended) continue;
    if (payload.meterStop !== undefined)
      session.registers.push({ at, mwh: payload.meterStop * 1000 });
    session.stop = { at, mwh: session.registers.at(-1)?.mwh ?? Number.NaN };
    session.reason = payload.reason ?? payload.transactionInfo?.stoppedReason ?? '';
  }
  return sessions;
};

describe('The truth of a recorded fleet', () => {
  const seen = witnessed(exchanges(lines));
  const keyOf = (row: { station_id: string; port: number; transaction_id: string }): string =>
    `${row.station_id} ${row.port} ${row.transaction_id}`;
  const byKey = new Map(seen.map((session) => [session.key, session]));

  test('has the sessions that the frames tell of, with registers and instants', () => {
    expect(truth.sessions.length).toBeGreaterThan(50);
    const told = truth.sessions.map((row) => ({
      key: keyOf(row),
      started_at: row.started_at,
      from_mwh: row.register_start_mwh,
      to_mwh: row.register_end_mwh,
      ended_at: row.ended_at,
      reason: row.stop_reason,
    }));
    const read = seen.map((session) => ({
      key: session.key,
      started_at: session.start.at,
      from_mwh: session.start.mwh,
      to_mwh: session.registers.at(-1)?.mwh,
      ended_at: session.stop?.at ?? null,
      reason: session.reason,
    }));
    const sorted = <T extends { key: string }>(rows: readonly T[]): readonly T[] =>
      rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    expect(sorted(told)).toEqual(sorted(read));
  });

  test('has buckets that sum to the session', () => {
    for (const session of truth.sessions) {
      const sum_mwh = truth.buckets
        .filter((bucket) => keyOf(bucket) === keyOf(session))
        .reduce((sum, bucket) => sum + bucket.energy_mwh, 0);
      expect(sum_mwh).toBe(session.energy_mwh);
      expect(session.energy_mwh).toBe(session.register_end_mwh - session.register_start_mwh);
    }
  });

  test('has the buckets that readings at every quarter of an hour bear out', () => {
    const counted = new Map<string, number>();
    for (const { key, registers } of byKey.values())
      for (const [i, reading] of registers.entries()) {
        const before = registers[i - 1];
        if (before === undefined || reading.mwh === before.mwh) continue;
        const bucket = Math.floor(before.at / bucket_ms);
        expect(Math.ceil(reading.at / bucket_ms), `${key} skips a border`).toBe(bucket + 1);
        const name = `${key} ${bucket * bucket_ms}`;
        counted.set(name, (counted.get(name) ?? 0) + reading.mwh - before.mwh);
      }
    const told = truth.buckets.map((row) => [`${keyOf(row)} ${row.bucket_start}`, row.energy_mwh]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(counted));
  });

  test('has registers that never go back, from session to session of a port', () => {
    const last = new Map<string, number>();
    for (const session of truth.sessions) {
      const port = `${session.station_id} ${session.port}`;
      expect(session.register_start_mwh).toBe(last.get(port) ?? session.register_start_mwh);
      expect(session.energy_mwh).toBeGreaterThanOrEqual(0);
      last.set(port, session.register_end_mwh);
    }
    for (const { registers } of seen)
      expect(registers.map((one) => one.mwh)).toEqual(
        registers.map((one) => one.mwh).toSorted((a, b) => a - b),
      );
  });

  test('has no two sessions of a port at a time, nor two outages', () => {
    for (const rows of [truth.sessions, truth.outages]) {
      const until = new Map<string, number>();
      for (const row of rows) {
        const port = `${row.station_id} ${row.port}`;
        expect(row.started_at).toBeGreaterThanOrEqual(until.get(port) ?? 0);
        expect(row.ended_at ?? Infinity).toBeGreaterThanOrEqual(row.started_at);
        until.set(port, row.ended_at ?? Infinity);
      }
    }
  });

  test('has an outage of every port for each time that the connection was away', () => {
    const gone = lines.filter((line) => 'kind' in line && line.kind === 'disconnected');
    expect(gone.length).toBeGreaterThan(5);
    for (const line of gone) {
      const back = lines.find(
        (other) =>
          other.station_id === line.station_id &&
          other.recorded_at > line.recorded_at &&
          'kind' in other,
      );
      const rows = truth.outages.filter(
        (row) =>
          row.station_id === line.station_id && row.started_at === Date.parse(line.recorded_at),
      );
      const station = truth.stations.find((row) => row.station_id === line.station_id);
      expect(rows.map((row) => row.port)).toEqual(station?.ports);
      for (const row of rows) {
        expect(row.cause).toBe('connection');
        expect(row.ended_at).toBe(back === undefined ? null : Date.parse(back.recorded_at));
      }
    }
  });
});
