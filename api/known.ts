// What the questions about the ledger have in common: two times, and what was known of a thing.

import { type Static, Type } from 'typebox';
import { idColumns, type LedgerTable, overlaid } from '../processors/ledger/table.ts';
import type { Query } from '../store/port.ts';
import { asKnown, everyEntry } from './as-known.ts';
import { instantOf, notAnInstant } from './ask.ts';
import { type Asked, type Complaint, query, type Question } from './define.ts';
import { columnsOf, rowOf } from './fields.ts';
import type { Condition } from './sql.ts';

const instantParameter = (description: string) =>
  Type.Optional(Type.String({ maxLength: 40, description }));

/** Parameters of every question about the ledger. */
const knownParams = (table: LedgerTable) => ({
  valid_at: instantParameter(
    'What held at this instant (2026-03-01T00:00:00Z, or a date in UTC). ' +
      (overlaid.has(table) ? 'Default: now.' : 'Default: whatever stands, of any time.'),
  ),
  known_at: instantParameter(
    'By what had been recorded up to this instant, inclusive: a past answer again, whatever ' +
      'was recorded since. Default: by everything that is known.',
  ),
  history: Type.Optional(
    Type.Boolean({
      description:
        'Every entry that had been recorded, also those replaced and taken back; without valid_at.',
    }),
  ),
});

type Times = Static<ReturnType<typeof timesOf>>;
const timesOf = (table: LedgerTable) => Type.Object(knownParams(table));

/** An instant of a parameter; null where none was given or, having been complained of, is none. */
const timeOf = (text: string | undefined): number | null =>
  text === undefined ? null : instantOf(text, 'UTC');

const complaints = ({ valid_at, known_at, history }: Times): readonly Complaint[] => [
  ...Object.entries({ valid_at, known_at }).flatMap(([name, text]) =>
    text !== undefined && timeOf(text) === null ? notAnInstant(name, text) : [],
  ),
  ...(history === true && valid_at !== undefined
    ? [
        {
          code: 'bad_parameter' as const,
          parameter: 'history',
          detail: 'history tells of all times: ask without valid_at, or without history.',
        },
      ]
    : []),
];

const knownOf = (table: LedgerTable, asked: Asked<Times>, now: number): Query => {
  const { tenant, params } = asked;
  const known_at = timeOf(params.known_at);
  if (params.history === true) return everyEntry(table, { tenant, known_at });
  const valid_at = timeOf(params.valid_at) ?? (overlaid.has(table) ? now : null);
  return asKnown(table, { tenant, valid_at, known_at });
};

interface Asking<P extends Question['params']> {
  readonly name: string;
  readonly about: string;
  readonly params: P;
  readonly where: (params: Static<P>) => readonly Condition[];
  readonly example: Readonly<Record<string, string>>;
}

/** What filings stand on; the rest is about money. */
const registry: ReadonlySet<string> = new Set(['sites', 'ports', 'exclusions']);

/** Declares the question about a table of the ledger. */
export const ledgerQuery = <const P extends Question['params']>(
  table: LedgerTable,
  { name, about, params, where, example }: Asking<P>,
) =>
  query({
    name,
    path: `/v1/${name}`,
    answers: 'list',
    needs: registry.has(table.name) ? 'compliance' : 'billing',
    about,
    params: Type.Object({ ...params.properties, ...knownParams(table) }),
    sql: (asked) => {
      const known = knownOf(table, asked, asked.to);
      const own = where(asked.params as Static<P>);
      const filter = ['1', ...own.map((one) => one.sql)].join(' AND ');
      return {
        sql: `SELECT ${columnsOf(table).join(', ')} FROM (${known.sql}) WHERE ${filter}`,
        params: Object.assign({}, known.params, ...own.map((one) => one.params)),
      };
    },
    row: rowOf(table),
    refuse: ({ params: asked }) => complaints(asked),
    // Of a thing with several entries each is a row in its history.
    key: () => [...idColumns(table), 'entry_id'],
    example,
  });
