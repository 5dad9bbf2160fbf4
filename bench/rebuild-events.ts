// A history of any length for rebuilds: stations that boot once and charge again and again.

import { minute_ms } from '../lib/time.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { callAndAnswer, meterValue, type Place } from './charging-events.ts';

export interface History {
  readonly stations: number;
  readonly sessions: number;
  /** MeterValues of each session. */
  readonly samples: number;
  /** When it begins, milliseconds UTC. */
  readonly start: number;
  /** Number of its first station, by which stations are named. */
  readonly first: number;
}

/** Events of a station: its boot and its sessions, an answer to each call. */
export const eventsOfStation = ({ sessions, samples }: Omit<History, 'stations'>): number =>
  2 + sessions * 2 * (samples + 2);

type Call = readonly [action: string, payload: object, answer: object];

const boot: Call = [
  'BootNotification',
  { chargePointVendor: 'Laddbok', chargePointModel: 'Bench' },
  { status: 'Accepted', currentTime: '2026-01-01T00:00:00.000Z', interval: 300 },
];

/** Energy between two samples, watt-hours. */
const step_wh = 123;

/** What is said in one minute of a session: its start, a sample, or its end. */
const callAt = (history: History, session: number, minute: number): Call => {
  const { samples, start } = history;
  const minutes = session * (samples + 2) + minute;
  const at = start + (1 + minutes) * minute_ms;
  const timestamp = new Date(at).toISOString();
  const register_wh = session * step_wh * (samples + 1);
  const transactionId = session + 1;
  if (minute === 0) {
    const begun = { connectorId: 1, idTag: 'TOKEN', meterStart: register_wh, timestamp };
    const answer = { transactionId, idTagInfo: { status: 'Accepted' } };
    return ['StartTransaction', begun, answer];
  }
  const now_wh = register_wh + minute * step_wh;
  if (minute <= samples) {
    const payload = { connectorId: 1, transactionId, meterValue: [meterValue(at, now_wh)] };
    return ['MeterValues', payload, {}];
  }
  const ended = { transactionId, meterStop: now_wh, timestamp, reason: 'Local' };
  return ['StopTransaction', ended, {}];
};

/** Minute by minute: what all stations say in it, each call followed by its answer. */
export function* historyEvents(history: History): Generator<readonly OcppEvent[]> {
  const { stations, sessions, samples, start, first } = history;
  const all = Array.from({ length: stations }, (_, i) => first + i);
  const wave = (minute: number, call: Call): readonly OcppEvent[] => {
    const at: Omit<Place, 'station'> = { seq: 1 + 2 * minute, at: start + minute * minute_ms };
    return all.flatMap((station) => callAndAnswer({ station, ...at }, call));
  };
  yield wave(0, boot);
  for (let session = 0; session < sessions; session++)
    for (let minute = 0; minute < samples + 2; minute++)
      yield wave(1 + session * (samples + 2) + minute, callAt(history, session, minute));
}
