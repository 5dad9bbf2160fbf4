// What the laws of a store are written with: a table of every type, and its rows.

import {
  count,
  decimal,
  decimalOrNull,
  flag,
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  label,
  labels,
  offset,
  small,
  table,
  text,
} from '../schemas/table.ts';
import type { Row, RowOf } from '../schemas/table.ts';
import type { QueryParams, Store, VersionedRow } from './port.ts';
import { storedRows, type StoredRow } from './rows.ts';

export const everyType = table({
  name: 'every_type',
  about: "One column of each type; an apostrophe's escape.",
  columns: {
    id: label('Identity.'),
    at: instant('Month and key.'),
    a_text: text('Text.'),
    a_label: label('Label.'),
    some_labels: labels('Labels.'),
    ended_at: instantOrNull('Instant or none.'),
    energy_wh: decimal('Watt-hours.'),
    power_w: decimalOrNull('Watts or none.'),
    readings: count('Count.'),
    port: small('Small.'),
    delta: integer('Signed.'),
    maybe: integerOrNull('Signed or none.'),
    big: offset('Up to 2^53 - 1.'),
    live: flag('Flag.'),
  },
  key: ['id', 'at'],
  month: 'at',
});

type EveryRow = RowOf<typeof everyType>;

const january = Date.UTC(2026, 0, 31, 23, 59, 59, 999);

export const aRow = (changes: Partial<EveryRow> = {}): EveryRow => ({
  id: 'a',
  at: january,
  a_text: 'text',
  a_label: 'label',
  some_labels: ['one', 'two'],
  ended_at: january + 1,
  energy_wh: 1_500,
  power_w: 11_000_250,
  readings: 3,
  port: 1,
  delta: -7,
  maybe: 7,
  big: 5,
  live: true,
  ...changes,
});

export const from = (row: Row, at: number): VersionedRow => ({ row, partition: 3, offset: at });

export const awkward: readonly EveryRow[] = [
  aRow({
    id: 'largest',
    energy_wh: Number.MAX_SAFE_INTEGER,
    power_w: Number.MAX_SAFE_INTEGER,
    readings: 4_294_967_295,
    port: 65_535,
    delta: 2_147_483_647,
    maybe: 2_147_483_647,
    big: Number.MAX_SAFE_INTEGER,
    at: Date.UTC(2100, 5, 5, 4, 3, 2, 1),
    ended_at: Date.UTC(2299, 11, 31, 23, 59, 59, 999),
  }),
  aRow({
    id: 'smallest',
    energy_wh: Number.MIN_SAFE_INTEGER,
    power_w: -1,
    readings: 0,
    port: 0,
    delta: -2_147_483_648,
    maybe: -2_147_483_648,
    big: 0,
    at: -1,
    ended_at: Date.UTC(1900, 0, 1),
    live: false,
  }),
  aRow({ id: '', at: 0, a_text: '', a_label: '', some_labels: [], energy_wh: 0, power_w: 0 }),
  aRow({ id: 'none', ended_at: null, power_w: null, maybe: null }),
  aRow({
    id: '⚡ åäö 日本 \u{1f50c}',
    a_text: `quote ' double " back \\ tab \t line \n nul \0 end ${'é'.repeat(200)}`,
    a_label: "'; DROP TABLE every_type_v1; --",
    some_labels: ['', '\u{1f50c}', "it's", '\\', 'x'.repeat(300)],
  }),
];

export const sortedById = (rows: readonly StoredRow[]): readonly Row[] =>
  rows.map(({ row }) => row).sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));

export const gather = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

export const bytesOf = async (bytes: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await gather(bytes)).toString('utf8');

/** A store under test, with the table of every type in its set 1. */
export interface Bench {
  /** The store as it is open now. */
  readonly store: () => Store;
  /** Makes the table, and clears it. */
  readonly empty: () => Promise<void>;
  readonly write: (rows: readonly VersionedRow[], epoch?: number) => Promise<void>;
  /** Column `a_text` of the rows that stand, by id. */
  readonly texts: () => Promise<readonly string[]>;
  readonly ask: (sql: string, params?: QueryParams) => Promise<readonly Row[]>;
}

export const benchOf = (store: () => Store): Bench => ({
  store,
  empty: async () => {
    await store().command('DROP TABLE IF EXISTS every_type_v1 SYNC');
    await store().migrate([everyType], 1);
  },
  write: async (rows, epoch = 1) => store().write([{ table: everyType, set: 1, epoch, rows }]),
  texts: async () => {
    const rows = await gather(storedRows(store(), everyType));
    return sortedById(rows).map((row) => String(row['a_text']));
  },
  ask: async (sql, params = {}) => store().query<Row>({ sql, params }),
});
