// The clock of a station: what live frames show of it, and what is done about times that are wrong.

import { day_ms, instantText, minute_ms, readInstant, second_ms, hour_ms } from '../../lib/time.ts';
import type { Fact } from '../facts.ts';
import type { QuirkCard } from './cards.ts';
import { field } from './json.ts';
import type { Said } from './said.ts';
import type { StationState } from './state.ts';
import { copyOf } from './copy.ts';
import type { Writable } from '../../lib/writable.ts';

export interface Clock {
  /** Station clock minus receipt of live frames, milliseconds, at most one a minute, oldest first. */
  readonly offsets_ms: readonly number[];
  readonly sampledAt: number;
  /** The estimate that was told last. */
  readonly told_ms: number | null;
  /** Whether the estimate has moved since it was told. */
  readonly due: boolean;
  /** The wrong offset that a flag was raised for last; null while the clock is right. */
  readonly flagged_ms: number | null;
  /** When that was, by receipt. */
  readonly flaggedAt: number;
  /** Of a clock that was never set: receipt minus its time, the smallest since it began. */
  readonly unset_ms: number | null;
  /** The last time that such a clock told, and over which connection. */
  readonly unsetStamp: number;
  readonly unsetOn: string;
  /** The newest time of the frame before, and by how much it was ahead of its receipt. */
  readonly stamp: number;
  readonly ahead_ms: number;
}

export const unknownClock: Clock = {
  offsets_ms: [],
  sampledAt: 0,
  told_ms: null,
  due: false,
  flagged_ms: null,
  flaggedAt: 0,
  unset_ms: null,
  unsetStamp: 0,
  unsetOn: '',
  stamp: 0,
  ahead_ms: 0,
};

/** Samples held of a clock: the estimate is their median, so it follows a step within eight. */
const window_max = 15;
/** An estimate needs that many samples. */
const samples_min = 5;
/** The estimate is told again when it moved by that. */
const move_ms = 5 * second_ms;
/** A clock wrong by more is flagged, if its samples agree to within `spread_max_ms`. */
const tolerance_ms = minute_ms;
const spread_max_ms = 30 * second_ms;
/** While a clock stays wrong the flag is raised again, so that it stands beside what it spoils. */
const reminder_ms = hour_ms;
/** Times before OCPP 1.6 existed, or further than this from receipt, come from no set clock. */
const earliest = Date.UTC(2015, 0, 1);
const farthest_ms = 365 * day_ms;
/** Times of a payload lie no deeper than this. */
const depth_max = 8;

export const isImpossible = (at: number, receivedAt: number): boolean =>
  at < earliest || Math.abs(at - receivedAt) > farthest_ms;

export interface Timed {
  readonly state: StationState;
  /** The payload with its times as they are to be read. */
  readonly payload: unknown;
  readonly doubts: readonly Said[];
}

/**
 * Looks at the times of a CALL of the station before it is read. Times are changed only where they
 * cannot be right, or where a card says so; everything else is told and left as it is.
 */
export const mindClock = (state: StationState, payload: unknown, receivedAt: number): Timed => {
  const text = newestOf(payload);
  const read = text === null ? null : readInstant(text);
  if (text === null || read === null) return { state, payload, doubts: [] };
  if (isImpossible(read.at, receivedAt)) return set({ state, payload, receivedAt }, read.at);
  const observed = observe(setAgain(state, read.at - receivedAt), {
    stamp: read.at,
    receivedAt,
    live: isLive(payload),
  });
  const { card } = state;
  if (card === null || (card.clockOffset_s === 0 && (card.zone_min === 0 || read.zoned))) {
    return { state: observed.state, payload, doubts: observed.doubts };
  }
  const corrected = retimed(payload, (one) => byCard(one, card));
  const doubt = doubtOf('clock_corrected', receivedAt, `${text} by card ${card.id}`);
  return { state: observed.state, payload: corrected, doubts: [...observed.doubts, doubt] };
};

type Code = 'clock_invalid' | 'clock_off' | 'clock_stepped_back' | 'clock_corrected';

const doubtOf = (code: Code, at: number, detail: string): Said => ({
  type: 'Doubt',
  code,
  at,
  port: 0,
  detail: detail.slice(0, 128),
});

