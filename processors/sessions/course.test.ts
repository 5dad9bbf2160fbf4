// How the time of a session is shared out.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldEvents } from '../../test/folded-tape.ts';
import { histories } from '../../test/histories.ts';
import type { Course, Phase } from './course.ts';
import { bounded, changeLimit, noCourse, partsOf, turn } from './course.ts';

const phases = ['charging', 'suspended_ev', 'suspended_evse', 'idle', 'unknown'] as const;

const courseOf = (changes: readonly (readonly [number, Phase])[], start = 0): Course =>
  changes.reduce((course, [at, phase]) => bounded(turn(course, at, phase), start), noCourse);

const sum = (parts: Readonly<Record<Phase, number>>): number =>
  phases.reduce((all, phase) => all + parts[phase], 0);

test('time of which the station says nothing is unknown', () => {
  expect(partsOf(courseOf([[60, 'charging']]), 0, 100)).toMatchObject({
    unknown: 60,
    charging: 40,
  });
});

test('a change that comes late finds its place', () => {
  const late = courseOf([
    [0, 'charging'],
    [80, 'idle'],
    [50, 'suspended_ev'],
  ]);
  expect(partsOf(late, 0, 100)).toMatchObject({ charging: 50, suspended_ev: 30, idle: 20 });
});

test('an end before the last change leaves that change out', () => {
  const course = courseOf([
    [0, 'charging'],
    [80, 'idle'],
  ]);
  expect(partsOf(course, 0, 60)).toMatchObject({ charging: 60, idle: 0 });
});

test('of a course too long to be held, a much earlier end leaves the whole time unknown', () => {
  const changes = Array.from(
    { length: changeLimit + 4 },
    (_, i) => [i * 10, i % 2 === 0 ? 'charging' : 'idle'] as const,
  );
  expect(partsOf(courseOf(changes), 0, 15)).toMatchObject({ unknown: 15, charging: 0 });
});

test('the parts sum to the duration, however the changes come', () => {
  const change = fc.tuple(fc.nat(1_000), fc.constantFrom(...phases));
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.nat(200),
      fc.nat(1_000),
      (all, start, d) => {
        const parts = partsOf(courseOf(all, start), start, start + d);
        expect(sum(parts)).toBe(d);
        for (const phase of phases) expect(parts[phase]).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test('the parts of every session sum to its duration', () => {
  fc.assert(
    fc.property(histories, (events) => {
      for (const row of foldEvents(events).rows('sessions')) {
        const parts = phases.map((phase) => Number(row[`${phase}_s`]));
        expect(parts.reduce((all, one) => all + one, 0)).toBe(row['duration_s']);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        const lasted = Number(row['duration_s']);
        const ended = Number(row['ended_at'] ?? Number(row['started_at']) + lasted);
        expect(ended - Number(row['started_at'])).toBe(lasted);
      }
    }),
    { numRuns: 150 },
  );
});
