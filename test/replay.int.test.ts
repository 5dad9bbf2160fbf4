// The same recording gives the same tables: whatever the batches, imported once or twice, replayed.

import { describe, expect, test } from 'vitest';
import { rebuild } from '../app/rebuild.ts';
import { lineageOf } from '../app/pump.ts';
import { verifiedIn } from '../app/verified.ts';
import { verify } from '../app/verify.ts';
import { day_ms } from '../lib/time.ts';
import { serveSet } from '../store/sets.ts';
import {
  foldInto,
  hashes,
  importInto,
  inTemporaryFolder,
  project,
  record,
  withPipeline,
  type Pipeline,
} from './pipeline.ts';

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'replay', stations: 3, from, to: from + 2 * day_ms });

const withPipelineAndFolder = (
  work: (pipeline: Pipeline, folder: string) => Promise<void>,
): Promise<void> =>
  inTemporaryFolder((folder) => withPipeline((pipeline) => work(pipeline, folder)));

const tablesOf = (batch: number): Promise<Readonly<Record<string, string>>> =>
  withPipeline(async (pipeline) => {
    await importInto(pipeline, lines, batch);
    await project(pipeline, batch);
    return hashes(pipeline);
  });

describe('the same recording', () => {
  test('gives identical tables in batches of 1, 7 and 10,000', async () => {
    const whole = await tablesOf(10_000);
    expect(Object.values(whole).every((hash) => !hash.startsWith('0:'))).toBe(false);
    expect(await tablesOf(7)).toEqual(whole);
    expect(await tablesOf(1)).toEqual(whole);
  });

  test('imported a second time changes nothing', async () => {
    await withPipeline(async (pipeline) => {
      await importInto(pipeline, lines);
      await project(pipeline);
      const once = await hashes(pipeline);
      await importInto(pipeline, lines);
      await project(pipeline);
      expect(await hashes(pipeline)).toEqual(once);
    });
  });

  test('gives identical tables when they are made again from the log', async () => {
    await withPipeline(async (pipeline) => {
      await importInto(pipeline, lines);
      await project(pipeline);
      const before = await hashes(pipeline);
      const { pump, set } = await rebuild(foldInto(pipeline));
      await pump.stop();
      await serveSet(pipeline.store, set);
      expect(set).toBe(2);
      expect(await hashes(pipeline)).toEqual(before);
    });
  });
});

describe('verify', () => {
  test('finds nothing in tables that are as the log says', async () => {
    await withPipeline(async (pipeline) => {
      await importInto(pipeline, lines);
      await project(pipeline);
      const verdict = await verify(foldInto(pipeline));
      expect(verdict).toMatchObject({ differences: 0, behind: 0, shown: [] });
      expect(verdict.rows).toBeGreaterThan(500);
    });
  });

  test('goes on from what it has verified, and finds there what differs', async () => {
    await withPipelineAndFolder(async (pipeline, folder) => {
      const asked = foldInto(pipeline);
      const memory = verifiedIn(folder, await lineageOf(asked));
      const half = Math.floor(lines.length / 2);
      await importInto(pipeline, lines.slice(0, half));
      await project(pipeline);
      expect(await verify({ ...asked, memory, sinceLast: true })).toMatchObject({
        events: half,
        before: 0,
        differences: 0,
      });
      await importInto(pipeline, lines.slice(half));
      await project(pipeline);
      const rest = { events: lines.length - half, before: half };
      const since = { ...asked, memory: { ...memory, save: async () => undefined } };
      expect(await verify({ ...since, sinceLast: true })).toMatchObject({
        ...rest,
        differences: 0,
      });
      await pipeline.store.command(
        `ALTER TABLE sessions_v1 UPDATE energy_wh = energy_wh + 0.001
          WHERE log_offset = (SELECT max(log_offset) FROM sessions_v1)
          SETTINGS mutations_sync = 1`,
      );
      const altered = await verify({ ...since, sinceLast: true });
      expect(altered).toMatchObject({ ...rest, differences: 1 });
      expect(await verify(since)).toMatchObject({ before: 0, differences: 1 });
    });
  });

  test('finds a row that was altered, one that was deleted and one that was added', async () => {
    await withPipeline(async (pipeline) => {
      await importInto(pipeline, lines);
      await project(pipeline);
      const { store } = pipeline;
      const sync = 'SETTINGS mutations_sync = 1';
      await store.command(
        `ALTER TABLE sessions_v1 UPDATE energy_wh = energy_wh + 0.001 WHERE session_id =
          (SELECT min(session_id) FROM sessions_v1) ${sync}`,
      );
      await store.command(
        `ALTER TABLE session_energy_v1 DELETE WHERE bucket_start =
          (SELECT min(bucket_start) FROM session_energy_v1) ${sync}`,
      );
      await store.command(
        `INSERT INTO stations_v1 (tenant, station_id, log_partition, log_offset, version)
          VALUES ('default', 'NOBODY', 3, 1, 281474976710657)`,
      );
      const { differences, shown } = await verify(foldInto(pipeline));
      expect(differences).toBeGreaterThanOrEqual(3);
      expect(new Set(shown.map((one) => one.table))).toEqual(
        new Set(['sessions', 'session_energy', 'stations']),
      );
    });
  });
});
