// A whole pipeline for tests: recorded traffic through a log and the pump into a store.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFold } from '../app/fold.ts';
import { startPump } from '../app/pump.ts';
import { importLines } from '../ingest/import.ts';
import { silent } from '../lib/logger.ts';
import type { Codecs } from '../log/avro.ts';
import { openCodecs } from '../log/avro.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import type { EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import { fileRegistry } from '../log/registry.ts';
import type { Fold } from '../processors/fold.ts';
import type { Truth } from '../simulator/truth.ts';
import type { HistoryOrder } from '../simulator/history.ts';
import { simulateHistory } from '../simulator/history.ts';
import { openChdb } from '../store/chdb.ts';
import type { Store } from '../store/port.ts';
import { tableHash } from '../store/rows.ts';

export interface Recording {
  readonly lines: readonly string[];
  readonly truth: Truth;
}

/** A simulated history as lines of a recording, with its truth. */
export const record = (order: HistoryOrder): Recording => {
  const history = simulateHistory(order);
  const lines = [...history.lines].map((line) => JSON.stringify(line));
  return { lines, truth: history.truth() };
};

export interface Pipeline {
  readonly log: EventLog;
  readonly store: Store;
  readonly codecs: Codecs;
  readonly fold: Fold;
}

/** What is made in a temporary folder is gone when the test is over. */
export const inTemporaryFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'laddbok-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type OpenLog = (folder: string, codecs: Codecs) => Promise<EventLog>;

export const embeddedLog: OpenLog = (folder, codecs) =>
  openEmbeddedLog({ folder: join(folder, 'log'), schemas: codecs });

/** A pipeline with a store of its own; the log is the embedded one unless another is given. */
export const withPipeline = <T>(
  work: (pipeline: Pipeline) => Promise<T>,
  openLog: OpenLog = embeddedLog,
): Promise<T> =>
  inTemporaryFolder(async (folder) => {
    const codecs = await openCodecs(fileRegistry());
    const log = await openLog(folder, codecs);
    const store = await openChdb({ folder: join(folder, 'store') });
    try {
      return await work({ log, store, codecs, fold: await openFold() });
    } finally {
      await store.close();
      await log.close();
    }
  });

export const importInto = (
  { log, codecs }: Pipeline,
  lines: readonly string[],
  batchSize?: number,
) =>
  importLines({
    lines,
    log,
    codec: codecs.ocpp,
    ...(batchSize === undefined ? {} : { batchSize }),
  });

/** What folding this pipeline's log into its store is asked with. */
export const foldInto = ({ log, store, codecs, fold }: Pipeline) => ({
  log,
  store,
  fold,
  codec: codecs.ocpp,
  logger: silent,
  topic: ocppTopic,
  epoch: 1,
  set: 1,
});

/** Folds until the tables hold everything that the log holds now. */
export const project = async (pipeline: Pipeline, batchRecords = 5_000): Promise<void> => {
  const pump = await startPump({ ...foldInto(pipeline), batchRecords, flushInterval_ms: 50 });
  await pump.settled();
  await pump.stop();
};

/** A hash over the rows of every table of the rooms, by table. */
export const hashes = async ({
  store,
  fold,
}: Pipeline): Promise<Readonly<Record<string, string>>> => {
  const tables = fold.rooms.flatMap((room) => room.tables);
  const entries: (readonly [string, string])[] = [];
  for (const table of tables) entries.push([table.name, await tableHash(store, table)]);
  return Object.fromEntries(entries);
};
