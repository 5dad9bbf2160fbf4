// Each event counts once, however often and in whatever order recordings are imported.

import { expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { tape } from '../tape.ts';
import type { Seen } from './seen.ts';
import { nothingSeen, see } from './seen.ts';

const [template] = tape('ocpp1.6').connected('10:00:00').events;

const imported = (gatewayRun: string, ...seqs: readonly number[]): readonly OcppEvent[] =>
  seqs.map((seq) => {
    if (template === undefined) throw new Error('the tape is empty');
    return { ...template, source: 'IMPORT', gatewayRun, seq };
  });

const live = (connectionId: string, ...seqs: readonly number[]): readonly OcppEvent[] =>
  imported('', ...seqs).map((event) => ({ ...event, source: 'GATEWAY', connectionId }));

/** Seqs that counted, in order, and what is remembered at the end. */
const counted = (...events: readonly (readonly OcppEvent[])[]) => {
  let seen: Seen = nothingSeen;
  const seqs = events.flat().flatMap((event) => {
    const next = see(seen, event);
    if (next !== null) seen = next;
    return next === null ? [] : [event.seq];
  });
  return { seqs, seen };
};

test('a recording imported twice counts once', () => {
  expect(counted(imported('a', 1, 2, 5), imported('b', 1, 2, 5)).seqs).toEqual([1, 2, 5]);
});

test('a recording that overlaps an earlier one counts only for what it adds', () => {
  const { seqs } = counted(imported('a', 10, 20, 30), imported('b', 20, 30, 40, 50));
  expect(seqs).toEqual([10, 20, 30, 40, 50]);
});

test('older history may be imported after newer', () => {
  const { seqs } = counted(imported('a', 100, 110), imported('b', 10, 20), imported('c', 50, 60));
  expect(seqs).toEqual([100, 110, 10, 20, 50, 60]);
});

test('a longer recording fills the holes between two shorter ones and repeats neither', () => {
  const { seqs, seen } = counted(
    imported('a', 10, 20),
    imported('b', 50, 60),
    imported('c', 5, 10, 20, 35, 50, 60, 70),
  );
  expect(seqs).toEqual([10, 20, 50, 60, 5, 35, 70]);
  expect(seen.imported.length).toBeLessThanOrEqual(3);
});

test('what a gateway wrote twice on one connection counts once', () => {
  expect(counted(live('c1', 1, 2, 2, 1, 3), live('c2', 1)).seqs).toEqual([1, 2, 3, 1]);
});

test('a station that reconnects for years is remembered in little', () => {
  const connections = Array.from({ length: 5_000 }, (_, i) => live(`c${i}`, 1, 2));
  expect(JSON.stringify(counted(...connections).seen).length).toBeLessThan(500);
});
