// Tables of a write go in side by side; a write has ended before the next one begins.

import { describe, expect, test } from 'vitest';
import { deferred } from '../lib/deferred.ts';
import { table } from '../schemas/table.ts';
import type { RowBatch } from './port.ts';
import { lanes } from './side-by-side.ts';
import { aRow, everyType, from } from './spec.ts';
import { writes } from './writes.ts';

/** A row for each of so many tables. */
const rowsFor = (tables: number): readonly RowBatch[] =>
  Array.from({ length: tables }, (_, i) => ({
    table: table({ ...everyType, name: `table_${i}`, month: null, key: ['id'] }),
    set: 1,
    epoch: 1,
    rows: [from(aRow(), i)],
  }));

/** An engine whose inserts end when the test says so. */
const anEngine = () => {
  const begun: string[] = [];
  const ends = new Map<string, ReturnType<typeof deferred<undefined>>>();
  const endOf = (name: string) => {
    const end = ends.get(name) ?? deferred<undefined>();
    ends.set(name, end);
    return end;
  };
  const write = writes(async (piece) => {
    begun.push(piece.table);
    await endOf(piece.table).promise;
  });
  const settled = async () => new Promise((resolve) => setImmediate(resolve));
  return { begun, endOf, write, settled };
};

describe('given a write of more tables than there are lanes', () => {
  const many = lanes + 2;

  test('as many as there are lanes begin at once, and one more for each that ends', async () => {
    const { begun, endOf, write, settled } = anEngine();
    const written = write(rowsFor(many));
    await settled();
    expect(begun).toEqual(Array.from({ length: lanes }, (_, i) => `table_${i}_v1`));
    endOf('table_1_v1').resolve(undefined);
    await settled();
    expect(begun).toHaveLength(lanes + 1);
    for (let i = 0; i < many; i++) endOf(`table_${i}_v1`).resolve(undefined);
    await written;
    expect(new Set(begun).size).toBe(many);
  });

  test('when one is refused no other begins, and all have ended before the fault is told', async () => {
    const { begun, endOf, write, settled } = anEngine();
    const told: string[] = [];
    const failing = write(rowsFor(many)).catch((fault: unknown) => told.push(String(fault)));
    await settled();
    endOf('table_0_v1').reject(new Error('the disk is full'));
    await settled();
    expect(told).toEqual([]);
    for (let i = 1; i < many; i++) endOf(`table_${i}_v1`).resolve(undefined);
    await failing;
    expect(told).toEqual(['Error: the disk is full']);
    expect(begun).toHaveLength(lanes);
  });
});

describe('given a second write while the first is under way', () => {
  test('it begins when the first has ended, be it by a fault', async () => {
    const { begun, endOf, write, settled } = anEngine();
    const [first, second] = rowsFor(2).map(async (batch) => write([batch]));
    await settled();
    expect(begun).toEqual(['table_0_v1']);
    endOf('table_1_v1').resolve(undefined);
    endOf('table_0_v1').reject(new Error('the disk is full'));
    await expect(first).rejects.toThrow('the disk is full');
    await second;
    expect(begun).toEqual(['table_0_v1', 'table_1_v1']);
  });
});
