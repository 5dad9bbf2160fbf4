// Runs exports for the command line: opens log and store, reads the range, and closes again.

import { readFile } from 'node:fs/promises';
import type { ExportDefinition, ExportErrand, ExportFormat } from '../api/exports/define.ts';
import { exportFormats } from '../api/exports/define.ts';
import { standingOf } from '../api/exports/manifest.ts';
import { registryOf } from '../api/exports/registry-in-tables.ts';
import { wholeRegistry, type Registry } from '../api/exports/registry.ts';
import { runExport, type Outcome } from '../api/exports/run.ts';
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

/** Writes an export into the folder that was named, with progress on the terminal. */
export const exportTo = async (
  { config, logger }: { readonly config: Config; readonly logger: Logger },
  definition: ExportDefinition,
  flags: ExportFlags,
): Promise<Outcome> => {
  const [from, to] = [instantOfFlag('from', flags.from), instantOfFlag('to', flags.to)];
  if (from >= to) throw usage('The range is empty: --from is not before --to.');
  const format = formatIn(flags.format);
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
      const known = flags.asOf === '' ? last_recorded : instantOfFlag('as-of', flags.asOf);
      const { tenant, zone } = flags;
      const as_of = Math.min(known, to);
      const known_at = flags.knownAt === '' ? null : instantOfFlag('known-at', flags.knownAt);
      const registry =
        flags.registry === ''
          ? await registryOf(store, { tenant, from, to, known_at })
          : await registryIn(flags.registry);
      const errand: ExportErrand = { store, tenant, from, to, zone, as_of, registry };
      return await runExport({
        definition,
        errand,
        format,
        folder: flags.out,
        caught_up: complete,
        only: flags.files === '' ? [] : flags.files.split(','),
        onProgress: (rows, file) => progress.show(`${rows.toLocaleString('en')} rows, ${file}`),
      });
    } finally {
      await store.close();
    }
  } finally {
    progress.done();
    await log.close();
  }
};
