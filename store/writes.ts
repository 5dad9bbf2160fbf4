// Writes one after another, and within each its tables side by side.

import { insertsOf, type Insert } from './insert.ts';
import type { RowBatch, Store } from './port.ts';

/** Tables that rows go into at once: an insert mostly waits for the disk to have its part. */
export const lanes = 4;

/** Takes from one list in several lanes. Ends when all lanes have; throws what the first threw. */
const sideBySide = async <T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const left = items[Symbol.iterator]();
  let isBroken = false;
  const lane = async (): Promise<void> => {
    for (const item of left) {
      if (isBroken) return;
      try {
        await work(item);
      } catch (thrown) {
        isBroken = true;
        throw thrown;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const fault = ended.find((one) => one.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
};

/**
 * The writing of a store, given how it takes one insert in. Once a write has failed nothing of it
 * is under way: it may be tried again at once. Inserts of one table keep their order.
 */
export const writes = (insert: (piece: Insert) => Promise<void>): Store['write'] => {
  const inserts = insertsOf();
  // The encoders are shared, so that one call after another writes.
  let last: Promise<void> = Promise.resolve();
  const writeNow = async (batches: readonly RowBatch[]): Promise<void> =>
    sideBySide(inserts(batches), async (table) => {
      for (const piece of table) await insert(piece);
    });
  return async (batches) => {
    const turn = last.then(async () => writeNow(batches));
    last = turn.catch(() => undefined);
    return turn;
  };
};
