// Windows of local time: in SQL the one that an instant falls into, and here where the next begins.

import { day_ms, floorTo, hour_ms, minute_ms } from '../lib/time.ts';
import type { Parts } from './define.ts';
import { instantParam } from './sql.ts';
import { offsetAt, startOfLocalDay } from './zone.ts';

export const windowWords = ['15m', '1h', '1d', '1mo', 'all'] as const;
export type WindowWord = (typeof windowWords)[number];

/** Shortest length of the windows, by which their number is bounded. */
export const windowLengths_ms: Readonly<Record<WindowWord, number>> = {
  '15m': 15 * minute_ms,
  '1h': hour_ms,
  '1d': day_ms,
  '1mo': 28 * day_ms,
  all: Infinity,
};

interface WindowSql {
  readonly start: string;
  readonly end: string;
}

const zone = '{zone:String}';
/** The first instant of the local day that is `text`, a Date; also where it has no midnight. */
const dayStart = (text: string): string => `toStartOfDay(toDateTime(${text}, ${zone}), ${zone})`;

/** Start and end of the window that an instant (a column of type DateTime64) falls into. */
export const windowSql = (word: WindowWord, column: string): WindowSql => {
  switch (word) {
    case '15m':
      return { start: column, end: `${column} + toIntervalMinute(15)` };
    case '1h': {
      const start = `toStartOfHour(${column}, ${zone})`;
      return { start, end: `${start} + toIntervalHour(1)` };
    }
    case '1d':
      return {
        start: `toStartOfDay(${column}, ${zone})`,
        // Not a day later, which is 24 hours or another midnight: the start of the next date.
        end: dayStart(`addDays(toDate(${column}, ${zone}), 1)`),
      };
    case '1mo': {
      const month = `toStartOfMonth(${column}, ${zone})`;
      return { start: dayStart(month), end: dayStart(`addMonths(${month}, 1)`) };
    }
    case 'all':
      return { start: instantParam('from'), end: instantParam('to') };
  }
};

/** What a question with windows depends on. */
interface Ranged {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

/** No zone kept an offset for less, in the years of which there are data. */
const offsetsLast_ms = 7 * day_ms;

/** Whether all hours of the zone within a range are hours of UTC. */
export const hoursAreThoseOfUtc = ({ from, to, zone: name }: Ranged): boolean => {
  if (name === 'UTC') return true;
  for (let at = from; at < to; at += offsetsLast_ms)
    if (offsetAt(at, name) % hour_ms !== 0) return false;
  return offsetAt(to, name) % hour_ms === 0;
};

/** Whether a range begins and ends at whole hours of UTC. */
export const isOfHours = ({ from, to }: Ranged): boolean =>
  from % hour_ms === 0 && to % hour_ms === 0;

/** Windows of a part that many rows may share: a day of them, since more questions take longer. */
const firstOf = (word: WindowWord): number => Math.ceil(day_ms / windowLengths_ms[word]) || 1;

/** How a range may be asked for in parts of whole windows; null where their borders are not known. */
export const windowParts = (word: WindowWord, ranged: Ranged): Parts | null => {
  const first = firstOf(word);
  switch (word) {
    case '15m':
      return { first, border: (at, windows) => steps(at, windows, windowLengths_ms[word]) };
    case '1h':
      if (!hoursAreThoseOfUtc(ranged)) return null;
      return { first, border: (at, windows) => steps(at, windows, hour_ms) };
    case '1d':
      return { first, border: localBorder(ranged.zone, (day, by) => day + by * day_ms) };
    case '1mo':
      return { first, border: localBorder(ranged.zone, monthBorder) };
    case 'all':
      return null;
  }
};

/** The border so many steps of one length after an instant, or before it. */
const steps = (at: number, count: number, length_ms: number): number =>
  count > 0
    ? floorTo(at, length_ms) + count * length_ms
    : -floorTo(-at, length_ms) + count * length_ms;

/** The same where borders are beginnings of local days; `step` reckons with days as if of UTC. */
const localBorder =
  (name: string, step: (day: number, count: number) => number) =>
  (at: number, count: number): number => {
    const day = floorTo(at + offsetAt(at, name), day_ms);
    if (count > 0) return startOfLocalDay(step(day, count), name);
    const isBorder = startOfLocalDay(step(day, 0), name) === at;
    return startOfLocalDay(step(day, isBorder ? count : count + 1), name);
  };

const monthBorder = (day: number, count: number): number => {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count);
};
