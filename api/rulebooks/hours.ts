// Opening hours of a site as spans of time, on its own clock, where days have 23 to 25 hours.

import { day_ms, minute_ms } from '../../lib/time.ts';
import { offsetAt, startOfLocalDay } from '../zone.ts';
import type { Window } from './windows.ts';

/** Hours of a weekday on the local clock. Hours past midnight are those of two days. */
export interface OpeningHours {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** Minutes since local midnight, 0 to 1,440; the end exclusive. */
  readonly from_min: number;
  readonly to_min: number;
}

const dayMinutes = 1_440;

/** The instant at which the clock shows a time; one that it skips is as much later as it skips. */
const clockAt = (midnight: number, minutes: number, zone: string): number => {
  if (minutes >= dayMinutes) return startOfLocalDay(midnight + day_ms, zone);
  const local = midnight + minutes * minute_ms;
  const offsets = [local - day_ms, local + day_ms].map((at) => offsetAt(at, zone));
  const fits = offsets.filter((offset) => offsetAt(local - offset, zone) === offset);
  // A time that comes twice is the first of the two, as in most timetables.
  return fits.length > 0 ? local - Math.max(...fits) : local - Math.min(...offsets);
};

/** Local midnight of the day of an instant, as if it were one of UTC. */
const midnightOf = (at: number, zone: string): number => {
  const local = at + offsetAt(at, zone);
  return local - (((local % day_ms) + day_ms) % day_ms);
};

/** Spans within a window in which the site is open, in order, without overlap. */
export const openSpans = (
  hours: readonly OpeningHours[],
  zone: string,
  { from, to }: Window,
): readonly Window[] => {
  const spans: Window[] = [];
  for (let midnight = midnightOf(from, zone); midnight - day_ms < to; midnight += day_ms) {
    const weekday = ((new Date(midnight).getUTCDay() + 6) % 7) + 1;
    for (const one of hours) {
      if (one.weekday !== weekday) continue;
      const start = Math.max(from, clockAt(midnight, one.from_min, zone));
      const end = Math.min(to, clockAt(midnight, one.to_min, zone));
      if (start < end) spans.push({ from: start, to: end });
    }
  }
  return united(spans);
};

/** The same time as spans in order that neither overlap nor touch. */
export const united = (spans: readonly Window[]): readonly Window[] => {
  const all: Window[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (span.from >= span.to) continue;
    if (last === undefined || span.from > last.to) all.push(span);
    else if (span.to > last.to) all[all.length - 1] = { from: last.from, to: span.to };
  }
  return all;
};

/** What of a window no span covers; the spans in order and without overlap. */
export const gapsOf = (spans: readonly Window[], { from, to }: Window): readonly Window[] => {
  const gaps: Window[] = [];
  let at = from;
  for (const span of spans) {
    if (span.from > at) gaps.push({ from: at, to: Math.min(span.from, to) });
    at = Math.max(at, span.to);
    if (at >= to) break;
  }
  return at < to ? [...gaps, { from: at, to }] : gaps;
};