/** The time of a message, or of its last meter value where only those have one. */
const newestOf = (payload: unknown): string | null => {
  const own = field(payload, 'timestamp');
  if (typeof own === 'string') return own;
  const values = field(payload, 'meterValue');
  const last = Array.isArray(values) ? field(values.at(-1), 'timestamp') : undefined;
  return typeof last === 'string' ? last : null;
};

/** A 2.x message that says it was kept while offline tells nothing of the clock. */
const isLive = (payload: unknown): boolean => field(payload, 'offline') !== true;

interface Call {
  readonly state: StationState;
  readonly payload: unknown;
  readonly receivedAt: number;
}

/** Sets a clock that was never set: distances between its times are kept, none after receipt. */
const set = ({ state, payload, receivedAt }: Call, stamp: number): Timed => {
  // Such a clock that tells an earlier time over a later connection has begun anew.
  const { unset_ms: before, unsetStamp, unsetOn: earlier } = state.clock;
  const unsetOn = state.connection?.id ?? '';
  const known = unsetOn !== earlier && stamp < unsetStamp - tolerance_ms ? null : before;
  const since = receivedAt - stamp;
  const unset_ms = known === null ? since : Math.min(known, since);
  const moved = retimed(payload, (text) => {
    const read = readInstant(text);
    if (read === null || !isImpossible(read.at, receivedAt)) return text;
    const at = read.at + unset_ms;
    return isImpossible(at, receivedAt) ? text : instantText(Math.min(at, receivedAt));
  });
  const placed = Math.min(stamp + unset_ms, receivedAt);
  const doubt = doubtOf('clock_invalid', placed, instantText(stamp));
  const clock = { ...state.clock, unset_ms, unsetStamp: stamp, unsetOn };
  return { state: { ...state, clock }, payload: moved, doubts: [doubt] };
};

const byCard = (text: string, card: QuirkCard): string => {
  const read = readInstant(text);
  if (read === null) return text;
  const off_ms = read.zoned ? card.clockOffset_s * second_ms : card.zone_min * minute_ms;
  return off_ms === 0 ? text : instantText(read.at - off_ms);
};

/** A payload with each `timestamp` written anew. */
const retimed = (value: unknown, write: (text: string) => string, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null || depth > depth_max) return value;
  if (Array.isArray(value)) return value.map((one) => retimed(one, write, depth + 1));
  const members: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const isTime = key === 'timestamp' && typeof member === 'string';
    members[key] = isTime ? write(member) : retimed(member, write, depth + 1);
  }
  return members;
};

/** A live frame with the right time shows a clock that was set: what it told unset is over. */
const setAgain = (state: StationState, off_ms: number): StationState =>
  state.clock.unset_ms === null || Math.abs(off_ms) > tolerance_ms ? state : rebooted(state);

interface Sighting {
  readonly stamp: number;
  readonly receivedAt: number;
  readonly live: boolean;
}

type Observed = Pick<Timed, 'state' | 'doubts'>;

const nothing: readonly Said[] = [];

const observe = (state: StationState, seen: Sighting): Observed => {
  const { clock } = state;
  const { stamp, receivedAt } = seen;
  const ahead_ms = stamp - receivedAt;
  const stepped =
    clock.ahead_ms > tolerance_ms &&
    stamp < clock.stamp - tolerance_ms &&
    ahead_ms < clock.ahead_ms - tolerance_ms;
  if (stepped) return stepBack(state, seen);
  // What lies ahead of receipt can only be a wrong clock: it is remembered to know a step back by.
  const marks = ahead_ms > tolerance_ms || clock.ahead_ms > tolerance_ms;
  const due = seen.live && receivedAt - clock.sampledAt >= minute_ms;
  if (!due && !marks) return { state, doubts: nothing };
  const marked = clockCopy(clock);
  if (marks) {
    marked.stamp = stamp;
    marked.ahead_ms = ahead_ms;
  }
  return due ? sample(state, marked, seen) : { state: withClock(state, marked), doubts: nothing };
};

const withClock = (state: StationState, clock: Clock): StationState => {
  const next = copyOf(state);
  next.clock = clock;
  return next;
};

const clockCopy = (clock: Clock): Writable<Clock> => ({
  offsets_ms: clock.offsets_ms,
  sampledAt: clock.sampledAt,
  told_ms: clock.told_ms,
  due: clock.due,
  flagged_ms: clock.flagged_ms,
  flaggedAt: clock.flaggedAt,
  unset_ms: clock.unset_ms,
  unsetStamp: clock.unsetStamp,
  unsetOn: clock.unsetOn,
  stamp: clock.stamp,
  ahead_ms: clock.ahead_ms,
});

