// The room `profiles`: the clock, the silences, the loops and the meter of a station, by day.

import { day_ms, floorTo, minute_ms, second_ms, wholeSeconds } from '../../lib/time.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { Writable } from '../../lib/writable.ts';
import type { Context } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { stationQuality } from './table.ts';

/** Silence of a connected station that is longer is a spell. */
const silence_ms = 15 * minute_ms;
/** A connection, or a boot, that follows the one before within this belongs to a loop. */
const reconnectLoop_ms = minute_ms;
const bootLoop_ms = 5 * minute_ms;
/** Frames are written down at most that often; boots and connections at once. */
const writeEvery_ms = minute_ms;

type Day = Omit<RowOf<typeof stationQuality>, 'tenant' | 'station_id'>;

interface State {
  readonly day: Day;
  readonly writtenAt: number;
  readonly isConnected: boolean;
  readonly heardAt: number | null;
  readonly connectedAt: number | null;
  readonly bootedAt: number | null;
  readonly heartbeatAt: number | null;
}

/** Named, not spread: every frame of a station makes one. */
const copyOfDay = (day: Day): Writable<Day> => ({
  day: day.day,
  updated_at: day.updated_at,
  frames: day.frames,
  bad_frames: day.bad_frames,
  clock_offset_s: day.clock_offset_s,
  clock_spread_s: day.clock_spread_s,
  silent_spells: day.silent_spells,
  silence_s: day.silence_s,
  connections: day.connections,
  reconnect_loops: day.reconnect_loops,
  boots: day.boots,
  boot_loops: day.boot_loops,
  heartbeat_interval_s: day.heartbeat_interval_s,
  register_step_wh: day.register_step_wh,
});

const copyOf = (state: State): Writable<State> => ({
  day: state.day,
  writtenAt: state.writtenAt,
  isConnected: state.isConnected,
  heardAt: state.heardAt,
  connectedAt: state.connectedAt,
  bootedAt: state.bootedAt,
  heartbeatAt: state.heartbeatAt,
});

const newDay = (day: number, before: Day | null): Day => ({
  day,
  updated_at: day,
  frames: 0,
  bad_frames: 0,
  clock_offset_s: before?.clock_offset_s ?? null,
  clock_spread_s: before?.clock_spread_s ?? null,
  silent_spells: 0,
  silence_s: 0,
  connections: 0,
  reconnect_loops: 0,
  boots: 0,
  boot_loops: 0,
  heartbeat_interval_s: before?.heartbeat_interval_s ?? null,
  register_step_wh: before?.register_step_wh ?? null,
});

const unknown: State = {
  day: newDay(0, null),
  writtenAt: 0,
  isConnected: false,
  heardAt: null,
  connectedAt: null,
  bootedAt: null,
  heartbeatAt: null,
};

type Listened = FactOf<
  'EventKept' | 'StationBooted' | 'StationConnected' | 'ClockEstimated' | 'EnergyDelivered'
>;

const isSoon = (at: number, before: number | null, within_ms: number): boolean =>
  before !== null && at - before <= within_ms;

const connected = (state: State, at: number): State => ({
  ...state,
  connectedAt: at,
  day: {
    ...state.day,
    connections: state.day.connections + 1,
    reconnect_loops:
      state.day.reconnect_loops + Number(isSoon(at, state.connectedAt, reconnectLoop_ms)),
  },
});

const booted = (state: State, at: number): State => ({
  ...state,
  bootedAt: at,
  day: {
    ...state.day,
    boots: state.day.boots + 1,
    boot_loops: state.day.boot_loops + Number(isSoon(at, state.bootedAt, bootLoop_ms)),
  },
});

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

const metered = (state: State, register_mwh: number): State => {
  const step = divisor(Math.abs(register_mwh), state.day.register_step_wh ?? 0);
  // Zero says nothing of the step, and a step that is known already is not written anew.
  if (step === 0 || step === state.day.register_step_wh) return state;
  const day = copyOfDay(state.day);
  day.register_step_wh = step;
  return { ...state, day };
};

