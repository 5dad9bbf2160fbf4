// Whatever stations send, the gateway lives on, and each of it is an event or a refusal.

import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

const count = Number(process.env['FUZZ_COUNT'] ?? 20_000);
const seed = process.env['FUZZ_SEED'] ?? 'fuzz';
const isLong = count > 50_000;
/** What a run may leave behind in the heap after its first rounds, however long it is. */
const grown_MiB_max = 24;
/** Rounds until code is compiled and what is bounded is full. */
const warm = 3;

const none = {
  connections: 0,
  pendingEvents: 0,
  unclosed: 0,
  acceptances: 0,
  refusals: 0,
  frames: 0,
};

test(`${count} broken handshakes and frames harm nobody and are all accounted for`, async () => {
  const from_ms = Date.now();
  const onRound = (done: number, missing: number, heap_MiB: number): void => {
    const took_s = Math.round((Date.now() - from_ms) / 1000);
    const state = `${missing} unaccounted for, heap ${heap_MiB} MiB`;
    if (isLong) console.log(`${done} of ${count} sent in ${took_s} s, ${state}`);
  };
  const { unaccounted, heap_MiB, ...doors } = await fuzz({ count, seed, onRound });
  console.log(`seed ${seed}:`, JSON.stringify(doors), `heap ${heap_MiB.join(' ')} MiB`);
  expect(unaccounted.slice(0, 5)).toEqual([]);
  const { open, guarded, narrow } = doors;
  expect({ open: open.wrong, guarded: guarded.wrong, narrow: narrow.wrong }).toEqual({
    open: none,
    guarded: none,
    narrow: none,
  });
  for (const { outcomes, handshakes } of [open, guarded, narrow]) {
    expect(outcomes.accepted).toBeGreaterThan(handshakes / 100);
    expect(outcomes.refused).toBeGreaterThan(handshakes / 20);
  }
  const [before = 0] = heap_MiB.slice(Math.min(warm, heap_MiB.length - 1));
  expect((heap_MiB.at(-1) ?? 0) - before).toBeLessThan(grown_MiB_max);
}, 7_200_000);
