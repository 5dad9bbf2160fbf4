// What every store promises, as a suite that each adapter runs.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import type { Row, RowOf, Table } from '../schemas/table.ts';
import { pointView } from './ddl.ts';
import type { Store, VersionedRow } from './port.ts';
import { rowsHash, storedRows, tableHash, type StoredRow } from './rows.ts';

/** A store on an empty place, and what to do with it. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes it and opens it again on the same place. */
  readonly reopen: () => Promise<Store>;
  /** Closes it and clears the place. */
  readonly end: () => Promise<void>;
}

const everyType = table({
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

const aRow = (changes: Partial<EveryRow> = {}): EveryRow => ({
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

const from = (row: Row, at: number): VersionedRow => ({ row, partition: 3, offset: at });

const awkward: readonly EveryRow[] = [
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

const sortedById = (rows: readonly StoredRow[]): readonly Row[] =>
  rows.map(({ row }) => row).sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));

const gather = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

const bytesOf = async (bytes: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await gather(bytes)).toString('utf8');

/** The laws of a store, run against what `open` opens: one store for the whole suite. */
export const storeContract = (name: string, open: () => Promise<OpenedStore>): void => {
  describe(`store: ${name}`, () => {
    let opened: OpenedStore;
    let store: Store;

    beforeAll(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterAll(async () => opened.end());

    const write = async (rows: readonly VersionedRow[], epoch = 1): Promise<void> =>
      store.write([{ table: everyType, set: 1, epoch, rows }]);
    const empty = async (): Promise<void> => {
      await store.migrate([everyType], 1);
      await store.command('TRUNCATE TABLE every_type_v1');
    };
    const texts = async (): Promise<readonly string[]> => {
      const rows = await gather(storedRows(store, everyType));
      return sortedById(rows).map((row) => String(row['a_text']));
    };
    const numbers = async (sql: string, params = {}): Promise<readonly Row[]> =>
      store.query<Row>({ sql, params });

    test('answers when asked whether it is there', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    test('creates its tables and views once, and again without any change', async () => {
      await store.migrate([everyType], 1);
      await store.write([{ table: everyType, set: 1, epoch: 1, rows: [from(aRow(), 1)] }]);
      await store.migrate([everyType], 1);
      expect(await texts()).toEqual(['text']);
    });

    test('refuses tables of another shape than it is to write', async () => {
      await store.migrate([everyType], 1);
      const { port: _gone, ...others } = everyType.columns;
      const changed: Table = { ...everyType, columns: { ...others, added: text('New.') } };
      await expect(store.migrate([changed], 1)).rejects.toMatchObject({
        code: 'TABLES_DIFFER',
        values: {
          table: 'every_type_v1',
          difference: 'it lacks added String, it has port UInt16',
        },
      });
    });

    test('gives every value of every type back exactly as it was written', async () => {
      await empty();
      await write(awkward.map((row, i) => from(row, i)));
      const found = sortedById(await gather(storedRows(store, everyType)));
      const sent = sortedById(awkward.map((row) => ({ ...from(row, 0), epoch: 1 })));
      expect(found).toEqual(sent);
    });

    test('keeps where in the log a row came from', async () => {
      await empty();
      const place = { row: aRow(), partition: 65_535, offset: 2 ** 48 - 1 };
      await write([place], 65_535);
      expect(await gather(storedRows(store, everyType))).toEqual([{ ...place, epoch: 65_535 }]);
    });

    test('says 64-bit numbers and decimals as text, and instants in UTC', async () => {
      await empty();
      await write([from(aRow({ energy_wh: -1_250 }), 9)]);
      const sql = 'SELECT at, energy_wh, log_offset, version, readings, live FROM every_type';
      expect(await numbers(sql)).toEqual([
        {
          at: '2026-01-31 23:59:59.999',
          energy_wh: '-1.25',
          log_offset: '9',
          version: String(2 ** 48 + 9),
          readings: 3,
          live: true,
        },
      ]);
    });

    test('a row made from a later event replaces the earlier one', async () => {
      await empty();
      await write([from(aRow({ a_text: 'early' }), 5)]);
      await write([from(aRow({ a_text: 'late' }), 6)]);
      expect(await texts()).toEqual(['late']);
    });

    test('a row made from an earlier event changes nothing when it comes late', async () => {
      await empty();
      await write([from(aRow({ a_text: 'late' }), 6)]);
      await write([from(aRow({ a_text: 'early' }), 5)]);
      expect(await texts()).toEqual(['late']);
    });

    test('a row of a newer life of the log replaces one with a higher offset', async () => {
      await empty();
      await write([from(aRow({ a_text: 'second life' }), 5)], 2);
      await write([from(aRow({ a_text: 'first life' }), 900)], 1);
      expect(await texts()).toEqual(['second life']);
    });

    test('of two rows made from the same event the one written later stands', async () => {
      await empty();
      await write([from(aRow({ a_text: 'one' }), 5), from(aRow({ a_text: 'two' }), 5)]);
      expect(await texts()).toEqual(['two']);
      await write([from(aRow({ a_text: 'three' }), 5)]);
      expect(await texts()).toEqual(['three']);
    });

    test('the same rows written twice are the same table', async () => {
      await empty();
      const rows = awkward.map((row, i) => from(row, i));
      await write(rows);
      const once = await tableHash(store, everyType);
      await write(rows);
      expect(await tableHash(store, everyType)).toBe(once);
      expect(await rowsHash(everyType, rows)).toBe(once);
    });

    test('rows that were deleted come back when they are written again', async () => {
      await empty();
      const rows = [from(aRow(), 1), from(aRow({ id: 'b' }), 2)];
      await write(rows);
      await store.command(
        'DELETE FROM every_type_v1 WHERE 1 SETTINGS lightweight_deletes_sync = 2',
      );
      expect(await texts()).toEqual([]);
      await write(rows);
      expect(await texts()).toEqual(['text', 'text']);
    });

    test('rows of three months are one table', async () => {
      await empty();
      const months = [0, 1, 2].map((month) => Date.UTC(2026, month, 15));
      await write(months.map((at, i) => from(aRow({ at, energy_wh: 1_000 * (i + 1) }), i)));
      await write(months.map((at, i) => from(aRow({ at, energy_wh: 1_001 * (i + 1) }), 10 + i)));
      expect(await numbers('SELECT count() AS n, sum(energy_wh) AS wh FROM every_type')).toEqual([
        { n: '3', wh: '6.006' },
      ]);
      const february = 'toYYYYMM(at) = 202602 AND at >= {from:DateTime64(3)}';
      expect(
        await numbers(`SELECT energy_wh FROM every_type WHERE ${february}`, {
          from: '2026-02-01 00:00:00.000',
        }),
      ).toEqual([{ energy_wh: '2.002' }]);
    });

    test('rows of a hundred and twenty months can be written at once', async () => {
      await empty();
      const rows = Array.from({ length: 120 }, (_, month) =>
        from(aRow({ at: Date.UTC(2000, month, 1) }), month),
      );
      await write(rows);
      expect(await tableHash(store, everyType)).toBe(await rowsHash(everyType, rows));
    });

    test('several tables and lives of the log are written in one call', async () => {
      const other = table({ ...everyType, name: 'other_type', month: null, key: ['id'] });
      await store.migrate([everyType, other], 1);
      await empty();
      await store.write([
        { table: everyType, set: 1, epoch: 1, rows: [from(aRow({ a_text: 'old' }), 7)] },
        { table: other, set: 1, epoch: 1, rows: [from(aRow({ at: 0 }), 7)] },
        { table: everyType, set: 1, epoch: 2, rows: [from(aRow({ a_text: 'new' }), 7)] },
        { table: other, set: 1, epoch: 1, rows: [] },
      ]);
      expect(await texts()).toEqual(['new']);
      expect(await numbers('SELECT count() AS n FROM other_type')).toEqual([{ n: '1' }]);
    });

    test('a value that does not fit its column is refused before anything is written', async () => {
      await empty();
      await expect(write([from(aRow(), 1), from(aRow({ port: 65_536 }), 2)])).rejects.toThrow(
        'table every_type, column port: 65536 is no UInt16',
      );
      expect(await texts()).toEqual([]);
      await write([from(aRow(), 1)]);
      expect(await texts()).toEqual(['text']);
    });

    test('readers go over to another set of tables when the views are pointed at it', async () => {
      await empty();
      await write([from(aRow({ a_text: 'set 1' }), 1)]);
      await store.migrate([everyType], 2);
      const rows = [from(aRow({ a_text: 'set 2' }), 1)];
      await store.write([{ table: everyType, set: 2, epoch: 1, rows }]);
      expect(await texts()).toEqual(['set 1']);
      await store.command(pointView(everyType, 2));
      expect(await texts()).toEqual(['set 2']);
      await store.command(pointView(everyType, 1));
      await store.command('DROP TABLE every_type_v2');
      expect(await texts()).toEqual(['set 1']);
    });

    test('two hundred thousand rows stream as CSV with one header, in order', async () => {
      const sql = 'SELECT number AS n, toString(number) AS "a ""b""\nc" FROM numbers(200000)';
      const bytes = await store.stream({ sql, params: {} }, 'CSVWithNames');
      let header = '';
      let size = 0;
      let lines = 0;
      let chunks = 0;
      let largest = 0;
      for await (const chunk of bytes) {
        if (chunks === 0) header = Buffer.from(chunk).subarray(0, 24).toString();
        chunks++;
        size += chunk.length;
        largest = Math.max(largest, chunk.length);
        lines += chunk.reduce((n, byte) => (byte === 10 ? n + 1 : n), 0);
      }
      expect(header).toContain('"n","a ""b""\nc"\n0,"0"');
      expect(lines).toBe(200_002);
      expect(size).toBe(2_977_780 + 16);
      expect(chunks).toBeGreaterThan(2);
      expect(largest).toBeLessThan(1_500_000);
    });

    test('two hundred thousand rows stream as lines of JSON without a gap', async () => {
      const sql = 'SELECT number AS n FROM numbers({rows:UInt32}) WHERE 1';
      const bytes = await store.stream({ sql, params: { rows: 200_000 } }, 'JSONEachRow');
      const lines = (await bytesOf(bytes)).trimEnd().split('\n');
      expect(lines).toHaveLength(200_000);
      expect(lines.every((line, i) => line === `{"n":"${i}"}`)).toBe(true);
    });

    test('a format that is one document is given whole', async () => {
      const bytes = await store.stream({ sql: 'SELECT 1 AS a', params: {} }, 'JSONCompact');
      expect(JSON.parse(await bytesOf(bytes))).toMatchObject({ data: [[1]], rows: 1 });
    });

    test('a reader may stop in the middle of a stream', async () => {
      const sql = 'SELECT number FROM numbers(100000000000)';
      for (let i = 0; i < 5; i++) {
        const bytes = await store.stream({ sql, params: {} }, 'CSV');
        for await (const chunk of bytes) if (chunk.length > 0) break;
      }
      expect(await numbers('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    test('a query that fails midway ends its stream with an error, not as if it were whole', async () => {
      const sql = "SELECT throwIf(number = 1900000, 'midway') AS n FROM numbers(2000000)";
      const read = async (): Promise<string> =>
        bytesOf(await store.stream({ sql, params: {} }, 'CSV'));
      await expect(read()).rejects.toMatchObject({ name: 'AppError' });
    });

    test('values are bound, never part of the SQL', async () => {
      const awful = [
        "'; DROP TABLE every_type_v1; --",
        "\\'; SELECT 1; --",
        '\\',
        "'",
        '',
        'tab\tline\nreturn\rnul\0',
        '\\N',
        'NULL',
        '{x:String}',
        '⚡\u{1f50c}',
      ];
      for (const value of awful)
        expect(await numbers('SELECT {v:String} AS v', { v: value })).toEqual([{ v: value }]);
      const params = { list: awful, none: null, yes: true, n: -3, x: 0.5 };
      const sql =
        'SELECT {list:Array(String)} AS list, {none:Nullable(String)} AS none, ' +
        '{yes:Bool} AS yes, {n:Int32} AS n, {x:Float64} AS x';
      expect(await numbers(sql, params)).toEqual([params]);
      expect(await numbers('SELECT {list:Array(String)} AS v', { list: [] })).toEqual([{ v: [] }]);
    });

    test('values bound at the same time do not mix, and none is left for the next query', async () => {
      const asked = Array.from({ length: 60 }, async (_, i) => {
        const sql = 'SELECT {v:String} AS v, count() AS n FROM numbers(100000)';
        const [row] = await numbers(sql, { v: `value ${i}` });
        return row?.['v'];
      });
      expect(await Promise.all(asked)).toEqual(asked.map((_, i) => `value ${i}`));
      await expect(numbers('SELECT {v:String} AS v')).rejects.toMatchObject({
        code: 'QUERY_FAILED',
        values: { code: 456 },
      });
    });

    test('a wrong query is refused with the code and the words of the engine', async () => {
      await expect(numbers('SELEC 1')).rejects.toMatchObject({
        code: 'QUERY_FAILED',
        values: { code: 62 },
      });
      await expect(numbers('SELECT * FROM nowhere')).rejects.toMatchObject({
        code: 'QUERY_FAILED',
        values: { code: 60, reason: expect.stringContaining('nowhere') as string },
      });
      await expect(store.command('DROP TABLE nowhere')).rejects.toMatchObject({
        code: 'QUERY_FAILED',
      });
    });

    test('a question cannot change anything', async () => {
      await empty();
      await write([from(aRow(), 1)]);
      for (const sql of ['TRUNCATE TABLE every_type_v1', 'DROP VIEW every_type'])
        await expect(numbers(sql)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
      expect(await texts()).toEqual(['text']);
    });

    test('a question that takes too long is stopped, and the next is answered', async () => {
      const endless = 'SELECT uniqExact(cityHash64(number % 1000)) AS n FROM numbers(100000000000)';
      await expect(
        store.query({ sql: endless, params: {} }, { timeout_ms: 300 }),
      ).rejects.toMatchObject({ code: 'QUERY_TIMEOUT', values: { timeout_ms: 300 } });
      expect(await numbers('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    test('an answer that would not fit into memory is refused', async () => {
      const sql = "SELECT repeat('x', 1000000) AS x FROM numbers(1000)";
      await expect(numbers(sql)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    });

    test('questions are answered while rows are written, and never see a key twice', async () => {
      await empty();
      const keys = 500;
      let writing = true;
      const writer = async (): Promise<void> => {
        for (let round = 0; round < 10; round++) {
          const rows = Array.from({ length: keys }, (_, i) =>
            from(aRow({ id: `key ${i}`, energy_wh: round }), round * keys + i),
          );
          await write(rows);
        }
        writing = false;
      };
      let answers = 0;
      const asker = async (): Promise<void> => {
        do {
          const sql = 'SELECT count() AS n, uniqExact(id) AS keys FROM every_type';
          const [row] = await numbers(sql);
          expect(row?.['n']).toBe(row?.['keys']);
          answers++;
        } while (writing);
      };
      await Promise.all([writer(), asker(), asker()]);
      expect(answers).toBeGreaterThan(2);
      expect(await numbers('SELECT count() AS n, max(energy_wh) AS top FROM every_type')).toEqual([
        { n: String(keys), top: '0.009' },
      ]);
    });

    test('what was written is there after it is closed and opened again', async () => {
      await empty();
      await write(awkward.map((row, i) => from(row, i)));
      const before = await tableHash(store, everyType);
      store = await opened.reopen();
      await store.migrate([everyType], 1);
      expect(await tableHash(store, everyType)).toBe(before);
    });
  });
};
