// The timeline of a port and its outages, made anew from what is remembered of it.

import type { Claim, Remembered } from './claims.ts';
import { cutTo } from './claims.ts';
import type { Spent } from './spent.ts';
import { lasted, nothingSpent } from './spent.ts';
import { isDown, standingOf } from './state-of.ts';

export interface Interval {
  readonly startedAt: number;
  readonly state: string;
  readonly cause: string;
  readonly eventId: string;
  /** Time in each state before it. */
  readonly spent: Spent;
}

export interface Outage {
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly states: readonly string[];
  readonly causes: readonly string[];
  readonly startEventId: string;
  readonly endEventId: string;
  readonly beganUnknown: boolean;
  readonly endedUnknown: boolean;
}

export interface Port extends Remembered {
  readonly port: number;
  /** The interval that lasts at the horizon, and the outage that it is part of. */
  readonly anchor: Interval | null;
  readonly outage: Outage | null;
}

export interface Timeline {
  readonly intervals: readonly Interval[];
  readonly outages: readonly Outage[];
}

/** Causes that an outage lists, the first ones. */
export const causesLimit = 8;

/** Intervals from the one that lasts at the horizon on; each ends where the next begins. */
const intervalsOf = ({ port, horizon, holds, claims, anchor }: Port): readonly Interval[] => {
  const intervals = anchor === null ? [] : [anchor];
  const now: Record<string, Claim> = { ...holds };
  const mark = (startedAt: number, eventId: string): void => {
    const standing = standingOf(now, port);
    const last = intervals.at(-1);
    if (standing === null || standing.state === last?.state) return;
    const { state, cause } = standing;
    const spent =
      last === undefined
        ? nothingSpent
        : lasted(last.spent, last.state, startedAt - last.startedAt);
    intervals.push({ startedAt, state, cause, eventId, spent });
  };
  // What is told of the time before the horizon holds a millisecond after it: history stands.
  if (horizon >= 0 && claims[0]?.at !== horizon + 1) mark(horizon + 1, newestOf(holds));
  claims.forEach((claim, index) => {
    now[claim.layer] = claim;
    if (claims[index + 1]?.at !== claim.at) mark(claim.at, claim.eventId);
  });
  return intervals;
};

const newestOf = (holds: Readonly<Record<string, Claim>>): string => {
  let newest: Claim | null = null;
  for (const one of Object.values(holds)) if (newest === null || one.at > newest.at) newest = one;
  return newest?.eventId ?? '';
};

const outagesOf = (port: Port, intervals: readonly Interval[]): readonly Outage[] => {
  const outages: Outage[] = [];
  let open = port.outage;
  intervals.forEach((one, index) => {
    // The interval at the horizon is in the outage that lasts there already.
    if (index === 0 && port.anchor !== null) return;
    if (isDown(one.state))
      open = open === null ? began(one, intervals[index - 1]) : more(open, one);
    else if (open !== null) {
      outages.push(ended(open, one));
      open = null;
    }
  });
  return open === null ? outages : [...outages, open];
};

const began = (one: Interval, before: Interval | undefined): Outage => ({
  startedAt: one.startedAt,
  endedAt: null,
  states: [one.state],
  causes: [one.cause],
  startEventId: one.eventId,
  endEventId: '',
  beganUnknown: before === undefined || before.state === 'unknown',
  endedUnknown: false,
});

const more = (outage: Outage, { state, cause }: Interval): Outage => ({
  ...outage,
  states: outage.states.includes(state) ? outage.states : [...outage.states, state],
  causes:
    outage.causes.at(-1) === cause || outage.causes.length >= causesLimit
      ? outage.causes
      : [...outage.causes, cause],
});

const ended = (outage: Outage, by: Interval): Outage => ({
  ...outage,
  endedAt: by.startedAt,
  endEventId: by.eventId,
  endedUnknown: by.state === 'unknown',
});

export const timelineOf = (port: Port): Timeline => {
  const intervals = intervalsOf(port);
  return { intervals, outages: outagesOf(port, intervals) };
};

/** The port with a memory of at most `limit` claims; its timeline is the same. */
export const forgetting = (port: Port, limit: number): Port => {
  if (port.claims.length <= limit) return port;
  const kept = cutTo(port, limit);
  if (kept.horizon === port.horizon) return port;
  const past = intervalsOf(port).filter((one) => one.startedAt <= kept.horizon);
  const anchor = past.at(-1) ?? null;
  const lasts = anchor !== null && isDown(anchor.state);
  const outage = lasts ? (outagesOf(port, past).at(-1) ?? null) : null;
  return { ...port, ...kept, anchor, outage };
};
