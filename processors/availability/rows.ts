// Rows for what has changed of a port: new, corrected, and undone by something that came late.

import type { Context, Emission } from '../define.ts';
import { emit } from '../define.ts';
import { spentColumns } from './spent.ts';
import { availability, availabilityByTime, outages } from './table.ts';
import type { Interval, Outage, Timeline } from './timeline.ts';

interface Place {
  readonly port: number;
  readonly context: Context;
}

interface Lasting {
  readonly interval: Interval;
  readonly endedAt: number | null;
}

const lastings = (intervals: readonly Interval[]): readonly Lasting[] =>
  intervals.map((interval, index) => ({
    interval,
    endedAt: intervals[index + 1]?.startedAt ?? null,
  }));

/** The rows that bring the tables from one timeline to another. */
export const rowsBetween = (before: Timeline, after: Timeline, place: Place): Emission[] => {
  const intervals = changes(lastings(before.intervals), lastings(after.intervals), {
    startOf: (one) => one.interval.startedAt,
    isSame: isSameLasting,
    undone: (one) => ({ ...one, endedAt: one.interval.startedAt }),
  }).flatMap((one) => intervalRows(one, place));
  // The station as a whole charges nobody; only what does has outages.
  if (place.port === 0) return intervals;
  const spans = changes(before.outages, after.outages, {
    startOf: (one) => one.startedAt,
    isSame: isSameOutage,
    undone: (one) => ({ ...one, endedAt: one.startedAt }),
  }).map((one) => outageRow(one, place));
  return [...intervals, ...spans];
};

interface Kind<T> {
  readonly startOf: (one: T) => number;
  readonly isSame: (one: T, other: T) => boolean;
  /** What was told and has never been: without length. */
  readonly undone: (one: T) => T;
}

const changes = <T>(before: readonly T[], after: readonly T[], kind: Kind<T>): readonly T[] => {
  const same = sameFrom(before, after, kind);
  const told = new Map<number, T>();
  for (const one of before.slice(same)) told.set(kind.startOf(one), one);
  const news: T[] = [];
  for (const one of after.slice(same)) {
    const start = kind.startOf(one);
    const known = told.get(start);
    if (known === undefined || !kind.isSame(known, one)) news.push(one);
    told.delete(start);
  }
  return [...Array.from(told.values(), kind.undone), ...news];
};

/** How many are the same from the beginning on: nearly always all but the last. */
const sameFrom = <T>(before: readonly T[], after: readonly T[], { isSame }: Kind<T>): number => {
  const different = before.findIndex((one, index) => {
    const other = after[index];
    return other === undefined || !isSame(one, other);
  });
  return different === -1 ? before.length : different;
};

const isSameLasting = (one: Lasting, other: Lasting): boolean =>
  one.endedAt === other.endedAt &&
  one.interval.startedAt === other.interval.startedAt &&
  one.interval.state === other.interval.state &&
  one.interval.cause === other.interval.cause &&
  one.interval.eventId === other.interval.eventId &&
  isSameList(one.interval.spent, other.interval.spent);

const isSameOutage = (one: Outage, other: Outage): boolean =>
  one === other ||
  (one.startedAt === other.startedAt &&
    one.endedAt === other.endedAt &&
    one.startEventId === other.startEventId &&
    one.endEventId === other.endEventId &&
    one.beganUnknown === other.beganUnknown &&
    one.endedUnknown === other.endedUnknown &&
    isSameList(one.states, other.states) &&
    isSameList(one.causes, other.causes));

const isSameList = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one === other ||
  (one.length === other.length && one.every((value, index) => value === other[index]));

/** An interval in the order of ports, and once more in that of time. */
const intervalRows = (
  { interval, endedAt }: Lasting,
  { port, context }: Place,
): readonly Emission[] => {
  const row = {
    tenant: context.tenant,
    station_id: context.stationId,
    port,
    started_at: interval.startedAt,
    state: interval.state,
    cause: interval.cause,
    ended_at: endedAt,
  };
  return [
    emit(availability, { ...row, event_id: interval.eventId }),
    emit(availabilityByTime, { ...row, ...spentColumns(interval.spent) }),
  ];
};

const outageRow = (outage: Outage, { port, context }: Place): Emission =>
  emit(outages, {
    tenant: context.tenant,
    station_id: context.stationId,
    port,
    started_at: outage.startedAt,
    ended_at: outage.endedAt,
    cause: outage.causes[0] ?? '',
    states: outage.states,
    causes: outage.causes,
    began_unknown: outage.beganUnknown,
    ended_unknown: outage.endedUnknown,
    start_event_id: outage.startEventId,
    end_event_id: outage.endEventId,
  });
