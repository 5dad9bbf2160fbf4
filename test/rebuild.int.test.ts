// Tables made again beside those that are served: compared row by row, shown at once, and back.

import { describe, expect, test } from 'vitest';
import { startPump, type Pump } from '../app/pump.ts';
import { rebuild } from '../app/rebuild.ts';
import { compareSets } from '../app/set-differences.ts';
import { knownSets } from '../app/set-choice.ts';
import { verify } from '../app/verify.ts';
import { day_ms } from '../lib/time.ts';
import { ocppTopic } from '../log/port.ts';
import type { Emission, Room } from '../processors/define.ts';
import { foldOver, type Fold } from '../processors/fold.ts';
import { serveSet, servedSet, settleViews } from '../store/sets.ts';
import {
  foldInto,
  hashes,
  importInto,
  project,
  record,
  withPipeline,
  type Pipeline,
} from './pipeline.ts';

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'rebuild', stations: 2, from, to: from + day_ms });
const half = Math.floor(lines.length / 2);

/** A fold with another idea of two tables: every station has a vendor of ours, sessions a tag. */
const mark = '(changed)';

const marked = ({ table, row }: Emission): Emission => {
  if (table.name === 'stations') return { table, row: { ...row, vendor: mark } };
  return table.name === 'sessions' ? { table, row: { ...row, id_token: mark } } : { table, row };
};

/** A room as a later version of the fold has it: by its name the fold is another one. */
const changedRoom = (room: Room): Room => ({
  ...room,
  name: `${room.name}_changed`,
  step: (state, fact, context) => {
    const stepped = room.step(state, fact, context);
    return { state: stepped.state, rows: stepped.rows.map(marked) };
  },
});

const changedFold = (fold: Fold): Fold => foldOver(fold.rooms.map(changedRoom));

/** Few rooms, for few tables to make: what is held here is held for any number. */
const kept: ReadonlySet<string> = new Set(['sessions', 'stations', 'faults']);
const smallFold = (fold: Fold): Fold => foldOver(fold.rooms.filter(({ name }) => kept.has(name)));

const withServed = (work: (pipeline: Pipeline) => Promise<void>): Promise<void> =>
  withPipeline(async (whole) => {
    const pipeline = { ...whole, fold: smallFold(whole.fold) };
    await importInto(pipeline, lines.slice(0, half));
    await project(pipeline);
    await work(pipeline);
  });

const changed = (pipeline: Pipeline) => ({
  ...foldInto(pipeline),
  fold: changedFold(pipeline.fold),
  flushInterval_ms: 50,
});

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly sliceCells_max?: number;
}

const differences = ({ store }: Pipeline, asked: Asked) =>
  compareSets({ store, topic: ocppTopic, sample: 1_000, ...asked });

const countOf = async ({ store }: Pipeline, sql: string): Promise<number> => {
  const [row] = await store.query<{ n: string }>({ sql, params: {} });
  return Number(row?.n);
};

/** Rows that either fold marked, of both tables in one question. */
const eitherSql = `SELECT countIf(vendor = '${mark}') AS stations,
  countIf(vendor != '${mark}') AS others,
  (SELECT countIf(id_token = '${mark}') FROM sessions) AS sessions FROM stations`;

