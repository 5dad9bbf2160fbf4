// Which cards evidence speaks for.

import { expect, test } from 'vitest';
import { proposalsOf } from './propose-cards.ts';

const silent = {
  vendor: 'V',
  model: 'M',
  stations: 3,
  starts: 0,
  starts_at_zero: 0,
  boots: 0,
  resets_on_boot: 0,
  spans: 0,
  spans_thousandth: 0,
};

test('a model whose starts are at zero nearly always has a register of the session', () => {
  const [proposal] = proposalsOf([{ ...silent, starts: 10, starts_at_zero: 9 }]);
  expect(proposal?.card).toEqual({ id: 'v-m', version: 1, register: 'session' });
  expect(proposal?.evidence).toContain('9 of 10 starts at zero');
});

test('too few cases, or cases that are divided, propose nothing', () => {
  expect(proposalsOf([{ ...silent, boots: 4, resets_on_boot: 4 }])).toEqual([]);
  expect(proposalsOf([{ ...silent, boots: 10, resets_on_boot: 5 }])).toEqual([]);
});
