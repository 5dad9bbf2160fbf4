// Terms kept: the log forgets, its archive does not, samples go by the month, and all still agrees.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startPump } from '../app/pump.ts';
import { rebuild } from '../app/rebuild.ts';
import { keeps, retain, type Retention } from '../app/retention.ts';
import { compareSets } from '../app/set-differences.ts';
import { verify } from '../app/verify.ts';
import { day_ms } from '../lib/time.ts';
import { openArchive } from '../log/archive/archive.ts';
import { wholeLog } from '../log/archive/whole-log.ts';
import { openEmbeddedLog } from '../log/embedded.ts';
import { ocppTopic } from '../log/port.ts';
import { foldOver } from '../processors/fold.ts';
import {
  foldInto,
  importInto,
  inTemporaryFolder,
  type Pipeline,
  project,
  record,
} from './pipeline.ts';
import { withPipeline } from './pipeline.ts';

const from = Date.UTC(2026, 0, 30);
const { lines } = record({ seed: 'retention', stations: 2, from, to: from + 3 * day_ms });
const now = Date.UTC(2026, 2, 20);

/** Few rooms, for few tables to make. */
const rooms: ReadonlySet<string> = new Set(['sessions', 'samples']);

/** Days are a few appends long: the clock of the log is turned between them. */
const withArchive = (
  work: (pipeline: Pipeline, archive: ReturnType<typeof openArchive>) => Promise<void>,
): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    let clock = from;
    await withPipeline(
      async (made) => {
        const archive = openArchive(join(folder, 'archive'), made.codecs);
        const fold = foldOver(made.fold.rooms.filter(({ name }) => rooms.has(name)));
        const pipeline = { ...made, fold, log: wholeLog(made.log, archive) };
        for (let day = 0; day < 3; day++, clock += day_ms) {
          const third = Math.ceil(lines.length / 3);
          await importInto(pipeline, lines.slice(day * third, (day + 1) * third));
        }
        await project(pipeline);
        await work(pipeline, archive);
      },
      async (inside, schemas) =>
        openEmbeddedLog({ folder: join(inside, 'log'), partitions: 2, schemas, now: () => clock }),
    );
  });

const forever: Retention = { log_days: 0, archive_days: 0, samples_days: 0 };

const monthsOf = async ({ store }: Pipeline): Promise<readonly string[]> => {
  const sql = 'SELECT DISTINCT toString(toYYYYMM(at)) AS month FROM meter_values ORDER BY month';
  return (await store.query<{ month: string }>({ sql, params: {} })).map(({ month }) => month);
};

const check = (pipeline: Pipeline, retention: Retention) =>
  verify({ ...foldInto(pipeline), keeps: keeps(retention, now) });

describe('the log forgets after its term', () => {
  test('what is archived and in the tables, and a rebuild from both gives the same rows', async () =>
    withArchive(async (pipeline, archive) => {
      const retention = { ...forever, log_days: 1 };
      const kept = { log: pipeline.log, archive, store: pipeline.store };
      const done = await retain(kept, retention, { now });
      expect(done.archived_events).toBeGreaterThan(100);
      expect(done.removed_log_events).toBeGreaterThan(100);
      expect(done.removed_log_events).toBeLessThan(done.archived_events);
      expect(await check(pipeline, retention)).toMatchObject({ differences: 0, behind: 0 });
      const again = await rebuild({ ...foldInto(pipeline), afresh: true });
      await again.pump.stop();
      const differences = await compareSets({
        store: pipeline.store,
        topic: ocppTopic,
        sample: 10,
        from: 1,
        to: again.set,
      });
      const differing = differences.tables.filter(
        ({ added, removed, changed }) => added + removed + changed > 0,
      );
      expect(differing).toEqual([]);
      const samples = differences.tables.find(({ table }) => table === 'meter_values');
      expect(samples?.after.rows).toBeGreaterThan(100);
    }));

  test('nothing that the archive has not, and nothing that the tables have not', async () =>
    withArchive(async (pipeline, archive) => {
      const { log, store } = pipeline;
      const aged = { now };
      const retention = { ...forever, log_days: 1 };
      const empty = { ...archive, extend: async () => ({ events: 0, ofEvents: 0, files: 0 }) };
      expect(await retain({ log, archive: empty, store }, retention, aged)).toMatchObject({
        removed_log_events: 0,
      });
      // A set that was never folded into has no checkpoint: nothing may go for it.
      await store.command('TRUNCATE TABLE fold_checkpoints_v1');
      expect(await retain({ log, archive, store }, retention, aged)).toMatchObject({
        removed_log_events: 0,
      });
    }));
});

describe('samples go after their term', () => {
  test('by whole months, in every set; verify misses none of them, and none comes back', async () =>
    withArchive(async (pipeline, archive) => {
      const { log, store } = pipeline;
      expect(await monthsOf(pipeline)).toEqual(['202601', '202602']);
      const retention = { ...forever, samples_days: 30 };
      const done = await retain({ log, archive, store }, retention, { now });
      expect(done.dropped_sample_months).toBe(1);
      expect(await monthsOf(pipeline)).toEqual(['202602']);
      expect(await check(pipeline, retention)).toMatchObject({ differences: 0 });
      const strict = await check(pipeline, forever);
      expect(strict.differences).toBeGreaterThan(0);
      expect(new Set(strict.shown.map(({ table }) => table))).toEqual(new Set(['meter_values']));
      const pump = await startPump({ ...foldInto(pipeline), flushInterval_ms: 50 });
      await pump.settled();
      await pump.stop();
      expect(await monthsOf(pipeline)).toEqual(['202602']);
    }));
});
