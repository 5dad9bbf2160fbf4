// CSV files of people's own spreadsheets are read as they were meant, with the lines they stand on.

import { expect, test } from 'vitest';
import { readCsv } from './csv.ts';

const fields = (text: string): unknown => {
  const read = readCsv(text);
  return 'problem' in read ? read : read.records.map((one) => [one.line, ...one.fields]);
};

test.each([
  [
    'a plain file',
    'a,b\n1,2\n',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ],
  ],
  [
    'lines of Windows and a byte order mark',
    '\uFEFFa,b\r\n1,2\r\n',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ],
  ],
  [
    'no line end after the last',
    'a\n1',
    [
      [1, 'a'],
      [2, '1'],
    ],
  ],
  [
    'blank lines between',
    'a\n\n1\n,\n',
    [
      [1, 'a'],
      [3, '1'],
    ],
  ],
  [
    'commas, quotes and line ends in quotes',
    'a\n"x, ""y""\nz"\n1',
    [
      [1, 'a'],
      [2, 'x, "y"\nz'],
      [4, '1'],
    ],
  ],
  [
    'empty fields at the end',
    'a,b,\n,,1\n',
    [
      [1, 'a', 'b', ''],
      [2, '', '', '1'],
    ],
  ],
  [
    'a field at the very end that is empty',
    'a,b\n1,',
    [
      [1, 'a', 'b'],
      [2, '1', ''],
    ],
  ],
  ['an empty quoted field', '"",x\n', [[1, '', 'x']]],
])('%s', (_, text, expected) => {
  expect(fields(text)).toEqual(expected);
});

test('a quote that is not closed is told with its line', () => {
  expect(fields('a\n1\n"2\n3')).toEqual({ line: 3, problem: 'a quote is not closed' });
});

test('text after a closing quote is told with its line', () => {
  expect(fields('a\n"1"x')).toEqual({ line: 2, problem: 'there is text after a closing quote' });
});
