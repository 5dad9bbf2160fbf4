// Pieces of SQL with the values bound to them; names come from our own lists alone.

import type { Query, QueryParams } from '../store/port.ts';
import type { Part } from './define.ts';

/** A condition, and the values of its placeholders. */
export interface Condition {
  readonly sql: string;
  readonly params: QueryParams;
}

export const condition = (sql: string, params: QueryParams = {}): Condition => ({ sql, params });

/** The condition where a value was given, nothing where it was not. */
export const given = <T>(
  value: T | undefined,
  make: (value: T) => Condition,
): readonly Condition[] => (value === undefined ? [] : [make(value)]);

/** An instant bound as milliseconds since 1970: no zone of server or session can shift it. */
export const instantParam = (name: string): string =>
  `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

export const ofTenant = (tenant: string): Condition =>
  condition('tenant = {tenant:String}', { tenant });

/** `column` within `[from, to)`. */
export const within = (column: string, from: number, to: number): Condition =>
  condition(`${column} >= ${instantParam('from')} AND ${column} < ${instantParam('to')}`, {
    from,
    to,
  });

interface Ranged {
  readonly from: number;
  readonly to: number;
  readonly part?: Part;
}

/** `column` within what of the range is asked for; `from` and `to` are bound in any case. */
export const withinPart = (column: string, { from, to, part }: Ranged): Condition => {
  if (part === undefined) return within(column, from, to);
  const [begin, end] = [instantParam('part_from'), instantParam('part_to')];
  return condition(`${column} >= ${begin} AND ${column} < ${end}`, {
    from,
    to,
    part_from: part.from,
    part_to: part.to,
  });
};

/** What lasted, in part at least, within `[from, to)`; a null `end` lasts still. */
export const lasting = (
  columns: { readonly start: string; readonly end: string },
  from: number,
  to: number,
): Condition =>
  condition(
    `${columns.start} < ${instantParam('to')} AND ` +
      `(isNull(${columns.end}) OR ${columns.end} > ${instantParam('from')})`,
    { from, to },
  );

interface Span {
  readonly start: string;
  readonly end: string;
}

/** What has a length: a span that late news undid ends where it starts, and never was. */
export const withLength = ({ start, end }: Span): Condition =>
  condition(`(isNull(${end}) OR ${end} > ${start})`);

interface StationFilter {
  readonly station_id?: readonly string[];
  readonly port?: number;
}

/**
 * The conditions of the parameters that most questions share. The name of the table goes before
 * the columns where an answer has other values under their names: SQL would filter by those.
 */
export const ofStation = (
  { station_id, port }: StationFilter,
  table = '',
): readonly Condition[] => [
  ...given(station_id, (ids) =>
    condition(`${table}station_id IN {station_id:Array(String)}`, { station_id: ids }),
  ),
  ...given(port, (number) => condition(`${table}port = {port:UInt16}`, { port: number })),
];

interface Select {
  readonly columns: readonly string[];
  readonly from: string;
  readonly where: readonly Condition[];
  readonly groupBy?: readonly string[];
  /** Values of placeholders among the columns. */
  readonly params?: QueryParams;
}

/** A SELECT of the given parts. */
export const select = ({ columns, from, where, groupBy, params = {} }: Select): Query => {
  const parts = [
    `SELECT ${columns.join(', ')}`,
    `FROM laddbok.${from}`,
    `WHERE ${where.map(({ sql }) => sql).join(' AND ')}`,
    ...(groupBy === undefined ? [] : [`GROUP BY ${groupBy.join(', ')}`]),
  ];
  return {
    sql: parts.join('\n'),
    params: Object.assign({}, params, ...where.map((c) => c.params)),
  };
};
