// RowBinary: what the encoder writes, an independent reader of the format reads back.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnType, Row, Table } from '../schemas/table.ts';
import type { VersionedRow } from './port.ts';
import { rowEncoder } from './row-binary.ts';

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

const take = (cursor: Cursor, length: number): Buffer => {
  const piece = cursor.bytes.subarray(cursor.at, cursor.at + length);
  if (piece.length < length) throw new Error('the bytes end within a value');
  cursor.at += length;
  return piece;
};

const varuint = (cursor: Cursor): number => {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = take(cursor, 1).readUInt8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return Number(value);
  }
};

const string = (cursor: Cursor): string => take(cursor, varuint(cursor)).toString('utf8');

const readers: Readonly<Record<string, (cursor: Cursor) => Row[string]>> = {
  String: string,
  'LowCardinality(String)': string,
  'Array(LowCardinality(String))': (cursor) =>
    Array.from({ length: varuint(cursor) }, () => string(cursor)),
  'DateTime64(3)': (cursor) => Number(take(cursor, 8).readBigInt64LE()),
  'Decimal(18, 3)': (cursor) => Number(take(cursor, 8).readBigInt64LE()),
  UInt64: (cursor) => Number(take(cursor, 8).readBigUInt64LE()),
  UInt32: (cursor) => take(cursor, 4).readUInt32LE(),
  UInt16: (cursor) => take(cursor, 2).readUInt16LE(),
  UInt8: (cursor) => take(cursor, 1).readUInt8(),
  Int32: (cursor) => take(cursor, 4).readInt32LE(),
  Bool: (cursor) => take(cursor, 1).readUInt8() === 1,
};

const read = (cursor: Cursor, type: string): Row[string] => {
  const inner = /^Nullable\((.*)\)$/.exec(type)?.[1];
  if (inner !== undefined) return take(cursor, 1).readUInt8() === 1 ? null : read(cursor, inner);
  const reader = readers[type];
  if (reader === undefined) throw new Error(`no reader of ${type}`);
  return reader(cursor);
};

const tableOf = (types: readonly ColumnType[]): Table => ({
  name: 'drawn',
  about: 'Drawn.',
  columns: Object.fromEntries(
    types.map((type, i) => [`c${i}`, { type, about: 'Drawn.', codec: 'ZSTD(1)' }]),
  ),
  key: ['c0'],
  month: null,
});

/** Strings as UTF-8 can hold them. */
const strings = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.constantFrom(
    '',
    'x'.repeat(64),
    'x'.repeat(65),
    'x'.repeat(127),
    'é'.repeat(64),
    '⚡'.repeat(9_000),
  ),
);
const safe = fc.maxSafeInteger();

const values: Readonly<Record<string, fc.Arbitrary<Row[string]>>> = {
  String: strings,
  'LowCardinality(String)': strings,
  'Array(LowCardinality(String))': fc.array(strings, { maxLength: 5 }),
  'DateTime64(3)': fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2300, 0, 1) - 1 }),
  'Decimal(18, 3)': safe,
  UInt64: fc.maxSafeNat(),
  UInt32: fc.integer({ min: 0, max: 4_294_967_295 }),
  UInt16: fc.integer({ min: 0, max: 65_535 }),
  UInt8: fc.integer({ min: 0, max: 255 }),
  Int32: fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
  Bool: fc.boolean(),
};

const valueOf = (type: ColumnType): fc.Arbitrary<Row[string]> => {
  const inner = /^Nullable\((.*)\)$/.exec(type)?.[1];
  return inner === undefined
    ? (values[type] ?? fc.constant(null))
    : fc.option(values[inner] ?? fc.constant(null));
};

const plain = Object.keys(values) as ColumnType[];
const nullable = [
  'String',
  'DateTime64(3)',
  'Decimal(18, 3)',
  'UInt64',
  'UInt8',
  'Int32',
  'Bool',
].map((type) => `Nullable(${type})` as ColumnType);

const drawn = fc
  .array(fc.constantFrom(...plain, ...nullable), { minLength: 1, maxLength: 12 })
  .chain((types) => {
    const cells = fc.tuple(...types.map(valueOf));
    const place = fc.record({
      cells,
      partition: fc.integer({ min: 0, max: 65_535 }),
      offset: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    });
    return fc.record({
      types: fc.constant(types),
      rows: fc.array(place, { maxLength: 20 }),
      epoch: fc.integer({ min: 0, max: 65_535 }),
    });
  });

const rowOf = (cells: readonly Row[string][]): Row =>
  Object.fromEntries(cells.map((cell, i) => [`c${i}`, cell]));

