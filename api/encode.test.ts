// A row says the same in JSON and in CSV, and no digit of it is lost.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvHeader, csvRow, jsonRow, valuesOf } from './encode.ts';
import type { RowField } from './fields.ts';

const fields: readonly RowField[] = [
  { name: 'info', kind: 'text' },
  { name: 'energy_wh', kind: 'decimal' },
  { name: 'readings', kind: 'integer' },
  { name: 'started_at', kind: 'instant' },
  { name: 'window_start', kind: 'zoned' },
  { name: 'connected', kind: 'flag' },
  { name: 'flags', kind: 'labels' },
];

const row = {
  info: 'a "b", c',
  energy_wh: '123456789012345.678',
  readings: '18446744073709551615',
  started_at: '2026-03-29 01:00:00.123',
  window_start: '2026-03-28 23:00:00.000',
  connected: true,
  flags: ['clock_jump', 'register_reset'],
};

const json = jsonRow(fields, 'Europe/Stockholm');
const csv = csvRow(fields, 'Europe/Stockholm');

describe('a row', () => {
  test('in JSON keeps every digit, and writes instants in ISO 8601', () => {
    expect(json(valuesOf(row, fields))).toBe(
      String.raw`{"info":"a \"b\", c","energy_wh":123456789012345.678,` +
        '"readings":18446744073709551615,"started_at":"2026-03-29T01:00:00.123Z",' +
        '"window_start":"2026-03-29T00:00:00.000+01:00","connected":true,' +
        '"flags":["clock_jump","register_reset"]}',
    );
  });

  test('in CSV is quoted as RFC 4180 says', () => {
    expect(csvHeader(fields)).toBe(
      'info,energy_wh,readings,started_at,window_start,connected,flags\r\n',
    );
    expect(csv(valuesOf(row, fields))).toBe(
      '"a ""b"", c",123456789012345.678,18446744073709551615,2026-03-29T01:00:00.123Z,' +
        '2026-03-29T00:00:00.000+01:00,true,clock_jump;register_reset\r\n',
    );
  });

  test('tells an empty text from one that is not there', () => {
    const two: readonly RowField[] = [
      { name: 'a', kind: 'text' },
      { name: 'b', kind: 'text' },
    ];
    expect(csvRow(two, 'UTC')(['', null])).toBe('"",\r\n');
    expect(jsonRow(two, 'UTC')(['', null])).toBe('{"a":"","b":null}');
  });

  test.each([
    ['=1+1\r\n2', `"'=1+1\r\n2"`],
    ['+46701234567', "'+46701234567"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
    ["'quoted", "''quoted"],
    ['a=1', 'a=1'],
  ])('guards %j in CSV against being taken for a formula', (text, cell) => {
    const one: readonly RowField[] = [{ name: 'a', kind: 'text' }];
    expect(csvRow(one, 'UTC')([text])).toBe(`${cell}\r\n`);
    expect(csvRow([{ name: 'a', kind: 'labels' }], 'UTC')([[text]])).toBe(`${cell}\r\n`);
  });

  test('leaves a negative number a number in CSV', () => {
    expect(csvRow([{ name: 'a', kind: 'decimal' }], 'UTC')(['-1.500'])).toBe('-1.500\r\n');
  });

  test('keeps line breaks, and what a spreadsheet would take for a formula, in JSON', () => {
    const one: readonly RowField[] = [{ name: 'a', kind: 'text' }];
    expect(jsonRow(one, 'UTC')(['=1+1\r\n2'])).toBe(String.raw`{"a":"=1+1\r\n2"}`);
  });

  test('in JSON gives back any text as it was', () => {
    const write = jsonRow([{ name: 'a', kind: 'text' }], 'UTC');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(write([text]))).toEqual({ a: text });
      }),
    );
    for (let code = 0; code < 0x180; code++) {
      const text = `a${String.fromCharCode(code)}`;
      expect(write([text])).toBe(JSON.stringify({ a: text }));
    }
  });

  test('with something else than a number where a number belongs is never written', () => {
    const one: readonly RowField[] = [{ name: 'a', kind: 'decimal' }];
    expect(() => jsonRow(one, 'UTC')(['1,"b":2'])).toThrow('no number');
  });
});
