// The ledger as it was known: which entries held at an instant, by what had been recorded by then.

import { idColumns, type LedgerTable, overlaid } from '../processors/ledger/table.ts';
import type { Query } from '../store/port.ts';
import { type Condition, condition, instantParam, ofTenant } from './sql.ts';

/** Both times of a question to the ledger. Milliseconds UTC. */
export interface KnownWhen {
  readonly tenant: string;
  /** What held at this instant; null: what holds at any time. */
  readonly valid_at: number | null;
  /** By what was recorded up to this instant, inclusive; null: by all that was. */
  readonly known_at: number | null;
}

const recorded = (known_at: number | null): readonly Condition[] =>
  known_at === null ? [] : [condition(`recorded_at <= ${instantParam('known_at')}`, { known_at })];

const holding = (valid_at: number | null): readonly Condition[] =>
  valid_at === null
    ? []
    : [
        condition(
          `valid_from <= ${instantParam('valid_at')} AND ` +
            `(isNull(valid_to) OR valid_to > ${instantParam('valid_at')})`,
          { valid_at },
        ),
      ];

const joined = (conditions: readonly Condition[]): Query => ({
  sql: conditions.map(({ sql }) => sql).join(' AND '),
  params: Object.assign({}, ...conditions.map(({ params }) => params)),
});

/** Of each thing the entry that was recorded last; the id breaks a tie, wherever it was stored. */
const newestFirst = 'ORDER BY recorded_at DESC, entry_id DESC';

/**
 * The entries of a table that stood: a SELECT of all its columns, to be put in brackets after FROM.
 * Of a thing that has states (site, port, tariff) the newest entry about `valid_at` stands, at most
 * one a thing; with `valid_at` null the newest of all. Of other statements the newest entry stands
 * for the whole, and is left out where it does not hold at `valid_at`. What was taken back is gone.
 */
export const asKnown = (table: LedgerTable, when: KnownWhen): Query => {
  const { tenant, valid_at, known_at } = when;
  const first = overlaid.has(table) ? holding(valid_at) : [];
  const then = overlaid.has(table) ? [] : holding(valid_at);
  const known = joined([ofTenant(tenant), ...recorded(known_at), ...first]);
  const stands = joined([condition('NOT withdrawn'), ...then]);
  return {
    sql: [
      'SELECT * FROM (',
      `SELECT * FROM laddbok.${table.name} WHERE ${known.sql}`,
      `${newestFirst} LIMIT 1 BY ${idColumns(table).join(', ')}`,
      `) WHERE ${stands.sql}`,
    ].join('\n'),
    params: { ...known.params, ...stands.params },
  };
};

/** Every entry of a table that had been recorded, those replaced and taken back as well. */
export const everyEntry = (
  table: LedgerTable,
  { tenant, known_at }: Omit<KnownWhen, 'valid_at'>,
): Query => {
  const { sql, params } = joined([ofTenant(tenant), ...recorded(known_at)]);
  return { sql: `SELECT * FROM laddbok.${table.name} WHERE ${sql}`, params };
};

/** The span of a question to the ledger. Milliseconds UTC, the end exclusive. */
export interface KnownDuring extends Pick<KnownWhen, 'tenant' | 'known_at'> {
  readonly from: number;
  readonly to: number;
  /** Things that are asked about: a condition on all that was ever said of them; absent: all. */
  readonly only?: Condition;
}

/** Later than any end; it stands for one that is not known while spans are cut. */
const never = "toDateTime64('2299-12-31 00:00:00', 3, 'UTC')";

/**
 * The entries of a table that stood at any time of a span, each with `holds_from` and `holds_to`,
 * between which it did: a thing that changed within the span has a row for each of its states.
 * `holds_to` is null where no end is known. They are not cut to the span.
 */
export const asKnownDuring = (table: LedgerTable, when: KnownDuring): Query => {
  const { tenant, known_at, from, to, only } = when;
  const ids = idColumns(table).join(', ');
  const about = only === undefined ? [] : [only];
  const known = joined([ofTenant(tenant), ...recorded(known_at), ...about]);
  const all = `SELECT * FROM laddbok.${table.name} WHERE ${known.sql}`;
  const newest = `SELECT * FROM (${all}) ${newestFirst} LIMIT 1 BY ${ids}`;
  const said = overlaid.has(table) ? all : newest;
  const ends = `ifNull(valid_to, ${never})`;
  const edges = `SELECT DISTINCT ${ids}, arrayJoin([valid_from, ${ends}]) AS edge FROM (${said})`;
  const spans = `SELECT ${ids}, edge, leadInFrame(edge, 1, ${never}) OVER (PARTITION BY ${ids}
    ORDER BY edge ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until FROM (${edges})`;
  const sql = `SELECT * EXCEPT (edge, until), edge AS holds_from,
    if(until = ${never}, NULL, until) AS holds_to FROM (
    SELECT * FROM (${spans}) AS spans INNER JOIN (${said}) AS said USING (${ids})
    WHERE valid_from <= edge AND ${ends} > edge
    ${newestFirst} LIMIT 1 BY ${ids}, edge)
    WHERE NOT withdrawn AND edge < ${instantParam('to')} AND until > ${instantParam('from')}`;
  return { sql, params: { ...known.params, from, to } };
};
