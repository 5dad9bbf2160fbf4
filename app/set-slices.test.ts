// Tables are compared whole only where the engine has the memory for all of their cells, keys too.

import { expect, test } from 'vitest';
import type { Store } from '../store/port.ts';
import { type Sides, slicesOf } from './set-slices.ts';

const sides: Sides = {
  before: 't_v1',
  after: 't_v2',
  rows: 100,
  keys: ['tenant', 'station_id', 'port'],
  texts: ['amount'],
  late: 'false',
};

/** A store that knows one part in which both sets differ. */
const differing = (asked: string[]): Pick<Store, 'query'> => ({
  query: async <T>({ sql }: { readonly sql: string }) => {
    asked.push(sql);
    return [{ bucket: 7, rows: '3' }] as unknown as readonly T[];
  },
});

test('a table with room for all of its cells is one part, and nothing is asked', async () => {
  const asked: string[] = [];
  expect(await slicesOf(differing(asked) as Store, sides, 400)).toEqual(['true']);
  expect(asked).toEqual([]);
});

test('one whose keys take more than there is room for is compared by the parts that differ', async () => {
  const asked: string[] = [];
  const slices = await slicesOf(differing(asked) as Store, sides, 399);
  expect(slices).toEqual([expect.stringMatching(/ % 65536 IN \(7\)$/)]);
  expect(asked).toHaveLength(1);
});
