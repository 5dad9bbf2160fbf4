// Rows in memory: their identity, their canonical text, their hash.

import { expect, test } from 'vitest';
import { rowKey } from '../schemas/table.ts';
import { canonicalRow, rowsHash } from './rows.ts';
import { aRow, awkward, everyType, from } from './spec.ts';

const rows = awkward.map((row, i) => from(row, i));

test('the identity of a row is its key alone', () => {
  const one = rowKey(everyType, aRow({ energy_wh: 1 }));
  expect(rowKey(everyType, aRow({ energy_wh: 2 }))).toBe(one);
  expect(rowKey(everyType, aRow({ at: 5 }))).not.toBe(one);
});

test('the canonical text of a row holds every column and its place in the log', () => {
  const row = aRow();
  const turned = Object.fromEntries(Object.entries(row).reverse());
  const text = canonicalRow(everyType, from(row, 7));
  expect(canonicalRow(everyType, from(turned, 7))).toBe(text);
  expect(canonicalRow(everyType, from(row, 8))).not.toBe(text);
  expect(canonicalRow(everyType, { ...from(row, 7), partition: 4 })).not.toBe(text);
  const changed = Object.entries({ live: false, maybe: null, a_text: '', some_labels: ['one'] });
  for (const [name, value] of changed)
    expect(canonicalRow(everyType, from({ ...row, [name]: value }, 7))).not.toBe(text);
});

test('a lone surrogate is the sign that stands for it in the store', () => {
  const broken = aRow({ a_text: 'a\ud800b', some_labels: ['\udc00'] });
  const stored = aRow({ a_text: 'a\ufffdb', some_labels: ['\ufffd'] });
  expect(canonicalRow(everyType, from(broken, 1))).toBe(canonicalRow(everyType, from(stored, 1)));
});

test('the hash does not depend on the order of rows, and changes with any of them', async () => {
  const hash = await rowsHash(everyType, rows);
  expect(await rowsHash(everyType, [...rows].reverse())).toBe(hash);
  expect(await rowsHash(everyType, rows.slice(1))).not.toBe(hash);
  expect(await rowsHash(everyType, [...rows, ...rows.slice(0, 1)])).not.toBe(hash);
  expect(await rowsHash(everyType, [])).toBe(`0:${'0'.repeat(64)}`);
});
