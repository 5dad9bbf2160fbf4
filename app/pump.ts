// The one loop: read a batch, fold it, write rows, write changed states, write the checkpoint.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Bell, bell } from '../lib/bell.ts';
import { deferred } from '../lib/deferred.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventCodec, EventLog, RecordBatch } from '../log/port.ts';
import type { Fold } from '../processors/fold.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import type { LedgerEvent, OcppEvent } from '../schemas/events.gen.ts';
import type { Store } from '../store/port.ts';
import { type RetryingStore, retrying } from '../store/retrying.ts';
import { eventsSetAside, foldCheckpoints, foldState } from './bookkeeping.ts';
import type { Lineage } from './checkpoints.ts';
import { loadCheckpoints, loadLeftOff, loadStates, manifestOf } from './checkpoints.ts';
import type { Owned } from './flush.ts';
import { flush, isAhead } from './flush.ts';
import { type LedgerPump, startLedgerPump } from './ledger-pump.ts';
import { type OneAtATime, oneAtATime } from './one-at-a-time.ts';
import { partitionFold } from './partition-fold.ts';
import { checkSameLog } from './same-log.ts';
import { type RowBuffer, rowBuffer } from './row-buffer.ts';

export interface PumpOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  readonly store: Store;
  readonly fold: Fold;
  readonly topic: string;
  readonly epoch: number;
  readonly set: number;
  readonly logger: Logger;
  /** Records handed to the fold at once. */
  readonly batchRecords?: number;
  /** Longest time that rows wait while the pump keeps up. */
  readonly flushInterval_ms?: number;
  /** Reads the ledger into the same set, where given. */
  readonly ledger?: EventCodec<LedgerEvent>;
  /** Whether readers are given views of this set where they have none; absent means yes. */
  readonly views?: boolean;
}

export interface PumpStats {
  /** Events folded by this process. */
  readonly events: number;
  /** Rows written by this process, of each key and flush only the newest. */
  readonly rows: number;
  readonly flushes: number;
  /** Records of the owned partitions that are in the log and not yet in the tables. */
  readonly lag: number;
  /** Entries of the ledger that are in the log and not yet in the tables. */
  readonly ledgerLag: number;
  /** When the gateway saw the last event whose rows are stored; 0 before the first. */
  readonly storedUntil_ms: number;
  /** Why the store takes no rows, in a sentence; empty when it does. */
  readonly trouble: string;
  /** Events that the fold could not take and that were set aside, since the start. */
  readonly setAside: number;
}

export interface Pump {
  stats(): PumpStats;
  /** Resolves once everything that the log holds at the time of the call is in the tables. */
  settled(): Promise<void>;
  /** Settles when the pump ended by an error that trying again cannot mend. */
  readonly failed: Promise<never>;
  /** Stores what is folded and ends. */
  stop(): Promise<void>;
}

const defaultBatchRecords = 5_000;
/** Records folded between two turns of the event loop, so that sockets are served meanwhile. */
const turnRecords = 200;
/** Rows held before reading waits for the store. */
const heldRowsLimit = 200_000;
/** Rows wait up to this long while the pump is far behind: fewer, larger inserts. */
const bulkInterval_ms = 2_000;
const defaultFlushInterval_ms = 300;
/** How many records behind counts as far. */
const bulkLag = 20_000;

/** All tables that a fold needs, its own bookkeeping included. */
export const tablesOf = (fold: Fold) => [
  ...fold.rooms.flatMap((room) => room.tables),
  ...ledgerTables,
  eventsSetAside,
  foldState,
  foldCheckpoints,
];

/** What the rows of a set have in common, for the log as it is now. */
export const lineageOf = async (
  options: Pick<PumpOptions, 'log' | 'topic' | 'epoch' | 'set' | 'fold'>,
): Promise<Lineage> => ({
  identity: await options.log.identity(options.topic),
  epoch: options.epoch,
  set: options.set,
  manifest: manifestOf(options.fold),
});

/** What the parts of a running pump share. */
interface Running {
  readonly options: PumpOptions;
  readonly store: RetryingStore;
  readonly lineage: Lineage;
  readonly owned: Map<number, Owned>;
  readonly buffer: RowBuffer;
  readonly moved: Bell;
  readonly totals: { events: number; rows: number; flushes: number; storedUntil_ms: number };
  /** The flush that failed; null while none did. */
  gap: { readonly fault: unknown } | null;
}

