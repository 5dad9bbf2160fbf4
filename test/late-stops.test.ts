// Laws of energy where stops and samples come late and in another order than they were taken.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRooms } from '../app/rooms.ts';
import { energyHours, type sessionEnergy } from '../processors/energy/table.ts';
import type { StationFold } from '../processors/fold.ts';
import { foldOver } from '../processors/fold.ts';
import type { Tape } from '../processors/tape.ts';
import { tape } from '../processors/tape.ts';
import type { Row, RowOf } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import { hoursOfQuarters } from './hours-of-quarters.ts';

const fold = foldOver(await findRooms());

/** A message of a session: its place in time, and how many others overtake it. */
interface Message {
  readonly kind: 'start' | 'sample' | 'stop';
  readonly session: number;
  readonly minute: number;
  readonly register_wh: number;
  readonly late: number;
}

interface Charged {
  readonly samples: readonly {
    readonly wh: number;
    readonly minutes: number;
    readonly late: number;
  }[];
  readonly last_wh: number;
  readonly stopLate: number;
  /** Until the next start, and what the register moves in between. */
  readonly pause: number;
  readonly between_wh: number;
}

const charged: fc.Arbitrary<Charged> = fc.record({
  samples: fc.array(
    fc.record({
      wh: fc.integer({ min: 0, max: 4_000 }),
      minutes: fc.integer({ min: 1, max: 25 }),
      late: fc.constantFrom(0, 0, 0, 1, 2),
    }),
    { maxLength: 5 },
  ),
  last_wh: fc.integer({ min: 0, max: 2_000 }),
  stopLate: fc.constantFrom(0, 0, 1, 2, 3),
  pause: fc.integer({ min: 1, max: 90 }),
  between_wh: fc.constantFrom(0, 0, 5, 900),
});

const register0_wh = 16_000_000;

/** What is said of the sessions of a port, in order of time. */
const messagesOf = (sessions: readonly Charged[]): readonly Message[] => {
  const said: Message[] = [];
  let [minute, register_wh] = [0, register0_wh];
  sessions.forEach((one, session) => {
    const say = (kind: Message['kind'], late: number) =>
      said.push({ kind, session, minute, register_wh, late });
    say('start', 0);
    for (const sample of one.samples) {
      minute += sample.minutes;
      register_wh += sample.wh;
      say('sample', sample.late);
    }
    minute += 1;
    register_wh += one.last_wh;
    say('stop', one.stopLate);
    minute += one.pause;
    register_wh += one.between_wh;
  });
  // A last start, on time: by then all others were overtaken or not.
  said.push({ kind: 'start', session: sessions.length, minute, register_wh, late: 0 });
  return said;
};

const overtaken = (messages: readonly Message[]): readonly Message[] =>
  messages
    .map((message, place) => ({
      message,
      place: message.late === 0 ? place : place + message.late + 0.5,
    }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ message }) => message);

const instant = (minute: number): string =>
  new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString();

type Speak = (said: Tape, message: Message) => Tape;

/** All is received within a minute of the end, as by a station that was offline. */
const received = '23:00:00';

const speak16: Speak = (said, { kind, session, minute, register_wh }) => {
  const [timestamp, transactionId] = [instant(minute), 100 + session];
  switch (kind) {
    case 'start': {
      const start = { connectorId: 1, idTag: 'T', meterStart: register_wh, timestamp };
      return said.call(received, 'StartTransaction', start, { transactionId });
    }
    case 'sample': {
      const meterValue = [{ timestamp, sampledValue: [{ value: String(register_wh) }] }];
      return said.call(received, 'MeterValues', { connectorId: 1, transactionId, meterValue }, {});
    }
    case 'stop': {
      const stop = { transactionId, meterStop: register_wh, timestamp };
      return said.call(received, 'StopTransaction', stop, {});
    }
  }
};

const eventTypes = { start: 'Started', sample: 'Updated', stop: 'Ended' } as const;

const speak2: Speak = (said, { kind, session, minute, register_wh }) => {
  const timestamp = instant(minute);
  const event = {
    eventType: eventTypes[kind],
    timestamp,
    seqNo: minute,
    transactionInfo: { transactionId: `T-${session}` },
    ...(kind === 'start' ? { evse: { id: 1 } } : {}),
    meterValue: [{ timestamp, sampledValue: [{ value: register_wh }] }],
  };
  return said.call(received, 'TransactionEvent', event, {});
};

interface Tables {
  readonly sessions: readonly Row[];
  readonly energy: readonly Row[];
  readonly hours: readonly Row[];
}

const sum = (rows: readonly Row[]): number =>
  rows.reduce((total, row) => total + Number(row['energy_wh']), 0);

