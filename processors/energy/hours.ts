// Energy of a port by hour, and in which hour before its session had energy: told where it changes.

import { floorTo, hour_ms } from '../../lib/time.ts';
import type { Kept, Span } from '../trail.ts';
import { shareOf, sharesOf } from './shares.ts';

/** An hour as it stands after a change. */
export interface Hour {
  readonly hourStart: number;
  readonly sessionId: string;
  readonly energy_mwh: number;
  /** The last hour before in which the session had energy; null where either has none. */
  readonly previousHourStart: number | null;
}

/** What spans that were let go put into an hour, packed: such energy is never withdrawn. */
export type SettledHour = readonly [hourStart: number, sessionId: string, energy_mwh: number];

/** All energy of a port: the spans that may be drawn anew, and the hours of those that may not. */
interface Held {
  readonly spans: readonly Span[];
  readonly hours: readonly SettledHour[];
}

/** By how much the energy of each hour of a session changed. */
type Changes = Map<number, number>;

const spanOf = ([from, to, energy_mwh]: Span) => ({ from, to, energy_mwh });

/** The share of an hour in a span: nearly always all of it, or nothing. */
const shareIn = (span: Span, hourStart: number): number => {
  const [from, to, energy_mwh] = span;
  const end = hourStart + hour_ms;
  if (from >= end || to < hourStart) return 0;
  if (from >= hourStart && to <= end) return energy_mwh;
  return shareOf(spanOf(span), hourStart, hour_ms);
};

/** The hours that changed as spans were put in the place of others; `held` is what stands now. */
export const hoursChanged = (
  held: Held,
  withdrawn: readonly Span[],
  drawn: readonly Span[],
): readonly Hour[] => {
  const bySession = new Map<string, Changes>();
  for (const span of withdrawn) change(bySession, span, -1);
  for (const span of drawn) change(bySession, span, 1);
  const hours: Hour[] = [];
  for (const [sessionId, changes] of bySession) tellHours(hours, held, { sessionId, changes });
  return hours;
};

const change = (bySession: Map<string, Changes>, span: Span, sign: 1 | -1): void => {
  const sessionId = span[3];
  const changes = bySession.get(sessionId) ?? new Map<number, number>();
  bySession.set(sessionId, changes);
  for (const { bucketStart, energy_mwh } of sharesOf(spanOf(span), hour_ms))
    changes.set(bucketStart, (changes.get(bucketStart) ?? 0) + sign * energy_mwh);
};

const nothing: readonly number[] = [];

interface Changed {
  readonly sessionId: string;
  readonly changes: Changes;
}

const tellHours = (hours: Hour[], held: Held, { sessionId, changes }: Changed): void => {
  const ofSession = sessionId !== '';
  let others: Set<number> | null = null;
  const tell = (hourStart: number): number => {
    const energy_mwh = energyOf(held, sessionId, hourStart);
    const counts = ofSession && energy_mwh > 0;
    const previousHourStart = counts ? hourBefore(held, sessionId, hourStart) : null;
    hours.push({ hourStart, sessionId, energy_mwh, previousHourStart });
    return energy_mwh;
  };
  for (const [hourStart, change_mwh] of changes) {
    if (change_mwh === 0) continue;
    const energy_mwh = tell(hourStart);
    // The hour has energy now, or has none any more: the one after it has another before it.
    if (!ofSession || (energy_mwh !== 0 && energy_mwh !== change_mwh)) continue;
    const next = hourAfter(held, sessionId, hourStart);
    if (next !== null && (changes.get(next) ?? 0) === 0) (others ??= new Set()).add(next);
  }
  for (const hourStart of others ?? nothing) tell(hourStart);
};

const energyOf = ({ spans, hours }: Held, sessionId: string, hourStart: number): number => {
  let energy_mwh = 0;
  for (const hour of hours)
    if (hour[0] === hourStart && hour[1] === sessionId) energy_mwh += hour[2];
  for (const span of spans) if (span[3] === sessionId) energy_mwh += shareIn(span, hourStart);
  return energy_mwh;
};

