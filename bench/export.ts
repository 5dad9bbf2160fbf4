// An export of ten million rows, whole and judged, in each format that streams; and its memory.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openFold } from '../app/fold.ts';
import { tablesOf } from '../app/pump.ts';
import type { ExportFormat } from '../api/exports/define.ts';
import { exportNamed } from '../api/exports/exports.ts';
import { emptyRegistry } from '../api/exports/registry.ts';
import { runExport } from '../api/exports/run.ts';
import { AppError } from '../lib/errors.ts';
import { meterValues } from '../processors/samples/table.ts';
import { openChdb } from '../store/chdb.ts';
import type { Store } from '../store/port.ts';
import { filled, tenant } from './query-year.ts';
import type { Bench, BenchOptions, Measure } from './report.ts';

const rows = 10_000_000;
const stations = 1_000;
const from = Date.UTC(2025, 10, 1);
const to = Date.UTC(2025, 11, 1);
const formats = ['csv', 'ndjson', 'parquet'] as const satisfies readonly ExportFormat[];
/** Beside what the engine may take by itself (2 GiB). */
const rss_bytes_max = 3 * 1024 ** 3;

/** Samples of a month: each station one every four minutes and a bit, a port and a measurand. */
const values = {
  station_id: `concat('CS-', leftPad(toString(number % ${stations}), 6, '0'))`,
  port: '1',
  measurand: "'Energy.Active.Import.Register'",
  location: "'Outlet'",
  context: "'Sample.Periodic'",
  at:
    `fromUnixTimestamp64Milli(toInt64(${from} + intDiv(number, ${stations}) * ` +
    `intDiv(${to - from}, ${rows / stations})), 'UTC')`,
  value: 'toDecimal64(number / 1000, 3)',
  unit: "'Wh'",
};

/** The rows as the engine alone writes them, counted and thrown away. */
const bare = async (store: Store): Promise<number> => {
  const began = performance.now();
  const sql = `SELECT * FROM meter_values WHERE tenant = '${tenant}' ORDER BY at, station_id`;
  let bytes = 0;
  for await (const piece of await store.stream({ sql, params: {} }, 'CSVWithNames'))
    bytes += piece.byteLength;
  if (bytes === 0) throw new AppError('USAGE', { problem: 'the engine gave no rows' });
  return rows / ((performance.now() - began) / 1_000);
};

const exported = async (store: Store, format: ExportFormat, folder: string) => {
  const definition = exportNamed('meter-values');
  if (definition === undefined) throw new AppError('USAGE', { problem: 'no such export' });
  await mkdir(folder);
  let rss_bytes = 0;
  const onProgress = (): void => {
    rss_bytes = Math.max(rss_bytes, process.memoryUsage.rss());
  };
  const errand = { store, tenant, from, to, zone: 'UTC', as_of: to, registry: emptyRegistry };
  const began = performance.now();
  const run = { definition, errand, format, folder, caught_up: true, only: [], onProgress };
  const outcome = await runExport(run);
  const told = outcome.ok ? outcome.manifest.files.reduce((sum, one) => sum + one.rows, 0) : 0;
  if (told !== rows)
    throw new AppError('USAGE', { problem: `${format} holds ${told} rows of ${rows}` });
  return { rate: rows / ((performance.now() - began) / 1_000), rss_bytes };
};

const run = async ({ folder, onPart }: BenchOptions): Promise<readonly Measure[]> => {
  const store = await openChdb({ folder: join(folder, 'store') });
  try {
    await store.migrate(tablesOf(await openFold()), 1);
    onPart(`writing ${rows} rows (not measured)`);
    await store.command(filled(meterValues, values, `SELECT number FROM numbers(${rows})`));
    onPart('floor: the engine alone');
    const floor = await bare(store);
    const measures: Measure[] = [];
    for (const format of formats) {
      onPart(format);
      const { rate, rss_bytes } = await exported(store, format, join(folder, format));
      measures.push(
        { name: `${format}, ${rows} rows`, unit: 'rows/s', ours: rate, floor },
        {
          name: `${format}, most memory`,
          unit: 'MB',
          ours: rss_bytes / 1024 ** 2,
          floor: null,
          target: { atMost: rss_bytes_max / 1024 ** 2 },
        },
      );
    }
    return measures;
  } finally {
    await store.close();
  }
};

export const exportBench: Bench = {
  name: 'export',
  about:
    'ten million sampled values exported whole as CSV, NDJSON and Parquet, with the most memory ' +
    'that the process took; the floor is the engine writing the same rows as CSV to nowhere.',
  run,
};