/** Starts folding the log into the store, from where it was. */
export const startPump = async (options: PumpOptions): Promise<Pump> => {
  const { log, topic, logger } = options;
  const giveUp = new AbortController();
  const failure = deferred<never>();
  const running: Running = {
    options,
    store: retrying(options.store, { logger, signal: giveUp.signal }),
    lineage: await lineageOf(options),
    owned: new Map(),
    buffer: rowBuffer(),
    moved: bell(),
    totals: { events: 0, rows: 0, flushes: 0, storedUntil_ms: 0 },
    gap: null,
  };
  const { store, owned, totals } = running;
  await store.migrate(tablesOf(options.fold), options.set, options.views ?? true);
  const ends = await log.ends(topic);
  await checkSameLog(options, await loadLeftOff(store, running.lineage, ends), ends);
  const flusher = oneAtATime(() => storeFolded(running), failure.reject);
  const follower = await log.follow({
    topic,
    group: `laddbok-pump-${options.set}`,
    maxRecords: options.batchRecords ?? defaultBatchRecords,
    startAt: (partition) => takeUp(running, partition),
    onBatch: (batch) => foldIn(running, batch, flusher),
    onRevoked: (partition) => owned.delete(partition),
  });
  follower.failed.catch(failure.reject);
  const ledger = await besides(options, store).catch(async (thrown: unknown) => {
    await follower.stop();
    throw thrown;
  });
  ledger?.failed.catch(failure.reject);
  return {
    failed: failure.promise,
    stats: () => ({
      ...totals,
      lag: behind(running),
      trouble: store.trouble(),
      ledgerLag: ledger?.lag() ?? 0,
      setAside: [...owned.values()].reduce(
        (sum, one) => sum + one.fold.setAside(),
        ledger?.setAside() ?? 0,
      ),
    }),
    settled: () =>
      Promise.race([
        Promise.all([settled(running), ledger?.settled()]).then(() => undefined),
        failure.promise,
      ]),
    stop: async () => {
      await follower.stop();
      flusher.cancel();
      giveUp.abort();
      await ledger?.stop();
      await flusher.now().catch((error: unknown) => {
        logger.warn('Not all rows were stored; they are folded again at the next start.', {
          reason: messageOf(error),
        });
      });
    },
  };
};

/** The ledger is read into the same set, where its codec was given. */
const besides = async (options: PumpOptions, store: Store): Promise<LedgerPump | null> =>
  options.ledger === undefined
    ? null
    : startLedgerPump({ ...options, store, codec: options.ledger });

/** Takes up a partition that was assigned: its states, and where to read on. */
const takeUp = async (running: Running, partition: number): Promise<number> => {
  const { options, store, lineage, buffer, owned, moved } = running;
  const { log, topic, fold, codec } = options;
  const ends = await log.ends(topic);
  const checkpoints = await loadCheckpoints(store, lineage, ends);
  const nextOffset = checkpoints.get(partition) ?? 0;
  const stations = await loadStates(store, lineage, partition);
  const started = partitionFold({ fold, codec, partition, nextOffset, stations, buffer });
  const high = ends.find((one) => one.partition === partition)?.high ?? 0;
  owned.set(partition, { fold: started, high, stored: nextOffset });
  moved.ring();
  return nextOffset;
};

/** Folds a batch, a few records a turn, and sees to it that its rows are stored in time. */
const foldIn = async (
  { options, owned, buffer, totals }: Running,
  batch: RecordBatch,
  flusher: OneAtATime,
): Promise<void> => {
  const mine = owned.get(batch.partition);
  if (mine === undefined) return;
  mine.high = Math.max(mine.high, batch.highWatermark);
  for (const folded of mine.fold.turns(batch, turnRecords)) {
    totals.events += folded;
    await nextTurn();
  }
  if (buffer.size() >= heldRowsLimit) return flusher.now();
  const keptUp_ms = options.flushInterval_ms ?? defaultFlushInterval_ms;
  flusher.soon(unread(owned) > bulkLag ? bulkInterval_ms : keptUp_ms);
  return undefined;
};

/**
 * Stores what was folded since the last time. What a failed flush had taken is in no table and not
 * in the buffer any more, so that none may follow it: its checkpoint would lie beyond the gap.
 */
const storeFolded = async (running: Running): Promise<void> => {
  const { store, lineage, buffer, owned, totals, moved } = running;
  if (running.gap !== null) throw running.gap.fault;
  if (![...owned.values()].some(isAhead)) return;
  const flushed = await flush({ store, lineage, buffer, owned }).catch((fault: unknown) => {
    running.gap = { fault };
    throw fault;
  });
  totals.flushes += 1;
  totals.rows += flushed.rows;
  totals.storedUntil_ms = Math.max(totals.storedUntil_ms, flushed.storedUntil_ms);
  moved.ring();
};

const settled = async ({ options, owned, moved }: Running): Promise<void> => {
  const ends = await options.log.ends(options.topic);
  const stored = (partition: number): number => owned.get(partition)?.stored ?? 0;
  while (ends.some((end) => stored(end.partition) < end.high)) await moved.next();
};

/** Records known to be in the log and not in the tables. */
const behind = ({ owned }: Running): number => {
  let records = 0;
  for (const one of owned.values()) records += Math.max(0, one.high - one.stored);
  return records;
};

/** Records known to be in the log and not folded yet. */
const unread = (owned: ReadonlyMap<number, Owned>): number => {
  let records = 0;
  for (const one of owned.values()) records += Math.max(0, one.high - one.fold.nextOffset());
  return records;
};