/** No offline message is of the future, so the clock itself went back: the order of receipt holds. */
const stepBack = (state: StationState, { stamp, receivedAt }: Sighting): Observed => {
  const registers = Object.fromEntries(
    Object.entries(state.registers).map(([port, one]) => [
      port,
      { ...one, at: Math.min(one.at, stamp) },
    ]),
  );
  const back_s = Math.round((state.clock.stamp - stamp) / second_ms);
  const clock: Clock = { ...unknownClock, told_ms: state.clock.told_ms };
  const doubt = doubtOf('clock_stepped_back', receivedAt, `${back_s} s back`);
  return { state: { ...state, registers, clock }, doubts: [doubt] };
};

/** The middle one of a few values. */
const medianOf = (values: readonly number[]): number => {
  const sorted = values.slice();
  for (let i = 1; i < sorted.length; i++) {
    const value = sorted[i] ?? 0;
    let place = i;
    for (; place > 0 && (sorted[place - 1] ?? 0) > value; place--) {
      sorted[place] = sorted[place - 1] ?? 0;
    }
    sorted[place] = value;
  }
  return sorted[sorted.length >> 1] ?? 0;
};

export interface Estimate {
  readonly offset_ms: number;
  readonly spread_ms: number;
  readonly samples: number;
}

/** The clock as its samples show it; null while they are too few. */
export const estimateOf = ({ offsets_ms }: Clock): Estimate | null => {
  if (offsets_ms.length < samples_min) return null;
  const offset_ms = medianOf(offsets_ms);
  const spread_ms = medianOf(offsets_ms.map((one) => Math.abs(one - offset_ms)));
  return { offset_ms, spread_ms, samples: offsets_ms.length };
};

/** Takes a sample of the clock, into a copy of it that nobody else has seen. */
const sample = (
  state: StationState,
  clock: Writable<Clock>,
  { stamp, receivedAt }: Sighting,
): Observed => {
  const offsets_ms = clock.offsets_ms.slice(1 - window_max);
  offsets_ms.push(stamp - receivedAt);
  clock.offsets_ms = offsets_ms;
  clock.sampledAt = receivedAt;
  const estimate = estimateOf(clock);
  clock.due = isDue(clock, estimate);
  if (estimate === null) return { state: withClock(state, clock), doubts: nothing };
  const { offset_ms, spread_ms } = estimate;
  const wrong = Math.abs(offset_ms) > tolerance_ms && spread_ms <= spread_max_ms;
  const { flagged_ms, flaggedAt } = clock;
  const moved = flagged_ms === null || Math.abs(offset_ms - flagged_ms) > tolerance_ms;
  const news = wrong && (moved || receivedAt - flaggedAt >= reminder_ms);
  const right = Math.abs(offset_ms) <= tolerance_ms;
  clock.flagged_ms = news ? offset_ms : right ? null : flagged_ms;
  clock.flaggedAt = news ? receivedAt : flaggedAt;
  const off = `${Math.round(offset_ms / second_ms)} s, spread ${Math.round(spread_ms / second_ms)} s`;
  const doubts = news ? [doubtOf('clock_off', stamp, off)] : nothing;
  return { state: withClock(state, clock), doubts };
};

const isDue = ({ told_ms }: Clock, estimate: Estimate | null): boolean =>
  estimate !== null && (told_ms === null || Math.abs(estimate.offset_ms - told_ms) >= move_ms);

/** A boot begins the time of a clock that was never set anew. */
export const rebooted = (state: StationState): StationState =>
  state.clock.unset_ms === null ? state : withClock(state, { ...state.clock, unset_ms: null });

/** The estimate as a fact, where it moved since it was told; the state remembers that it was. */
export const tellClock = (
  state: StationState,
  at: number,
): { readonly state: StationState; readonly fact: Fact } | null => {
  const { clock } = state;
  if (!clock.due) return null;
  const estimate = estimateOf(clock);
  if (estimate === null) return null;
  const told = clockCopy(clock);
  told.told_ms = estimate.offset_ms;
  told.due = false;
  return { state: withClock(state, told), fact: { type: 'ClockEstimated', at, ...estimate } };
};
