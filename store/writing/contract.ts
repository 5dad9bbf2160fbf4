// The laws of writing: values as they were, the newest row of a key, once however often.

import { expect, test } from 'vitest';
import { table, text, type Table } from '../../schemas/table.ts';
import { pointView } from '../ddl.ts';
import { rowsHash, storedRows, tableHash } from '../rows.ts';
import { aRow, awkward, everyType, from, gather, sortedById, type Bench } from '../spec.ts';

export const writingLaws = ({ store, empty, write, texts, ask }: Bench): void => {
  test('creates its tables and views once, and again without any change', async () => {
    await store().migrate([everyType], 1);
    await store().write([{ table: everyType, set: 1, epoch: 1, rows: [from(aRow(), 1)] }]);
    await store().migrate([everyType], 1);
    expect(await texts()).toEqual(['text']);
  });

  test('refuses tables of another shape than it is to write', async () => {
    await store().migrate([everyType], 1);
    const { port: _gone, ...others } = everyType.columns;
    const changed: Table = { ...everyType, columns: { ...others, added: text('New.') } };
    await expect(store().migrate([changed], 1)).rejects.toMatchObject({
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
    const found = sortedById(await gather(storedRows(store(), everyType)));
    const sent = sortedById(awkward.map((row) => ({ ...from(row, 0), epoch: 1 })));
    expect(found).toEqual(sent);
  });

  test('keeps where in the log a row came from', async () => {
    await empty();
    const place = { row: aRow(), partition: 65_535, offset: 2 ** 48 - 1 };
    await write([place], 65_535);
    expect(await gather(storedRows(store(), everyType))).toEqual([{ ...place, epoch: 65_535 }]);
  });

  test('rows can be had by the partition of the log that they were made from', async () => {
    await empty();
    const rows = [0, 1, 2, 3].map((partition) => ({
      ...from(aRow({ id: `of ${partition}` }), 1),
      partition,
    }));
    await write(rows);
    const found = await gather(storedRows(store(), everyType, { partition: 2 }));
    expect(found.map(({ row }) => row['id'])).toEqual(['of 2']);
  });

  test('says 64-bit numbers and decimals as text, and instants in UTC', async () => {
    await empty();
    await write([from(aRow({ energy_wh: -1_250 }), 9)]);
    const sql = 'SELECT at, energy_wh, log_offset, version, readings, live FROM every_type';
    expect(await ask(sql)).toEqual([
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

  test('a row that was replaced is not found by what it said before', async () => {
    await empty();
    await write([from(aRow({ a_text: 'early' }), 5)]);
    await write([from(aRow({ a_text: 'late' }), 6)]);
    const found = async (a_text: string) =>
      ask(`SELECT count() AS rows FROM every_type WHERE a_text = '${a_text}'`);
    expect([await found('early'), await found('late')]).toEqual([[{ rows: '0' }], [{ rows: '1' }]]);
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
    const once = await tableHash(store(), everyType);
    await write(rows);
    expect(await tableHash(store(), everyType)).toBe(once);
    expect(await rowsHash(everyType, rows)).toBe(once);
  });

  test('rows that were deleted come back when they are written again', async () => {
    await empty();
    const rows = [from(aRow(), 1), from(aRow({ id: 'b' }), 2)];
    await write(rows);
    await store().command(
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
    expect(await ask('SELECT count() AS n, sum(energy_wh) AS wh FROM every_type')).toEqual([
      { n: '3', wh: '6.006' },
    ]);
    const february = 'toYYYYMM(at) = 202602 AND at >= {from:DateTime64(3)}';
    expect(
      await ask(`SELECT energy_wh FROM every_type WHERE ${february}`, {
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
    expect(await tableHash(store(), everyType)).toBe(await rowsHash(everyType, rows));
  });

  test('several tables and lives of the log are written in one call', async () => {
    const other = table({ ...everyType, name: 'other_type', month: null, key: ['id'] });
    await store().migrate([everyType, other], 1);
    await empty();
    await store().write([
      { table: everyType, set: 1, epoch: 1, rows: [from(aRow({ a_text: 'old' }), 7)] },
      { table: other, set: 1, epoch: 1, rows: [from(aRow({ at: 0 }), 7)] },
      { table: everyType, set: 1, epoch: 2, rows: [from(aRow({ a_text: 'new' }), 7)] },
      { table: other, set: 1, epoch: 1, rows: [] },
    ]);
    expect(await texts()).toEqual(['new']);
    expect(await ask('SELECT count() AS n FROM other_type')).toEqual([{ n: '1' }]);
  });

  test('few rows and many go into tables side by side, and none is lost', async () => {
    const tables = Array.from({ length: 9 }, (_, i) =>
      table({ ...everyType, name: `beside_${i}`, month: null, key: ['id'] }),
    );
    await store().migrate(tables, 1);
    const rowsOf = (i: number) =>
      Array.from({ length: i % 2 === 0 ? 3 : 3_000 }, (_, n) => from(aRow({ id: `${n}` }), n));
    const batches = tables.map((each, i) => ({ table: each, set: 1, epoch: 1, rows: rowsOf(i) }));
    await store().write(batches);
    for (const { table: each, rows } of batches)
      expect(await tableHash(store(), each)).toBe(await rowsHash(each, rows));
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
    await store().migrate([everyType], 2);
    const rows = [from(aRow({ a_text: 'set 2' }), 1)];
    await store().write([{ table: everyType, set: 2, epoch: 1, rows }]);
    expect(await texts()).toEqual(['set 1']);
    await store().command(pointView(everyType, 2));
    expect(await texts()).toEqual(['set 2']);
    await store().command(pointView(everyType, 1));
    await store().command('DROP TABLE every_type_v2');
    expect(await texts()).toEqual(['set 1']);
  });
};