describe('rows as RowBinary', () => {
  test('every row of every table is read back as it was, with its version', () => {
    fc.assert(
      fc.property(drawn, ({ types, rows, epoch }) => {
        const encoder = rowEncoder(tableOf(types));
        for (const { cells, partition, offset } of rows)
          encoder.append({ row: rowOf(cells), partition, offset }, epoch);
        const cursor = { bytes: Buffer.from(encoder.bytes()), at: 0 };
        for (const { cells, partition, offset } of rows) {
          expect(types.map((type) => read(cursor, type))).toEqual(
            cells.map((cell) => (Object.is(cell, -0) ? 0 : cell)),
          );
          expect(take(cursor, 2).readUInt16LE()).toBe(partition);
          expect(take(cursor, 8).readBigUInt64LE()).toBe(BigInt(offset));
          expect(take(cursor, 8).readBigUInt64LE()).toBe((BigInt(epoch) << 48n) | BigInt(offset));
        }
        expect(cursor.at).toBe(cursor.bytes.length);
        expect(encoder.length).toBe(cursor.bytes.length);
      }),
      { numRuns: 300, seed: 20_261_121 },
    );
  });

  test('the buffer is used again after it is cleared', () => {
    const encoder = rowEncoder(tableOf(['String', 'UInt32']));
    const row = (text: string): VersionedRow => ({
      row: { c0: text, c1: 1 },
      partition: 0,
      offset: 0,
    });
    encoder.append(row('a'.repeat(200_000)), 0);
    encoder.clear();
    expect(encoder.length).toBe(0);
    encoder.append(row('b'), 0);
    expect([...encoder.bytes()]).toEqual([
      1,
      98,
      1,
      0,
      0,
      0,
      ...Array.from({ length: 18 }, () => 0),
    ]);
  });

  test('a value that does not fit is refused with its table and column', () => {
    const misfits: readonly [ColumnType, unknown, string][] = [
      ['UInt8', 256, '256 is no UInt8'],
      ['UInt16', -1, '-1 is no UInt16'],
      ['UInt32', 4_294_967_296, '4294967296 is no UInt32'],
      ['UInt32', 1.5, '1.5 is no UInt32'],
      ['UInt64', -1, '-1 is no UInt64'],
      ['UInt64', 2 ** 53, '9007199254740992 is no UInt64'],
      ['Int32', 2_147_483_648, '2147483648 is no Int32'],
      ['Int32', Number.NaN, 'NaN is no Int32'],
      ['Decimal(18, 3)', 0.5, '0.5 is no Decimal(18, 3)'],
      ['Decimal(18, 3)', Number.NaN, 'NaN is no Decimal(18, 3)'],
      ['Decimal(18, 3)', Infinity, 'Infinity is no Decimal(18, 3)'],
      ['Decimal(18, 3)', '1', '"1" is no Decimal(18, 3)'],
      ['DateTime64(3)', Date.UTC(1899, 11, 31), '-2209075200000 is no DateTime64(3)'],
      ['DateTime64(3)', Date.UTC(2300, 0, 1), '10413792000000 is no DateTime64(3)'],
      ['DateTime64(3)', null, 'null is no DateTime64(3)'],
      ['Nullable(DateTime64(3))', undefined, 'undefined is no Nullable(DateTime64(3))'],
      ['Nullable(Int32)', true, 'true is no Nullable(Int32)'],
      ['String', 5, '5 is no String'],
      ['String', undefined, 'undefined is no String'],
      ['LowCardinality(String)', null, 'null is no LowCardinality(String)'],
      ['Array(LowCardinality(String))', 'a', '"a" is no Array(LowCardinality(String))'],
      ['Array(LowCardinality(String))', [1], '[1] is no Array(LowCardinality(String))'],
      ['Bool', 1, '1 is no Bool'],
    ];
    for (const [type, value, reason] of misfits) {
      const encoder = rowEncoder(tableOf([type]));
      const row = { c0: value } as Row;
      const append = (): void => encoder.append({ row, partition: 0, offset: 0 }, 0);
      expect(append).toThrow(`table drawn, column c0: ${reason}`);
      expect(encoder.length).toBe(0);
    }
  });

  test('a place in the log that does not fit a version is refused', () => {
    const encoder = rowEncoder(tableOf(['Bool']));
    const append = (partition: number, offset: number, epoch: number) => () =>
      encoder.append({ row: { c0: true }, partition, offset }, epoch);
    expect(append(65_536, 0, 0)).toThrow('column log_partition: 65536 is no UInt16');
    expect(append(0, 2 ** 48, 0)).toThrow('column log_offset: 281474976710656 is no 48-bit offset');
    expect(append(0, -1, 0)).toThrow('column log_offset: -1 is no 48-bit offset');
    expect(append(0, 0, 65_536)).toThrow('column version: 65536 is no 16-bit epoch');
  });
});
