// Tests of rooms as prose: given what was told, when this is told, then these rows.

import { expect } from 'vitest';
import type { Context, Room } from './define.ts';
import type { FactOf, FactType } from './facts.ts';

/** A fact with the context that most tests do not care about. */
const contextOf = (fact: { readonly at: number }, index: number): Context => ({
  tenant: 'default',
  stationId: 'CS-1',
  eventId: `c/${index}`,
  receivedAt: fact.at,
  offset: index,
});

/** Folds facts one after another and keeps the rows of the last. */
const run = <State, L extends FactType>(room: Room<State, L>, facts: readonly FactOf<L>[]) => {
  let state = room.initial;
  let rows: readonly Readonly<Record<string, unknown>>[] = [];
  facts.forEach((fact, index) => {
    const step = room.step(state, fact, contextOf(fact, index));
    state = step.state;
    rows = step.rows.map((one) => one.row);
  });
  return rows;
};

/** `given(room, ...past).when(fact).thenRows(...rows)`; rows name the columns that matter. */
export const given = <State, L extends FactType>(
  room: Room<State, L>,
  ...past: readonly FactOf<L>[]
) => ({
  when: (fact: FactOf<L>) => {
    const rows = run(room, [...past, fact]);
    return {
      thenRows: (...expected: readonly Readonly<Record<string, unknown>>[]) => {
        expect(rows).toHaveLength(expected.length);
        expect(rows).toMatchObject(expected);
      },
      thenNothing: () => {
        expect(rows).toEqual([]);
      },
    };
  },
});
