// One minute under every regime: words of stations, states, classes, and what is told to others.

import { expect, test } from 'vitest';
import { statusWords } from '../../processors/interpret/status-words.ts';
import { port, type Told } from '../../test/port-histories.ts';
import { statusAt } from '../exports/afir/statuses.ts';
import { statusOf } from '../ocpi/locations.ts';
import { afir } from './afir.ts';
import { california } from './california.ts';
import { evaluate } from './evaluate.ts';
import { nevi } from './nevi.ts';
import { classOf, states } from './rulebook.ts';
import { ukEligible, ukLiteral } from './uk.ts';

test('the words of stations are the states of the matrix', () => {
  const charging = ['Preparing', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Occupied'];
  const own = ['Available', 'Charging', 'Reserved', 'Unavailable', 'Faulted'];
  const ocpi = (words: readonly string[]) =>
    words.map((word) => statusOf[statusWords.get(word) ?? '']);
  // Who is plugged in keeps the port from all others, whoever it is that pauses.
  expect(ocpi(charging)).toEqual(charging.map(() => 'CHARGING'));
  expect(ocpi(own)).toEqual(['AVAILABLE', 'CHARGING', 'RESERVED', 'INOPERATIVE', 'OUTOFORDER']);
  expect([...statusWords.keys()].toSorted()).toEqual([...charging, ...own].toSorted());
});

const noon = Date.parse('2025-06-01T12:00:00Z');

test('each regime reads each state of the timeline as the matrix of all regimes has it', () => {
  const matrix = states.map((state) => [
    state,
    statusOf[state],
    ...[nevi, california, ukLiteral, ukEligible].map((rulebook) => classOf(rulebook, state, 'x')),
    statusAt(port([[state, '2025-06-01T00:00:00Z']]), noon).status,
    classOf(afir, state, 'x'),
  ]);
  expect(matrix).toEqual([
    // State, OCPI, NEVI, California, United Kingdom twice, AFIR.
    ['available', 'AVAILABLE', 'up', 'up', 'up', 'up', 'available', 'up'],
    ['occupied', 'CHARGING', 'up', 'up', 'up', 'up', 'charging', 'up'],
    ['charging', 'CHARGING', 'up', 'up', 'up', 'up', 'charging', 'up'],
    ['reserved', 'RESERVED', 'up', 'up', 'up', 'up', 'reserved', 'up'],
    ['unavailable', 'INOPERATIVE', 'down', 'down', 'down', 'down', 'inoperative', 'down'],
    ['faulted', 'OUTOFORDER', 'down', 'down', 'down', 'down', 'outOfOrder', 'down'],
    ['offline', 'UNKNOWN', 'down', 'down', 'ineligible', 'ineligible', 'unknown', 'unknown'],
    ['unknown', 'UNKNOWN', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  ]);
  expect(classOf(nevi, 'a word of later', 'x')).toBe('unknown');
});

test('the same hour of a lost line is down, reliable and unknown, each where it is asked', () => {
  const told: readonly Told[] = [
    ['available', '2025-06-01T00:00:00Z'],
    ['offline', '2025-06-01T11:00:00Z', 'connection_lost'],
    ['available', '2025-06-01T12:00:00Z'],
  ];
  const window = { from: noon - 3_600_000, to: noon };
  const of = [nevi, california, ukLiteral, ukEligible, afir].map(
    (rulebook) => evaluate(rulebook, port(told), window).value,
  );
  expect(of).toEqual([0, 0, 100, null, null]);
});

test('before and after its life a port has no part in any figure', () => {
  const told = port([['available', '2025-01-01T00:00:00Z']], {
    since: Date.parse('2025-06-01T00:00:00Z'),
    until: Date.parse('2025-06-03T00:00:00Z'),
  });
  expect(statusAt(told, Date.parse('2025-05-31T12:00:00Z')).status).toBe('planned');
  expect(statusAt(told, Date.parse('2025-06-03T12:00:00Z')).status).toBe('removed');
  const day = { from: Date.parse('2025-06-03T00:00:00Z'), to: Date.parse('2025-06-04T00:00:00Z') };
  for (const rulebook of [nevi, california, ukLiteral, ukEligible, afir])
    expect(evaluate(rulebook, told, day)).toMatchObject({ value: null, lowest: null });
});
