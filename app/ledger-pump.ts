// Reads the ledger into its tables: rows, then the checkpoint; exactly once by key and version.

import { type Bell, bell } from '../lib/bell.ts';
import { deferred } from '../lib/deferred.ts';
import type { EventCodec, EventLog, RecordBatch } from '../log/port.ts';
import { ledgerTopic } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import type { Store } from '../store/port.ts';
import type { Lineage } from './checkpoints.ts';
import { checkpointRow, loadCheckpoints, loadLeftOff } from './checkpoints.ts';
import { batchesOf, type LedgerFold, ledgerFold, ledgerManifest } from './ledger-fold.ts';
import { checkSameLog } from './same-log.ts';

export interface LedgerPumpOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<LedgerEvent>;
  readonly store: Pick<Store, 'query' | 'write'>;
  readonly epoch: number;
  readonly set: number;
}

export interface LedgerPump {
  /** Entries that are in the log and not yet in the tables. */
  lag(): number;
  /** Entries that could not be kept as rows, since the start. */
  setAside(): number;
  /** Resolves once all that the ledger holds at the time of the call is in the tables. */
  settled(): Promise<void>;
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Entries handed over at once. */
const records_max = 2_000;

interface Owned {
  readonly fold: LedgerFold;
  high: number;
  stored: number;
}

interface Running {
  readonly options: LedgerPumpOptions;
  readonly lineage: Lineage;
  readonly owned: Map<number, Owned>;
  readonly moved: Bell;
}

/** What the rows of the ledger in a set have in common. */
export const ledgerLineage = async ({
  log,
  epoch,
  set,
}: Pick<LedgerPumpOptions, 'log' | 'epoch' | 'set'>): Promise<Lineage> => ({
  identity: await log.identity(ledgerTopic),
  epoch,
  set,
  manifest: ledgerManifest,
});

const takeUp = async (running: Running, partition: number): Promise<number> => {
  const { options, lineage, owned, moved } = running;
  const { log, store, codec } = options;
  const ends = await log.ends(ledgerTopic);
  const nextOffset = (await loadCheckpoints(store, lineage, ends)).get(partition) ?? 0;
  const high = ends.find((one) => one.partition === partition)?.high ?? 0;
  const fold = ledgerFold({ codec, partition, nextOffset });
  owned.set(partition, { fold, high, stored: nextOffset });
  moved.ring();
  return nextOffset;
};

/** Killed between the two writes, the same rows are written again at the same versions. */
const store = async (running: Running, batch: RecordBatch): Promise<void> => {
  const { options, lineage, owned, moved } = running;
  const mine = owned.get(batch.partition);
  if (mine === undefined) return;
  mine.high = Math.max(mine.high, batch.highWatermark);
  const rows = batchesOf(mine.fold.take(batch.records), lineage);
  if (rows.length > 0) await options.store.write(rows);
  await options.store.write([checkpointRow(mine.fold, lineage)]);
  mine.stored = mine.fold.nextOffset();
  moved.ring();
};

const settled = async ({ options, owned, moved }: Running): Promise<void> => {
  const ends = await options.log.ends(ledgerTopic);
  const stored = (partition: number): number => owned.get(partition)?.stored ?? 0;
  while (ends.some((end) => stored(end.partition) < end.high)) await moved.next();
};

/** Starts reading the ledger into a set of tables that exist, from where it was. */
export const startLedgerPump = async (options: LedgerPumpOptions): Promise<LedgerPump> => {
  const { log } = options;
  const failure = deferred<never>();
  failure.promise.catch(() => undefined);
  const lineage = await ledgerLineage(options);
  const running: Running = { options, lineage, owned: new Map(), moved: bell() };
  const { owned } = running;
  const ends = await log.ends(ledgerTopic);
  const leftOff = await loadLeftOff(options.store, lineage, ends);
  await checkSameLog({ log, topic: ledgerTopic }, leftOff, ends);
  const follower = await log.follow({
    topic: ledgerTopic,
    group: `laddbok-ledger-${options.set}`,
    maxRecords: records_max,
    startAt: (partition) => takeUp(running, partition),
    onBatch: (batch) => store(running, batch),
    onRevoked: (partition) => owned.delete(partition),
  });
  follower.failed.catch(failure.reject);
  const sum = (figure: (one: Owned) => number): number =>
    [...owned.values()].reduce((total, one) => total + figure(one), 0);
  return {
    lag: () => sum((one) => Math.max(0, one.high - one.stored)),
    setAside: () => sum((one) => one.fold.setAside()),
    settled: () => Promise.race([settled(running), failure.promise]),
    failed: failure.promise,
    stop: () => follower.stop(),
  };
};
