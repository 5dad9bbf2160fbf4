// Rows for what has changed of a port: new, corrected, and undone by something that came late.

import type { Context, Emission } from '../define.ts';
import { emit } from '../define.ts';
import { availability, outages } from './table.ts';
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
    undone: (one) => ({ ...one, endedAt: one.interval.startedAt }),
  }).map((one) => intervalRow(one, place));
  // The station as a whole charges nobody; only what does has outages.
  if (place.port === 0) return intervals;
  const spans = changes(before.outages, after.outages, {
    startOf: (one) => one.startedAt,
    undone: (one) => ({ ...one, endedAt: one.startedAt }),
  }).map((one) => outageRow(one, place));
  return [...intervals, ...spans];
};

interface Kind<T> {
  readonly startOf: (one: T) => number;
  /** What was told and has never been: without length. */
  readonly undone: (one: T) => T;
}

const changes = <T>(before: readonly T[], after: readonly T[], kind: Kind<T>): readonly T[] => {
  const told = new Map(before.map((one) => [kind.startOf(one), one]));
  const news: T[] = [];
  for (const one of after) {
    const start = kind.startOf(one);
    if (JSON.stringify(told.get(start)) !== JSON.stringify(one)) news.push(one);
    told.delete(start);
  }
  return [...[...told.values()].map(kind.undone), ...news];
};

const intervalRow = ({ interval, endedAt }: Lasting, { port, context }: Place): Emission =>
  emit(availability, {
    tenant: context.tenant,
    station_id: context.stationId,
    port,
    started_at: interval.startedAt,
    state: interval.state,
    cause: interval.cause,
    ended_at: endedAt,
    event_id: interval.eventId,
  });

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
