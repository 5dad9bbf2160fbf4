// The windows that rulebooks judge, and the range of a board, as SQL that boards ask with.

import type { Rulebook } from '../api/rulebooks/rulebook.ts';
/** SQL for a span in milliseconds since 1970, the end exclusive. */
export interface Span {
  readonly from: string;
  readonly to: string;
  /** SQL of its borders and those of the months within it, an Array(Int64); absent: one window. */
  readonly months?: string;
  /** SQL: whether the span is one that the rulebook judges. */
  readonly own: string;
}

/** SQL: an instant as milliseconds since 1970. */
export const ms = (instant: string): string => `toInt64(toUnixTimestamp(${instant})) * 1000`;

/**
 * The month after the last that is whole within the range, as a date. A month is whole that ended
 * anywhere: the range may be of any time zone, and Grafana ends it with its last second.
 */
const nextMonth = `toStartOfMonth(toTimeZone($__toTime + INTERVAL 14 HOUR, 'UTC'))`;

const startOfWindow = ({ window }: Rulebook): string => {
  if (window === 'trailing_year') return `subtractMonths(${nextMonth}, 12)`;
  const month = `subtractMonths(${nextMonth}, 1)`;
  // The year of the last whole month, which is the year before in January.
  return window === 'month' ? month : `toStartOfYear(${month})`;
};

/** The window that the rule judges, up to the last whole month, in the zone of the rule. */
export const ownWindow = (rulebook: Rulebook): Span => {
  const from = ms(`toDateTime(${startOfWindow(rulebook)}, '${rulebook.zone}')`);
  const to = ms(`toDateTime(${nextMonth}, '${rulebook.zone}')`);
  // A calendar year is judged when it is over.
  const own = rulebook.window === 'calendar_year' ? `toMonth(${nextMonth}) = 1` : 'true';
  return { from, to, own };
};

/** The range of the board as it is. */
const whole = { from: ms('$__fromTime'), to: ms('$__toTime'), own: 'false' } as const;
export const range = (): Span => whole;

/** The range of the board cut at the months of the rulebook. */
export const rangeByMonths = ({ zone }: Rulebook): Span => {
  const of = `dateDiff('month', toTimeZone($__fromTime, '${zone}'),
    toTimeZone($__toTime, '${zone}'))`;
  const first = `addMonths(toStartOfMonth(toTimeZone($__fromTime, '${zone}')), i)`;
  const starts = `arrayMap(i -> toInt64(toUnixTimestamp(toDateTime(${first}, '${zone}'))) * 1000,
    range(1, toUInt32(1 + ${of})))`;
  const inner = `arrayFilter(b -> b > ${whole.from} AND b < ${whole.to}, ${starts})`;
  const all = `arrayConcat([${whole.from}], ${inner}, [${whole.to}])`;
  return { ...whole, months: all };
};