/** The tables after a history; `each` sees them after every message. */
const tablesOf = ({ events }: Tape, each: (tables: Tables) => void = () => undefined): Tables => {
  let station = fold.initial;
  const rows = new Map<string, Map<string, Row>>();
  const tables = (): Tables => ({
    sessions: [...(rows.get('sessions')?.values() ?? [])],
    energy: [...(rows.get('session_energy')?.values() ?? [])],
    hours: [...(rows.get('energy_hours')?.values() ?? [])],
  });
  events.forEach((event, offset) => {
    const folded = fold.step(station, event, offset);
    // Stored and read again, as between two batches.
    station =
      offset % 9 === 0
        ? (JSON.parse(JSON.stringify(folded.station)) as StationFold)
        : folded.station;
    for (const { table, row } of folded.rows) {
      const known = rows.get(table.name) ?? new Map<string, Row>();
      rows.set(table.name, known.set(rowKey(table, row), row));
    }
    each(tables());
  });
  return tables();
};

const told = (protocol: string, messages: readonly Message[]): Tape => {
  const speak = protocol === 'ocpp1.6' ? speak16 : speak2;
  return messages.reduce(speak, tape(protocol).connected('22:00:00'));
};

/** Energy by transaction and quarter of an hour, whatever the sessions are called. */
const bucketsOf = ({ sessions, energy }: Tables): readonly string[] => {
  const names = new Map(sessions.map((row) => [row['session_id'], String(row['transaction_id'])]));
  return energy
    .filter((row) => row['energy_wh'] !== 0)
    .map((row) => [names.get(row['session_id']) ?? '', row['bucket_start'], row['energy_wh']])
    .map((cells) => JSON.stringify(cells))
    .toSorted();
};

const keyed = (hours: readonly Row[]): Readonly<Record<string, Row>> =>
  Object.fromEntries(hours.map((row) => [rowKey(energyHours, row), row]));

const families = ['ocpp1.6', 'ocpp2.0.1'] as const;

/** Histories that were wrong once: nothing is drawn, and the stop comes after the next start. */
const once: [(typeof families)[number], Charged[]][] = [
  ['ocpp2.0.1', [{ samples: [], last_wh: 0, stopLate: 3, pause: 1, between_wh: 0 }]],
];

const holds = (law: (protocol: string, messages: readonly Message[]) => void): void =>
  fc.assert(
    fc.property(
      fc.constantFrom(...families),
      fc.array(charged, { minLength: 1, maxLength: 4 }),
      (protocol, sessions) => {
        law(protocol, messagesOf(sessions));
      },
    ),
    { numRuns: 40, examples: once },
  );

describe('over stops and samples that come late', { timeout: 60_000 }, () => {
  test('what comes late leaves the same energy in the same quarters as what comes in time', () =>
    holds((protocol, messages) => {
      const inTime = tablesOf(told(protocol, messages));
      const late = tablesOf(told(protocol, overtaken(messages)));
      expect(bucketsOf(late)).toEqual(bucketsOf(inTime));
      const ends = ({ sessions }: Tables) =>
        sessions
          .map((row) => JSON.stringify([row['transaction_id'], row['ended_at'], row['energy_wh']]))
          .toSorted();
      expect(ends(late)).toEqual(ends(inTime));
    }));

  test('a session has the energy from its start to its stop, however late the stop comes', () =>
    holds((protocol, messages) => {
      const { sessions } = tablesOf(told(protocol, overtaken(messages)));
      for (const { kind, session, register_wh } of messages) {
        if (kind !== 'stop') continue;
        const start = messages.find((one) => one.session === session)?.register_wh ?? 0;
        const id = protocol === 'ocpp1.6' ? String(100 + session) : `T-${session}`;
        const row = sessions.find((one) => one['transaction_id'] === id);
        expect(row).toMatchObject({
          energy_wh: (register_wh - start) * 1000,
          register_start_wh: start * 1000,
          register_end_wh: register_wh * 1000,
        });
      }
    }));

  test('at all times hours hold what their quarters hold, and follow the hour before', () =>
    holds((protocol, messages) => {
      tablesOf(told(protocol, overtaken(messages)), ({ energy, hours }) => {
        const made = hoursOfQuarters(energy as readonly RowOf<typeof sessionEnergy>[]);
        expect(keyed(hours)).toEqual(keyed(made));
      });
    }));

  test('at all times sessions and nobody share what the register moved', () =>
    holds((protocol, messages) => {
      let heard_wh = register0_wh;
      const said = overtaken(messages);
      const registers = new Set(said.map((one) => one.register_wh * 1000));
      tablesOf(told(protocol, said), ({ sessions, energy }) => {
        const moved_mwh = sum(energy);
        expect(moved_mwh).toBeGreaterThanOrEqual((heard_wh - register0_wh) * 1000);
        expect(registers.has(register0_wh * 1000 + moved_mwh)).toBe(true);
        heard_wh = register0_wh + moved_mwh / 1000;
        for (const row of energy) expect(row['energy_wh']).toBeGreaterThanOrEqual(0);
        const own = energy.filter((row) => row['session_id'] !== '');
        expect(sum(own)).toBe(sum(sessions));
      });
      expect(heard_wh).toBe(messages.at(-1)?.register_wh);
    }));
});
