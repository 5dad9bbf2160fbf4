// The laws of asking: streams without a gap, bound values, limits, answers while rows are written.

import { expect, test } from 'vitest';
import { aRow, bytesOf, from, type Bench } from '../spec.ts';

export const askingLaws = ({ store, empty, write, texts, ask }: Bench): void => {
  test('two hundred thousand rows stream as CSV with one header, in order', async () => {
    const sql = 'SELECT number AS n, toString(number) AS "a ""b""\nc" FROM numbers(200000)';
    const bytes = await store().stream({ sql, params: {} }, 'CSVWithNames');
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
    const bytes = await store().stream({ sql, params: { rows: 200_000 } }, 'JSONEachRow');
    const lines = (await bytesOf(bytes)).trimEnd().split('\n');
    expect(lines).toHaveLength(200_000);
    expect(lines.every((line, i) => line === `{"n":"${i}"}`)).toBe(true);
  });

  test('a format that is one document is given whole', async () => {
    const bytes = await store().stream({ sql: 'SELECT 1 AS a', params: {} }, 'JSONCompact');
    expect(JSON.parse(await bytesOf(bytes))).toMatchObject({ data: [[1]], rows: 1 });
  });

  test('a reader may stop in the middle of a stream', async () => {
    const sql = 'SELECT number FROM numbers(100000000000)';
    for (let i = 0; i < 5; i++) {
      const bytes = await store().stream({ sql, params: {} }, 'CSV');
      for await (const chunk of bytes) if (chunk.length > 0) break;
    }
    expect(await ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a query that fails midway ends its stream with an error, not as if it were whole', async () => {
    const sql = "SELECT throwIf(number = 1900000, 'midway') AS n FROM numbers(2000000)";
    const read = async (): Promise<string> =>
      bytesOf(await store().stream({ sql, params: {} }, 'CSV'));
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
      expect(await ask('SELECT {v:String} AS v', { v: value })).toEqual([{ v: value }]);
    const params = { list: awful, none: null, yes: true, n: -3, x: 0.5 };
    const sql =
      'SELECT {list:Array(String)} AS list, {none:Nullable(String)} AS none, ' +
      '{yes:Bool} AS yes, {n:Int32} AS n, {x:Float64} AS x';
    expect(await ask(sql, params)).toEqual([params]);
    expect(await ask('SELECT {list:Array(String)} AS v', { list: [] })).toEqual([{ v: [] }]);
  });

  test('values bound at the same time do not mix, and none is left for the next query', async () => {
    const asked = Array.from({ length: 60 }, async (_, i) => {
      const sql = 'SELECT {v:String} AS v, count() AS n FROM numbers(100000)';
      const [row] = await ask(sql, { v: `value ${i}` });
      return row?.['v'];
    });
    expect(await Promise.all(asked)).toEqual(asked.map((_, i) => `value ${i}`));
    await expect(ask('SELECT {v:String} AS v')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      values: { code: 456 },
    });
  });

  test('a wrong query is refused with the code and the words of the engine', async () => {
    await expect(ask('SELEC 1')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      values: { code: 62 },
    });
    await expect(ask('SELECT * FROM nowhere')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      values: { code: 60, reason: expect.stringContaining('nowhere') as string },
    });
    await expect(store().command('DROP TABLE nowhere')).rejects.toMatchObject({
      code: 'QUERY_FAILED',
    });
  });

  test('views are joined by their own names', async () => {
    const sql = `SELECT count() AS n FROM every_type INNER JOIN
      (SELECT id AS other, max(energy_wh) AS top FROM every_type GROUP BY other) AS most
      ON most.other = every_type.id`;
    expect(await ask(sql)).toEqual([{ n: expect.any(String) }]);
  });

  test('a question that is planned with its views within it says the same', async () => {
    await empty();
    const rows = Array.from({ length: 300 }, (_, i) =>
      aRow({ id: `key ${i % 100}`, energy_wh: i }),
    );
    await write(rows.map((row, i) => from(row, i)));
    const newest = 'SELECT id, energy_wh FROM every_type';
    for (const sql of [
      `${newest} WHERE id = 'key 7'`,
      `SELECT * FROM (${newest} WHERE energy_wh > 0.25) ORDER BY id LIMIT 10`,
      `SELECT sum(energy_wh) AS sum, count() AS n FROM every_type`,
      `${newest} WHERE id IN (SELECT max(id) FROM every_type) UNION ALL ${newest} WHERE id = 'key 1'`,
    ]) {
      const asWritten = await store().query({ sql, params: {} });
      expect(asWritten.length).toBeGreaterThan(0);
      expect(await store().query({ sql, params: {}, inlined: true })).toEqual(asWritten);
    }
  });

  test('a question cannot change anything', async () => {
    await empty();
    await write([from(aRow(), 1)]);
    for (const sql of ['TRUNCATE TABLE every_type_v1', 'DROP VIEW every_type'])
      await expect(ask(sql)).rejects.toMatchObject({ code: 'QUERY_FAILED' });
    expect(await texts()).toEqual(['text']);
  });

  test('a question that takes too long is stopped, and the next is answered', async () => {
    const endless = 'SELECT uniqExact(cityHash64(number % 1000)) AS n FROM numbers(100000000000)';
    await expect(
      store().query({ sql: endless, params: {} }, { timeout_ms: 300 }),
    ).rejects.toMatchObject({ code: 'QUERY_TIMEOUT', values: { timeout_ms: 300 } });
    expect(await ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('an answer that would not fit into memory is refused', async () => {
    const sql = "SELECT repeat('x', 1000000) AS x FROM numbers(1000)";
    await expect(ask(sql)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' });
  });

  test('a question that takes more memory than one may is stopped, and the next is answered', async () => {
    const hoarding = 'SELECT length(groupArray(toString(number))) AS n FROM numbers(1000000000)';
    await expect(ask(hoarding)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' });
    expect(await ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('questions are answered while rows are written, and never see a key twice', async () => {
    await empty();
    const keys = 500;
    const state = { writing: true };
    const writer = async (): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        const rows = Array.from({ length: keys }, (_, i) =>
          from(aRow({ id: `key ${i}`, energy_wh: round }), round * keys + i),
        );
        await write(rows);
      }
      state.writing = false;
    };
    let answers = 0;
    const asker = async (): Promise<void> => {
      do {
        const sql = 'SELECT count() AS n, uniqExact(id) AS keys FROM every_type';
        const [row] = await ask(sql);
        expect(row?.['n']).toBe(row?.['keys']);
        answers++;
      } while (state.writing);
    };
    await Promise.all([writer(), asker(), asker()]);
    expect(answers).toBeGreaterThan(2);
    expect(await ask('SELECT count() AS n, max(energy_wh) AS top FROM every_type')).toEqual([
      { n: String(keys), top: '0.009' },
    ]);
  });
};
