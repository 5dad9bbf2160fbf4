// Runs exports for the command line: opens log and store, reads the range, and closes again.

import { readFile } from 'node:fs/promises';
import type { ExportDefinition, ExportErrand, ExportFormat } from '../api/exports/define.ts';
import { exportFormats } from '../api/exports/define.ts';
import { standingOf } from '../api/exports/manifest.ts';
import { registryOf } from '../api/exports/registry-in-tables.ts';
import { wholeRegistry, type Registry } from '../api/exports/registry.ts';
import { runExport, type Outcome } from '../api/exports/run.ts';
import { zoneNamed } from '../api/zone.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import type { Store } from '../store/port.ts';
import type { Config } from './config.ts';
import { instantOfFlag } from './flag-instant.ts';
import { progressOn } from './progress.ts';
import { findRunning } from './running.ts';
import { watermarksOf } from './watermark.ts';
import { openLogFor, openStoreToRead } from './wire.ts';

/** What was asked for, as it was written. */
export interface ExportFlags {
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly format: string;
  readonly tenant: string;
  readonly zone: string;
  readonly asOf: string;
  readonly registry: string;
  readonly knownAt: string;
  readonly files: string;
}

const usage = (problem: string): AppError => new AppError('USAGE', { problem });

const formatIn = (text: string): ExportFormat => {
  const known = exportFormats.find((format) => format === text);
  if (known !== undefined) return known;
  throw usage(`--format "${text}" is none of ${exportFormats.join(', ')}.`);
};

/** The registry of a file of JSON; the records are those of api/exports/registry.ts. */
const registryIn = async (path: string): Promise<Registry> => {
  try {
    return wholeRegistry(JSON.parse(await readFile(path, 'utf8')) as Partial<Registry>);
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', { file: path, reason: messageOf(error) }, error);
  }
};

const tablesSql =
  "SELECT count() AS tables FROM system.tables WHERE database = 'laddbok' AND name = 'fold_checkpoints'";

/** A store that nothing was written into yet has no tables, which is no fault of whoever asks. */
const refuseBare = async (store: Store): Promise<void> => {
  const [found] = await store.query<{ tables: string }>({ sql: tablesSql, params: {} });
  if (Number(found?.tables ?? 0) > 0) return;
  const reason = 'the store holds no tables yet: run `laddbok process` or `laddbok up` first';
  throw new AppError('EXPORT_UNUSABLE', { reason });
};

/** The flags as they are meant; whatever of them cannot be read is told before the log is opened. */
const orderOf = (flags: ExportFlags) => {
  const zone = zoneNamed(flags.zone);
  if (zone === null) throw usage(`--zone "${flags.zone}" is no time zone, as Europe/Stockholm.`);
  const instant = (flag: string, text: string): number => instantOfFlag(flag, text, zone);
  const [from, to] = [instant('from', flags.from), instant('to', flags.to)];
  if (from >= to) throw usage('The range is empty: --from is not before --to.');
  return {
    zone,
    from,
    to,
    format: formatIn(flags.format),
    asOf: flags.asOf === '' ? null : instant('as-of', flags.asOf),
    known_at: flags.knownAt === '' ? null : instant('known-at', flags.knownAt),
    only: flags.files === '' ? [] : flags.files.split(','),
  };
};

/** What the disk refuses, as a full one or a folder of somebody else, is no bug of ours. */
const ofDisk = (thrown: unknown, folder: string): unknown => {
  const isOfDisk = thrown instanceof Error && 'errno' in thrown && 'syscall' in thrown;
  if (!isOfDisk) return thrown;
  const reason = `the folder ${folder} cannot be written into: ${thrown.message}`;
  return new AppError('EXPORT_UNUSABLE', { reason }, thrown);
};

/** Writes an export into the folder that was named, with progress on the terminal. */
export const exportTo = async (
  { config, logger }: { readonly config: Config; readonly logger: Logger },
  definition: ExportDefinition,
  flags: ExportFlags,
): Promise<Outcome> => {
  const { from, to, zone, format, asOf, known_at, only } = orderOf(flags);
  const { tenant, out: folder } = flags;
  const { log } = await openLogFor(config, { logger });
  const progress = progressOn(process.stderr);
  try {
    const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
    try {
      await refuseBare(store);
      const watermarks = watermarksOf({ log, store, topic: ocppTopic });
      const { complete } = await watermarks.now();
      watermarks.stop();
      const { last_recorded } = await standingOf(store);
      const as_of = Math.min(asOf ?? last_recorded, to);
      const registry =
        flags.registry === ''
          ? await registryOf(store, { tenant, from, to, known_at })
          : await registryIn(flags.registry);
      const errand: ExportErrand = { store, tenant, from, to, zone, as_of, registry };
      return await runExport({
        definition,
        errand,
        format,
        folder,
        caught_up: complete,
        only,
        onProgress: (rows, file) => progress.show(`${rows.toLocaleString('en')} rows, ${file}`),
      }).catch((thrown: unknown) => {
        throw ofDisk(thrown, folder);
      });
    } finally {
      await store.close();
    }
  } finally {
    progress.done();
    await log.close();
  }
};