const hourBefore = ({ spans, hours }: Held, sessionId: string, border: number): number | null => {
  let found = -Infinity;
  for (const hour of hours)
    if (hour[0] < border && hour[0] > found && hour[1] === sessionId) found = hour[0];
  for (const span of spans) {
    if (span[0] >= border || span[3] !== sessionId) continue;
    let hourStart = Math.min(floorTo(span[1], hour_ms), border - hour_ms);
    // Little energy over long has hours without any.
    const first = Math.max(floorTo(span[0], hour_ms), found + 1);
    while (hourStart >= first && shareIn(span, hourStart) === 0) hourStart -= hour_ms;
    if (hourStart >= first) found = hourStart;
  }
  return found === -Infinity ? null : found;
};

const hourAfter = ({ spans, hours }: Held, sessionId: string, border: number): number | null => {
  let found = Infinity;
  for (const hour of hours)
    if (hour[0] > border && hour[0] < found && hour[1] === sessionId) found = hour[0];
  for (const span of spans) {
    if (span[3] !== sessionId) continue;
    let hourStart = Math.max(floorTo(span[0], hour_ms), border + hour_ms);
    const last = Math.min(floorTo(span[1], hour_ms), found - 1);
    while (hourStart <= last && shareIn(span, hourStart) === 0) hourStart += hour_ms;
    if (hourStart <= last) found = hourStart;
  }
  return found === Infinity ? null : found;
};

/** The hours with what more spans put into them that are let go, and without those done with. */
export const settledHours = (
  before: readonly SettledHour[],
  { spans, gone }: Kept,
  limit: number,
): readonly SettledHour[] => {
  const hours = before.slice();
  for (const span of gone) {
    for (const { bucketStart, energy_mwh } of sharesOf(spanOf(span), hour_ms)) {
      const place = hours.findIndex((hour) => hour[0] === bucketStart && hour[1] === span[3]);
      const sum_mwh = (hours[place]?.[2] ?? 0) + energy_mwh;
      if (place === -1) hours.push([bucketStart, span[3], sum_mwh]);
      else hours[place] = [bucketStart, span[3], sum_mwh];
    }
  }
  if (hours.length === before.length) return hours;
  const needed = hours.filter((hour) => isNeeded(hour, hours, spans));
  while (needed.length > limit) needed.splice(leastOf(needed, spans), 1);
  return needed;
};

/**
 * Whether an hour may be told once more, or be the one before or after an hour that is: it is the
 * last of its session, or a span that may be drawn anew lies between its neighbours.
 */
const isNeeded = (
  [hourStart, sessionId]: SettledHour,
  hours: readonly SettledHour[],
  spans: readonly Span[],
): boolean => {
  let [since, until] = [hourStart, hourStart];
  if (sessionId !== '') {
    [since, until] = [-Infinity, Infinity];
    for (const [other, owner] of hours) {
      if (owner !== sessionId) continue;
      if (other < hourStart) since = Math.max(since, other);
      if (other > hourStart) until = Math.min(until, other);
    }
    if (until === Infinity) return true;
  }
  return spans.some(
    ([from, to]) => floorTo(from, hour_ms) <= until && floorTo(to, hour_ms) >= since,
  );
};

/**
 * The place of the hour to let go where there are too many: the oldest that is not the last one
 * before a span of no session, which the stop of that very session may still claim.
 */
const leastOf = (hours: readonly SettledHour[], spans: readonly Span[]): number => {
  const kept = new Set<SettledHour>();
  for (const [from, , , owner] of spans) {
    if (owner !== '') continue;
    let last: SettledHour | undefined;
    for (const hour of hours)
      if (hour[1] !== '' && hour[0] <= from && hour[0] >= (last?.[0] ?? -Infinity)) last = hour;
    if (last !== undefined) kept.add(last);
  }
  return Math.max(
    0,
    hours.findIndex((hour) => !kept.has(hour)),
  );
};