const heard = (state: State, fact: FactOf<'EventKept'>, at: number): State => {
  const { day } = state;
  const silent_ms = state.heardAt === null || !state.isConnected ? 0 : at - state.heardAt;
  const spell = silent_ms > silence_ms;
  const isHeartbeat = fact.action === 'Heartbeat' && fact.messageType === 2;
  const { heartbeatAt } = state;
  // A recording may go back in time; an interval does not.
  const interval_s =
    isHeartbeat && heartbeatAt !== null && at >= heartbeatAt
      ? Math.round((at - heartbeatAt) / second_ms)
      : null;
  const counted = copyOfDay(day);
  counted.frames += 1;
  counted.bad_frames += Number(fact.verdict === 'MALFORMED' || fact.verdict === 'INVALID');
  counted.silent_spells += Number(spell);
  counted.silence_s += spell ? Math.round(silent_ms / second_ms) : 0;
  counted.heartbeat_interval_s = interval_s ?? day.heartbeat_interval_s;
  const next = copyOf(state);
  next.isConnected = true;
  next.heardAt = at;
  next.heartbeatAt = isHeartbeat ? at : heartbeatAt;
  next.day = counted;
  return next;
};

const kept = (state: State, fact: FactOf<'EventKept'>, at: number): State => {
  if (fact.direction === 'FROM_STATION') return heard(state, fact, at);
  if (fact.kind === 'CONNECTED') return { ...state, isConnected: true, heardAt: at };
  if (fact.kind !== 'DISCONNECTED') return state;
  return { ...state, isConnected: false, heartbeatAt: null, writtenAt: 0 };
};

const told = (state: State, fact: Listened, { receivedAt }: Context): State => {
  switch (fact.type) {
    case 'EventKept':
      return kept(state, fact, receivedAt);
    case 'StationConnected':
      return { ...connected(state, receivedAt), writtenAt: 0 };
    case 'StationBooted':
      return { ...booted(state, receivedAt), writtenAt: 0 };
    case 'EnergyDelivered':
      // Energy told by interval says nothing of a register.
      return fact.registerTo_mwh === null ? state : metered(state, fact.registerTo_mwh);
    case 'ClockEstimated': {
      const clock_offset_s = wholeSeconds(fact.offset_ms);
      const clock_spread_s = wholeSeconds(fact.spread_ms);
      return { ...state, writtenAt: 0, day: { ...state.day, clock_offset_s, clock_spread_s } };
    }
  }
};

const rowOf = (day: Day, { tenant, stationId }: Context) =>
  emit(stationQuality, {
    tenant,
    station_id: stationId,
    day: day.day,
    updated_at: day.updated_at,
    frames: day.frames,
    bad_frames: day.bad_frames,
    clock_offset_s: day.clock_offset_s,
    clock_spread_s: day.clock_spread_s,
    silent_spells: day.silent_spells,
    silence_s: day.silence_s,
    connections: day.connections,
    reconnect_loops: day.reconnect_loops,
    boots: day.boots,
    boot_loops: day.boot_loops,
    heartbeat_interval_s: day.heartbeat_interval_s,
    register_step_wh: day.register_step_wh,
  });

/** A day that is over is written whole: what was counted since its last row would be lost with it. */
const finished = ({ day, heardAt }: State, start: number, context: Context) =>
  day.day === start || heardAt === null || heardAt <= day.updated_at
    ? []
    : [rowOf({ ...day, updated_at: heardAt }, context)];

export default room({
  name: 'profiles',
  about: 'How well a station behaves: clock, silence, loops, bad frames, heartbeat, meter.',
  listens: ['EventKept', 'StationConnected', 'StationBooted', 'ClockEstimated', 'EnergyDelivered'],
  tables: [stationQuality],
  initial: unknown,
  step: (state: State, fact, context) => {
    const start = Math.max(state.day.day, floorTo(context.receivedAt, day_ms));
    const today = start === state.day.day ? state : { ...state, day: newDay(start, state.day) };
    const now = told(today, fact, context);
    const over = finished(state, start, context);
    if (context.receivedAt - now.writtenAt < writeEvery_ms)
      return over.length === 0 ? still(now) : { state: now, rows: over };
    const day = copyOfDay(now.day);
    day.updated_at = Math.max(now.day.updated_at, context.receivedAt);
    const written = copyOf(now);
    written.writtenAt = context.receivedAt;
    written.day = day;
    return { state: written, rows: [...over, rowOf(day, context)] };
  },
});
