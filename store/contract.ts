// What every store promises, as a suite that each adapter runs.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askingLaws } from './asking/contract.ts';
import type { Store } from './port.ts';
import { tableHash } from './rows.ts';
import { awkward, benchOf, everyType, from } from './spec.ts';
import { writingLaws } from './writing/contract.ts';

/** A store on an empty place, and what to do with it. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes it and opens it again on the same place. */
  readonly reopen: () => Promise<Store>;
  /** Closes it and clears the place. */
  readonly end: () => Promise<void>;
}

/** The laws of a store, run against what `open` opens: one store for the whole suite. */
export const storeContract = (name: string, open: () => Promise<OpenedStore>): void => {
  describe(`store: ${name}`, () => {
    let opened: OpenedStore;
    let store: Store;

    beforeAll(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterAll(async () => opened.end());

    const bench = benchOf(() => store);

    test('answers when asked whether it is there', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    writingLaws(bench);
    askingLaws(bench);

    test('what was written is there after it is closed and opened again', async () => {
      await bench.empty();
      await bench.write(awkward.map((row, i) => from(row, i)));
      const before = await tableHash(store, everyType);
      store = await opened.reopen();
      await store.migrate([everyType], 1);
      expect(await tableHash(store, everyType)).toBe(before);
    });

    test('a table that was made without an index gets it, and keeps its rows', async () => {
      await bench.empty();
      await bench.write(awkward.map((row, i) => from(row, i)));
      const before = await tableHash(store, everyType);
      const sought = { ...everyType, seek: ['a_text'] };
      await store.migrate([sought], 1);
      await store.migrate([sought], 1);
      const indexes = await bench.ask(
        "SELECT name FROM system.data_skipping_indices WHERE table = 'every_type_v1'",
      );
      expect(indexes).toEqual([{ name: 'seek_a_text' }]);
      expect(await tableHash(store, everyType)).toBe(before);
    });
  });
};
