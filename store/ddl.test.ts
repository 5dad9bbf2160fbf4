// DDL: what is created for a table, and what is refused before it reaches an engine.

import { describe, expect, test } from 'vitest';
import { decimal, instant, instantOrNull, label, table, text } from '../schemas/table.ts';
import type { Table } from '../schemas/table.ts';
import { createDatabase, createTable, createView, pointView, tableName } from './ddl.ts';

const meters = table({
  name: 'meters',
  about: "A meter's register.",
  columns: {
    station_id: label('Station.'),
    at: instant('When; a \\ in it.'),
    energy_wh: decimal('Watt-hours.'),
    ended_at: instantOrNull('End.'),
  },
  key: ['station_id', 'at'],
  month: 'at',
});

describe('DDL of a table', () => {
  test('a table is created with its columns, their meaning, and where each row came from', () => {
    const lines = createTable(meters, 3).split('\n');
    const columns = lines.slice(2, 9).map((line) => line.replace(/ COMMENT .* CODEC/, ' CODEC'));
    expect(lines.slice(0, 2)).toEqual(['CREATE TABLE IF NOT EXISTS meters_v3', '(']);
    expect(columns).toEqual([
      '  station_id LowCardinality(String) CODEC(ZSTD(1)),',
      "  at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),",
      '  energy_wh Decimal(18, 3) CODEC(Delta, ZSTD(1)),',
      "  ended_at Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),",
      '  log_partition UInt16 CODEC(ZSTD(1)),',
      '  log_offset UInt64 CODEC(DoubleDelta, ZSTD(1)),',
      '  version UInt64 CODEC(DoubleDelta, ZSTD(1))',
    ]);
    expect(lines[3]).toContain(String.raw`COMMENT 'When; a \\ in it.'`);
    expect(lines.slice(9, 13)).toEqual([
      ')',
      'ENGINE = ReplacingMergeTree(version)',
      'PARTITION BY toYYYYMM(at)',
      'ORDER BY (station_id, at)',
    ]);
    expect(lines[14]).toBe(String.raw`COMMENT 'A meter\'s register.'`);
  });

  test('parts are synced to the disk, and no insert is taken for one that was before', () => {
    const settings = createTable(meters, 3).split('\n')[13]?.replace('SETTINGS ', '').split(', ');
    expect(settings).toEqual([
      'fsync_after_insert = 1',
      'fsync_part_directory = 1',
      'non_replicated_deduplication_window = 0',
      'replicated_deduplication_window = 0',
      'min_age_to_force_merge_seconds = 3600',
      'min_age_to_force_merge_on_partition_only = 1',
    ]);
  });

  test('a column that is sought by has an index by which the rest is skipped', () => {
    const lines = createTable({ ...meters, seek: ['ended_at'] }, 1).split('\n');
    expect(lines[8]).toMatch(/,$/);
    expect(lines[9]).toBe('  INDEX seek_ended_at ended_at TYPE bloom_filter(0.001) GRANULARITY 1');
    expect(() => createTable({ ...meters, seek: ['b'] }, 1)).toThrow('has no column b');
  });

  test('what has an end is skipped by it', () => {
    const sql = createTable({ ...meters, until: 'ended_at' }, 1);
    expect(sql).toContain('  INDEX until_ended_at ended_at TYPE minmax GRANULARITY 1\n');
    expect(() => createTable({ ...meters, until: 'b' }, 1)).toThrow('has no column b');
  });

  test('a table without a month has no partitions', () => {
    expect(createTable({ ...meters, month: null }, 1)).not.toContain('PARTITION');
  });

  test('readers get a view with FINAL over one set, and can be pointed at another', () => {
    const body = `meters
AS SELECT
  station_id,
  at,
  energy_wh,
  ended_at,
  log_partition,
  log_offset,
  version
FROM`;
    expect(createView(meters, 1)).toBe(`CREATE VIEW IF NOT EXISTS ${body} meters_v1 FINAL`);
    expect(pointView(meters, 2)).toBe(`CREATE OR REPLACE VIEW ${body} meters_v2 FINAL`);
  });

  test('names that are not plain words never become SQL', () => {
    for (const name of ['', 'a b', 'a`b', 'a;DROP TABLE b', 'Capital', '1a', "a'b", 'a.b'])
      expect(() => createTable({ ...meters, name }, 1)).toThrow('is no name for SQL');
    expect(() => createDatabase('x; DROP DATABASE y')).toThrow('is no name for SQL');
    const columns = { ...meters.columns, 'x) ENGINE = Null --': text('Evil.') };
    expect(() => createTable({ ...meters, columns }, 1)).toThrow('is no name for SQL');
  });

  test('a set is a whole number from 1', () => {
    for (const set of [0, -1, 1.5, Number.NaN, 10_000])
      expect(() => tableName(meters, set)).toThrow('is no number of a set');
  });

  test('a key that could not hold is refused', () => {
    const refused: readonly [Partial<Table>, string][] = [
      [{ key: [] }, 'has no key'],
      [{ key: ['station_id', 'nowhere', 'at'] }, 'has no column nowhere'],
      [{ key: ['station_id', 'at', 'ended_at'] }, 'cannot be in the key'],
      [{ key: ['station_id'] }, 'must be in the key to partition by it'],
      [{ month: 'station_id' }, 'is no instant to partition by'],
      [{ columns: { ...meters.columns, version: text('Mine.') } }, 'is given to every table'],
    ];
    for (const [change, reason] of refused)
      expect(() => createTable({ ...meters, ...change }, 1)).toThrow(reason);
  });
});
