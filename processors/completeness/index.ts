// The room `completeness`: counts what the log holds of each hour, and the gaps in its numbering.

import { floorTo, hour_ms, second_ms } from '../../lib/time.ts';
import type { Context } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { completeness } from './table.ts';

interface Counts {
  readonly events: number;
  readonly frames_from_station: number;
  readonly frames_to_station: number;
  readonly folded: number;
  readonly unreadable: number;
  readonly invalid: number;
  readonly missing: number;
  readonly heartbeats: number;
}

const none: Counts = {
  events: 0,
  frames_from_station: 0,
  frames_to_station: 0,
  folded: 0,
  unreadable: 0,
  invalid: 0,
  missing: 0,
  heartbeats: 0,
};

interface State {
  readonly hour: number;
  readonly counts: Counts;
  /** The connection that spoke last, and its number there. */
  readonly connectionId: string;
  readonly seq: number;
  /** Time connected within the hour, up to `until`. */
  readonly connected_ms: number;
  readonly until: number;
  readonly isConnected: boolean;
  readonly interval_s: number;
}

const unknown: State = {
  hour: 0,
  counts: none,
  connectionId: '',
  seq: -1,
  connected_ms: 0,
  until: 0,
  isConnected: false,
  interval_s: 0,
};

/** How many events of a connection lie between this one and the one before. */
const missingBefore = (state: State, { counted, connectionId, seq }: FactOf<'EventKept'>) =>
  counted && state.connectionId === connectionId && seq > state.seq + 1 ? seq - state.seq - 1 : 0;

const countedWith = (counts: Counts, fact: FactOf<'EventKept'>, missing: number): Counts => {
  const isFrame = fact.kind === 'FRAME';
  const ours = isFrame && fact.direction === 'FROM_STATION';
  const unreadable = ours && fact.verdict === 'MALFORMED';
  return {
    events: counts.events + 1,
    frames_from_station: counts.frames_from_station + Number(ours),
    frames_to_station: counts.frames_to_station + Number(isFrame && !ours),
    folded: counts.folded + Number(ours && !unreadable),
    unreadable: counts.unreadable + Number(unreadable),
    invalid: counts.invalid + Number(ours && fact.verdict === 'INVALID'),
    // What could not be recorded is told by an event that stands at the number of the last of it.
    missing: counts.missing + missing + Number(fact.kind === 'UNRECORDED'),
    heartbeats: counts.heartbeats + Number(ours && fact.action === 'Heartbeat'),
  };
};

const next = (state: State, fact: FactOf<'EventKept'>): State => {
  const hour = Math.max(state.hour, floorTo(fact.at, hour_ms));
  const isNew = hour !== state.hour;
  const since = Math.max(hour, state.until);
  const added_ms = state.isConnected ? Math.max(0, fact.at - since) : 0;
  const isCard = fact.kind === 'OVERRIDE';
  return {
    hour,
    counts: countedWith(isNew ? none : state.counts, fact, missingBefore(state, fact)),
    connectionId: isCard ? state.connectionId : fact.connectionId,
    seq: isCard ? state.seq : fact.seq,
    connected_ms: (isNew ? 0 : state.connected_ms) + added_ms,
    until: Math.max(state.until, fact.at),
    isConnected: isCard ? state.isConnected : fact.kind !== 'DISCONNECTED',
    interval_s: state.interval_s,
  };
};

/** Every event makes one, so its columns are named, which is much faster than spreading. */
const rowOf = ({ hour, counts }: State, heartbeats_expected: number, context: Context) =>
  emit(completeness, {
    tenant: context.tenant,
    station_id: context.stationId,
    hour,
    events: counts.events,
    frames_from_station: counts.frames_from_station,
    frames_to_station: counts.frames_to_station,
    folded: counts.folded,
    unreadable: counts.unreadable,
    invalid: counts.invalid,
    missing: counts.missing,
    heartbeats: counts.heartbeats,
    heartbeats_expected,
  });

export default room({
  name: 'completeness',
  about: 'Events, frames set aside, missing numbers and heartbeats of each hour.',
  listens: ['EventKept', 'HeartbeatAgreed'],
  tables: [completeness],
  initial: unknown,
  step: (state: State, fact, context) => {
    if (fact.type === 'HeartbeatAgreed') return still({ ...state, interval_s: fact.interval_s });
    const now = next(state, fact);
    const heartbeats_expected =
      now.interval_s === 0 ? 0 : Math.floor(now.connected_ms / (now.interval_s * second_ms));
    return { state: now, rows: [rowOf(now, heartbeats_expected, context)] };
  },
});
