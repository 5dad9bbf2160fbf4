// Whatever stations send, the gateway lives on, and each of it is an event or a refusal.

import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

const count = Number(process.env['FUZZ_COUNT'] ?? 20_000);
const seed = process.env['FUZZ_SEED'] ?? 'fuzz';
/** What a run may leave behind in the heap, however long it is. */
const left_bytes_max = 64 * 1024 * 1024;

test(`${count} broken handshakes and frames harm nobody and are all accounted for`, async () => {
  const before = process.memoryUsage().heapUsed;
  const report = await fuzz({ count, seed });
  console.log(`seed ${seed}:`, JSON.stringify({ ...report, unaccounted: undefined }));
  expect(report.unaccounted.slice(0, 5)).toEqual([]);
  expect(report.left).toEqual({ connections: 0, pendingEvents: 0, unclosed: 0 });
  expect(report.outcomes.accepted).toBeGreaterThan(report.handshakes / 20);
  expect(report.outcomes.refused).toBeGreaterThan(report.handshakes / 20);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(left_bytes_max + count);
}, 7_200_000);
