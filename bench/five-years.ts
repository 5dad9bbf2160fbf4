// Five years of one busy port through the fold alone: how long it takes, and what is remembered.

import { openFold } from '../app/fold.ts';
import { instantText, minute_ms } from '../lib/time.ts';
import { tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Bench, Measure } from './report.ts';

/** Frames of a port that charges all day, sampled every ten minutes. */
const frames = 250_000;
/** Frames of one session: its start with the answer, its samples, its stop. */
const session = 24;

interface Said {
  readonly messageType: number;
  readonly action: string;
  readonly body: readonly unknown[];
}

/** What the port says as its nth frame, and what it is answered. */
const saidAt = (n: number, at: number): Said => {
  const place = n % session;
  const transactionId = 1 + Math.floor(n / session);
  const timestamp = instantText(at);
  const register = 1_000_000 + n * 1_200;
  if (place === 0) {
    const body = { connectorId: 1, idTag: 'T', meterStart: register, timestamp };
    return { messageType: 2, action: 'StartTransaction', body: [body] };
  }
  if (place === 1) return { messageType: 3, action: 'StartTransaction', body: [{ transactionId }] };
  if (place === session - 1) {
    const body = { transactionId, meterStop: register, timestamp };
    return { messageType: 2, action: 'StopTransaction', body: [body] };
  }
  const power = { value: '7200', measurand: 'Power.Active.Import', unit: 'W' };
  const meterValue = [{ timestamp, sampledValue: [{ value: String(register) }, power] }];
  return {
    messageType: 2,
    action: 'MeterValues',
    body: [{ connectorId: 1, transactionId, meterValue }],
  };
};

const eventAt = (blank: OcppEvent, n: number): OcppEvent => {
  const at = Date.UTC(2021, 0, 1) + n * 10 * minute_ms;
  const { messageType, action, body } = saidAt(n, at);
  const messageId = `m${action === 'StartTransaction' ? Math.floor(n / session) : n}`;
  const head = messageType === 2 ? [messageType, messageId, action] : [messageType, messageId];
  return {
    ...blank,
    eventId: `c1/${n + 1}`,
    seq: n + 1,
    recordedAt: at * 1000,
    kind: 'FRAME',
    direction: messageType === 2 ? 'FROM_STATION' : 'TO_STATION',
    frame: JSON.stringify([...head, ...body]),
    messageType,
    messageId,
    action,
  };
};

const run = async (): Promise<readonly Measure[]> => {
  const fold = await openFold();
  const [blank] = tape('ocpp1.6').connected('00:00:00').events;
  if (blank === undefined) return [];
  let station = fold.initial;
  let state_bytes = 0;
  // CPU time: what else runs on the machine must not be counted.
  const start = process.cpuUsage();
  for (let n = 0; n < frames; n++) {
    station = fold.step(station, eventAt(blank, n), n).station;
    if (n % 10_000 === 0) state_bytes = Math.max(state_bytes, JSON.stringify(station).length);
  }
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  return [
    {
      name: 'five years of a port',
      unit: 'CPU s',
      ours: seconds,
      floor: null,
      target: { atMost: 10 },
    },
    {
      name: 'state of its station, at most',
      unit: 'bytes',
      ours: Math.max(state_bytes, JSON.stringify(station).length),
      floor: null,
      target: { atMost: 64 * 1024 },
    },
  ];
};

export const fiveYearsBench: Bench = {
  name: 'five-years',
  about: 'Five years of one busy port, 250,000 frames, through the fold alone.',
  run,
};