describe('a rebuild with a changed fold, while events go on coming', () => {
  test('hole 20: shows readers old or new tables, never a mix, and names exactly what changed', async () => {
    await withServed(async (pipeline) => {
      const serving: Pump = await startPump({ ...foldInto(pipeline), flushInterval_ms: 50 });
      const { pump, set } = await rebuild(changed(pipeline));
      await importInto(pipeline, lines.slice(half));
      await Promise.all([serving.settled(), pump.settled()]);
      const seen = new Set<string>();
      const reading = new AbortController();
      const reader = async (): Promise<void> => {
        while (!reading.signal.aborted) {
          const [row] = await pipeline.store.query<Record<string, string>>({
            sql: eitherSql,
            params: {},
          });
          const [stations, others, sessions] = ['stations', 'others', 'sessions'].map((name) =>
            Number(row?.[name]),
          );
          if (stations === 0 && sessions === 0) seen.add('old');
          else seen.add(others === 0 && Number(sessions) > 0 ? 'new' : 'mix');
        }
      };
      const whole = reader();
      await serveSet(pipeline.store, set);
      reading.abort();
      await whole;
      expect(seen.has('mix')).toBe(false);
      expect(await servedSet(pipeline.store)).toBe(set);
      expect(await countOf(pipeline, `SELECT count() AS n FROM stations`)).toBe(2);
      // The report names exactly the rows and columns that the change affects.
      const sessions = await countOf(pipeline, 'SELECT count() AS n FROM sessions');
      const found = await differences(pipeline, { from: 1, to: set });
      const differing = found.tables.filter((one) => one.added + one.removed + one.changed > 0);
      expect(differing.map(({ table, columns }) => [table, columns])).toEqual([
        ['sessions', { id_token: sessions }],
        ['stations', { vendor: 2 }],
      ]);
      expect(found.tables.every(({ moving }) => moving === 0)).toBe(true);
      expect(differing[1]?.sample).toHaveLength(2);
      expect(differing[1]?.sample[0]?.columns['vendor']?.[1]).toBe(mark);
      // Tables too large to be compared at once are compared part by part, and say the same.
      expect(await differences(pipeline, { from: 1, to: set, sliceCells_max: 100 })).toEqual(found);
      await Promise.all([serving.stop(), pump.stop()]);
    });
  });

  test('does not take rows for different of which one set is ahead of the other', async () => {
    await withServed(async (pipeline) => {
      await importInto(pipeline, lines.slice(half));
      const { pump, set } = await rebuild(foldInto(pipeline));
      const found = await differences(pipeline, { from: 1, to: set });
      expect(found.rows).toBe(0);
      expect(found.tables.some(({ moving }) => moving > 0)).toBe(true);
      expect(await differences(pipeline, { from: 1, to: set, sliceCells_max: 100 })).toEqual(found);
      await pump.stop();
    });
  });
});

describe('a rebuild', () => {
  test('that was killed goes on in its own set, where it was', async () => {
    await withServed(async (pipeline) => {
      const first = await rebuild(changed(pipeline));
      await first.pump.stop();
      await importInto(pipeline, lines.slice(half));
      const again = await rebuild(changed(pipeline));
      expect(again.set).toBe(first.set);
      expect(again.pump.stats().events).toBeLessThan(lines.length);
      await again.pump.stop();
      const verdict = await verify({ ...changed(pipeline), set: again.set });
      expect(verdict).toMatchObject({ differences: 0, behind: 0 });
    });
  });

  test('that was shown can be taken back, and the old tables are as they were', async () => {
    await withServed(async (pipeline) => {
      const before = await hashes(pipeline);
      const { pump, set } = await rebuild(changed(pipeline));
      await pump.stop();
      await serveSet(pipeline.store, set);
      expect(await hashes(pipeline)).not.toEqual(before);
      await serveSet(pipeline.store, 1);
      expect(await hashes(pipeline)).toEqual(before);
      const sets = await knownSets(pipeline.store, ocppTopic);
      expect(sets.map(({ set: number, served }) => [number, served])).toEqual([
        [1, true],
        [2, false],
      ]);
    });
  });

  test('whose showing was cut short leaves views that agree, and are mended', async () => {
    await withServed(async (pipeline) => {
      const before = await hashes(pipeline);
      const { pump, set } = await rebuild(changed(pipeline));
      await pump.stop();
      const { store } = pipeline;
      const cut = {
        query: store.query.bind(store),
        command: (sql: string) =>
          sql.startsWith('INSERT INTO served_sets (turn, set) VALUES (2')
            ? Promise.reject(new Error('killed'))
            : store.command(sql),
      };
      await expect(serveSet(cut, set)).rejects.toThrow('killed');
      expect(await hashes(pipeline)).toEqual(before);
      await settleViews(store);
      expect(await hashes(pipeline)).toEqual(before);
      const left = `SELECT count() AS n FROM system.tables WHERE engine = 'View' AND as_select LIKE '%served_sets%'`;
      expect(await countOf(pipeline, left)).toBe(0);
    });
  });
});
