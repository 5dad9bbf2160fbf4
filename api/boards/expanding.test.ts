// Values of a request in the SQL of a board: quoted always, whatever they hold.

import { describe, expect, test } from 'vitest';
import type { Board } from './board.ts';
import { requireQuoted, statementOf } from './expanding.ts';
import { seriesOf, tableOf } from './frames.ts';
import { readRequest } from './request.ts';

const range = { from_ms: 0, to_ms: 3_600_000 };
const sql = "SELECT 1 WHERE a = ${station:singlequote} AND b = 'x' AND $__timeFilter(t)";

const expanded = (value: string): string =>
  statementOf(sql, { variables: { station: { value } }, range, points_max: 10 }, 60_000);

const boardOf = (rawSql: string): Board => ({
  uid: 'b',
  title: 'B',
  tags: [],
  time: { from: 'now-1h', to: 'now' },
  panels: [
    {
      id: 1,
      type: 'stat',
      gridPos: { x: 0, y: 0, w: 1, h: 1 },
      targets: [{ refId: 'A', rawSql, format: 1 }],
    },
  ],
  templating: { list: [{ name: 'station', type: 'query', query: '' }] },
});

describe('a value', () => {
  test.each([
    ["' OR 1=1 --", String.raw`'\' OR 1=1 --'`],
    ['\\', String.raw`'\\'`],
    ['$__interval(', "'$__interval('"],
    ['$__timeFilter(x)', "'$__timeFilter(x)'"],
    ['${station:raw}', "'${station:raw}'"],
  ])('%s stays within its quotes', (value, quoted) => {
    expect(expanded(value)).toBe(
      `SELECT 1 WHERE a = ${quoted} AND b = 'x' AND t >= toDateTime(0) AND t <= toDateTime(3600)`,
    );
  });
});

describe('a board', () => {
  test('that takes a variable without quoting it is refused', () => {
    expect(() => requireQuoted(boardOf(sql))).not.toThrow();
    for (const bare of ['$station', "'$station'", "'${station:raw}'", '${station}'])
      expect(() => requireQuoted(boardOf(`SELECT ${bare}`))).toThrow('singlequote');
  });
});

describe('a request', () => {
  test('says a range and known variables; everything else is refused by name', () => {
    const board = boardOf(sql);
    const reading = readRequest(new URLSearchParams('from=9&to=1&var-sql=x&points=1'), board);
    expect(reading).toMatchObject({
      ok: false,
      complaints: [{ parameter: 'var-sql' }, { parameter: 'from' }, { parameter: 'points' }],
    });
    expect(readRequest(new URLSearchParams('from=1&to=9&var-station=A'), board)).toEqual({
      ok: true,
      request: { range: { from_ms: 1, to_ms: 9 }, points_max: 600, choice: { station: ['A'] } },
    });
  });
});

describe('a time series', () => {
  const described = [
    { name: 'time', type: 'DateTime' },
    { name: 'port', type: 'LowCardinality(String)' },
    { name: 'Value', type: 'Nullable(Decimal(18, 3))' },
  ];
  const row = (time: string, port: string, Value: string) => ({
    time: `1970-01-01 00:00:${time}`,
    port,
    Value,
  });

  test('has one column for each port, with gaps where a port says nothing', () => {
    const rows = [row('00', '1', '1.5'), row('00', '2', '2'), row('01', '2', '3')];
    const columns = seriesOf(tableOf(described, rows), false);
    expect(columns.map(({ labels, values }) => [labels, values])).toEqual([
      [{}, [0, 1_000]],
      [{ port: '1' }, [1.5, null]],
      [{ port: '2' }, [2, 3]],
    ]);
  });

  test('is refused where its rows do not ascend by time', () => {
    const rows = [row('01', '1', '1'), row('00', '1', '2')];
    expect(() => seriesOf(tableOf(described, rows), false)).toThrow('ascend');
  });
});
