// What is kept for how long: the log, its archive, and the samples of meters.

import { statSync } from 'node:fs';
import { meterValues } from '../processors/samples/table.ts';
import { day_ms } from '../lib/time.ts';
import type { Archive } from '../log/archive/archive.ts';
import type { ArchiveProgress } from '../log/archive/extend.ts';
import { removeArchiveFile } from '../log/archive/file.ts';
import type { EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import type { Row, Table } from '../schemas/table.ts';
import { tableName } from '../store/ddl.ts';
import type { Store } from '../store/port.ts';
import { servedSet, setsWith } from '../store/sets.ts';
import { foldCheckpoints } from './bookkeeping.ts';
import type { Config } from './config.ts';

type Asked = Pick<Store, 'command' | 'query'>;

/** How long each class is kept, days; 0 for ever. */
export interface Retention {
  readonly log_days: number;
  readonly archive_days: number;
  readonly samples_days: number;
}

export const retentionOf = (config: Config): Retention => ({
  log_days: config.LADDBOK_KEEP_LOG_DAYS,
  archive_days: config.LADDBOK_KEEP_ARCHIVE_DAYS,
  samples_days: config.LADDBOK_KEEP_SAMPLES_DAYS,
});

/** The first instant of the month in which a class begins, milliseconds; null where all is kept. */
export const samplesFrom = ({ samples_days }: Retention, now: number): number | null => {
  if (samples_days === 0) return null;
  const oldest = new Date(now - samples_days * day_ms);
  return Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth());
};

/** Whether retention leaves a row in its table; the others are neither missed nor too many. */
export const keeps =
  (retention: Retention, now: number) =>
  (table: Table, row: Row): boolean => {
    const from = samplesFrom(retention, now);
    return from === null || table.name !== meterValues.name || Number(row['at']) >= from;
  };

const yearMonth = (at: number): number => {
  const date = new Date(at);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
};

const oldPartsSql = `SELECT DISTINCT table, partition FROM system.parts
  WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)}
  AND toUInt32OrZero(partition) > 0 AND toUInt32OrZero(partition) < {month:UInt32}
  ORDER BY table, partition`;

/** Drops the months of samples that are no longer kept, in every set; how many months. */
export const dropOldSamples = async (
  store: Asked,
  retention: Retention,
  now: number,
): Promise<number> => {
  const from = samplesFrom(retention, now);
  if (from === null) return 0;
  const sets = await setsWith(store, meterValues.name);
  const tables = sets.map((set) => tableName(meterValues, set));
  const found = await store.query<{ table: string; partition: string }>({
    sql: oldPartsSql,
    params: { tables, month: yearMonth(from) },
  });
  for (const { table, partition } of found)
    await store.command(`ALTER TABLE ${table} DROP PARTITION ${Number(partition)}`);
  return found.length;
};

/** How far each partition is in the served tables: nothing from there on may go. */
const foldedUntil = async (store: Asked): Promise<Map<number, number>> => {
  const rows = await store.query<{ fold_partition: number; next_offset: string }>({
    sql: `SELECT fold_partition, next_offset
      FROM ${tableName(foldCheckpoints, await servedSet(store))} FINAL
      WHERE topic = {topic:String}`,
    params: { topic: ocppTopic },
  });
  return new Map(rows.map((row) => [row.fold_partition, Number(row.next_offset)]));
};

const trimLog = async (
  { log, archive, store }: Kept,
  { log_days }: Retention,
  now: number,
): Promise<number> => {
  if (log_days === 0) return 0;
  const below = await foldedUntil(store);
  if (archive !== null) {
    const archived = new Map(
      archive.ends(ocppTopic).map(({ partition, high }) => [partition, high]),
    );
    for (const [partition, until] of below)
      below.set(partition, Math.min(until, archived.get(partition) ?? 0));
  }
  return log.removeBefore(ocppTopic, { before: now - log_days * day_ms, below });
};

const trimArchive = async (
  archive: Archive,
  { archive_days }: Retention,
  now: number,
): Promise<number> => {
  if (archive_days === 0) return 0;
  let removed = 0;
  const young = new Set<number>();
  for (const file of archive.files(ocppTopic)) {
    // From the oldest on, so that what is left has no hole.
    if (now - statSync(file.path).mtimeMs < archive_days * day_ms) young.add(file.partition);
    if (young.has(file.partition)) continue;
    await removeArchiveFile(file);
    removed++;
  }
  return removed;
};

/** What retention works on. */
export interface Kept {
  readonly log: EventLog;
  readonly archive: Archive | null;
  readonly store: Asked;
}

export interface RetentionRound {
  readonly archived_events: number;
  readonly removed_log_events: number;
  readonly removed_archive_files: number;
  readonly dropped_sample_months: number;
}

export interface RoundOptions {
  readonly now: number;
  readonly ending?: AbortSignal;
  readonly onProgress?: (progress: ArchiveProgress) => void;
}

/**
 * One round: archives what is new, then removes what need not be kept. The log loses nothing that
 * is not in the served tables and, where there is an archive, in it.
 */
export const retain = async (
  kept: Kept,
  retention: Retention,
  { now, ending, onProgress }: RoundOptions,
): Promise<RetentionRound> => {
  const { log, archive, store } = kept;
  const progress = { ...(ending && { ending }), ...(onProgress && { onProgress }) };
  const archived = archive === null ? null : await archive.extend(log, ocppTopic, progress);
  return {
    archived_events: archived?.events ?? 0,
    removed_log_events: await trimLog(kept, retention, now),
    removed_archive_files: archive === null ? 0 : await trimArchive(archive, retention, now),
    dropped_sample_months: await dropOldSamples(store, retention, now),
  };
};
