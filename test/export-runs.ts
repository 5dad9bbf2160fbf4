// Runs exports over a store with rows of a few days, into folders of their own.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ExportErrand } from '../api/exports/define.ts';
import { exportNamed } from '../api/exports/exports.ts';
import { emptyRegistry } from '../api/exports/registry.ts';
import { runExport, type Outcome, type Run } from '../api/exports/run.ts';
import { openTestStore, type TestStore } from './open-test-store.ts';

interface Asked extends Partial<Omit<ExportErrand, 'store'>> {
  readonly name: string;
  readonly format?: Run['format'];
  readonly only?: readonly string[];
  /** A fresh one where absent. */
  readonly folder?: string;
}

export interface ExportRig {
  store(): TestStore;
  /** Runs an export into a fresh folder. */
  run(asked: Asked): Promise<{ readonly folder: string; readonly outcome: Outcome }>;
  /** A file of a folder. */
  read(folder: string, name: string): Promise<Buffer>;
}

/** A rig for the tests of a file: opened before and removed after them. */
export const withExports = (fill: (store: TestStore) => Promise<void>): ExportRig => {
  let opened: { readonly store: TestStore; readonly root: string } | undefined;
  const rig = () => {
    if (opened === undefined) throw new Error('The rig is open within tests only.');
    return opened;
  };
  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), 'laddbok-exports-'));
    opened = { store: await openTestStore(), root };
    await fill(opened.store);
  });
  afterAll(async () => {
    await opened?.store.close();
    if (opened !== undefined) await rm(opened.root, { recursive: true, force: true });
  });
  let runs = 0;
  const fresh = (): string => join(rig().root, String(runs++));
  return {
    store: () => rig().store,
    read: (folder, name) => readFile(join(folder, name)),
    run: async ({ name, format = 'csv', only = [], folder = fresh(), ...over }) => {
      const definition = exportNamed(name);
      if (definition === undefined) throw new Error(`There is no export ${name}.`);
      const to = over.to ?? Date.parse('2026-04-01T00:00:00Z');
      const errand: ExportErrand = {
        store: rig().store,
        tenant: 't',
        from: Date.parse('2026-03-01T00:00:00Z'),
        to,
        zone: 'UTC',
        as_of: to,
        registry: emptyRegistry,
        ...over,
      };
      const onProgress = (): void => undefined;
      const run = { definition, errand, format, folder, caught_up: true, only, onProgress };
      return { folder, outcome: await runExport(run) };
    },
  };
};
