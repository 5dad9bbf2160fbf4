// Writes one after another, and within each its tables side by side.

import { insertsOf, type Insert } from './insert.ts';
import type { RowBatch, Store } from './port.ts';
import { sideBySide } from './side-by-side.ts';

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
