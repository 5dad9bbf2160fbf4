// The laws of both times: the order of telling does not matter, and the past is never changed.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exclusions, sites } from '../../processors/ledger/table.ts';
import { type Held, spansOf, standing } from './standing.ts';

const entries = (table: Held['table']) =>
  fc
    .uniqueArray(
      fc.record({
        entry_id: fc.stringMatching(/^[a-f]{3}$/),
        valid_from: fc.integer({ min: 0, max: 9 }),
        length: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
        recorded_at: fc.integer({ min: 0, max: 9 }),
        withdrawn: fc.boolean(),
      }),
      { selector: ({ entry_id }) => entry_id, maxLength: 12 },
    )
    .map((told) =>
      told.map(({ length, ...one }): Held => ({
        ...one,
        table,
        thing: 'A',
        content: one.entry_id,
        valid_to: length === null ? null : one.valid_from + length,
        row: {},
      })),
    );

const told = fc.constantFrom(sites, exclusions).chain((table) => entries(table));
const time = fc.option(fc.integer({ min: -1, max: 16 }), { nil: null });
const when = fc.record({ valid_at: time, known_at: time });

test('in whatever order entries were imported, the same is known', () => {
  fc.assert(
    fc.property(
      told.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      when,
      ([all, other], at) => {
        expect(standing(other, at)).toEqual(standing(all, at));
        expect(spansOf(other)).toEqual(spansOf(all));
      },
    ),
  );
});

test('what is recorded later changes nothing of what was known before', () => {
  fc.assert(
    fc.property(told, fc.integer({ min: 0, max: 9 }), time, (all, known_at, valid_at) => {
      const before = all.filter((one) => one.recorded_at <= known_at);
      expect(standing(all, { valid_at, known_at })).toEqual(
        standing(before, { valid_at, known_at: null }),
      );
    }),
  );
});

test('the spans of a thing are the instants at which it stands, without gap or overlap', () => {
  fc.assert(
    fc.property(told, fc.integer({ min: 0, max: 16 }), (all, valid_at) => {
      const at = spansOf(all).filter(
        ({ valid_from, valid_to }) =>
          valid_from <= valid_at && (valid_to === null || valid_to > valid_at),
      );
      const stands = standing(all, { valid_at, known_at: null });
      expect(at.map(({ entry }) => entry)).toEqual(stands === null ? [] : [stands]);
    }),
  );
});

const site = (one: Partial<Held>): Held => ({
  table: sites,
  thing: 'S1',
  entry_id: 'a',
  content: 'a',
  valid_from: 0,
  valid_to: null,
  recorded_at: 1,
  withdrawn: false,
  row: {},
  ...one,
});

test('a site that changes from a day on was before that day what it was', () => {
  const all = [site({}), site({ entry_id: 'b', valid_from: 5, recorded_at: 2 })];
  const at = (valid_at: number) => standing(all, { valid_at, known_at: null })?.entry_id;
  expect([at(4), at(5)]).toEqual(['a', 'b']);
});

test('an exclusion that is shortened no longer holds where it did', () => {
  const all = [
    site({ table: exclusions, valid_to: 9 }),
    site({ table: exclusions, entry_id: 'b', valid_to: 5, recorded_at: 2 }),
  ];
  const at = (valid_at: number) => standing(all, { valid_at, known_at: null })?.entry_id;
  expect([at(4), at(5)]).toEqual(['b', undefined]);
});
