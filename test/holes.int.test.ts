// The holes of "exactly once" that only a real store can show: versions, deletions, lost parts.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuild } from '../app/rebuild.ts';
import { verify } from '../app/verify.ts';
import { day_ms } from '../lib/time.ts';
import { foldOver } from '../processors/fold.ts';
import { decimal, instant, label, table } from '../schemas/table.ts';
import type { Store } from '../store/port.ts';
import { serveSet } from '../store/sets.ts';
import { openTestStore } from './open-test-store.ts';
import { foldInto, hashes, importInto, project, record, withPipeline } from './pipeline.ts';

const registers = table({
  name: 'registers',
  about: 'Registers.',
  columns: {
    station_id: label('Station.'),
    at: instant('When.'),
    energy_wh: decimal('Watt-hours.'),
  },
  key: ['station_id', 'at'],
  month: 'at',
});

const noon = Date.UTC(2026, 0, 15, 12);

describe('rows in the store', () => {
  let store: Store;

  beforeAll(async () => {
    store = await openTestStore();
    await store.migrate([registers], 1);
  });

  afterAll(async () => store.close());

  const write = (station_id: string, energy_wh: number, epoch: number, offset: number) =>
    store.write([
      {
        table: registers,
        set: 1,
        epoch,
        rows: [{ row: { station_id, at: noon, energy_wh }, partition: 0, offset }],
      },
    ]);
  const energyOf = async (station_id: string): Promise<readonly number[]> => {
    const sql = 'SELECT energy_wh FROM registers WHERE station_id = {station_id:String}';
    const rows = await store.query<{ energy_wh: string }>({ sql, params: { station_id } });
    return rows.map((row) => Number(row.energy_wh));
  };

  test('hole 4: of a new epoch stand over those of the old, though its offsets begin anew', async () => {
    await write('moved', 2_000, 2, 5);
    await write('moved', 1_000, 1, 900);
    expect(await energyOf('moved')).toEqual([2]);
  });

  test('hole 8: of a process that lost its partition and writes late change nothing', async () => {
    await write('zombie', 3_000, 1, 12);
    await write('zombie', 1_000, 1, 10);
    expect(await energyOf('zombie')).toEqual([3]);
  });

  test('hole 13: come back when they are written again after a deletion', async () => {
    await write('deleted', 1_000, 1, 1);
    await store.command(
      `ALTER TABLE registers_v1 DELETE WHERE station_id = 'deleted' SETTINGS mutations_sync = 1`,
    );
    expect(await energyOf('deleted')).toEqual([]);
    await write('deleted', 1_000, 1, 1);
    expect(await energyOf('deleted')).toEqual([1]);
  });
});

const from = Date.UTC(2026, 2, 1);
const { lines } = record({ seed: 'holes', stations: 2, from, to: from + day_ms });

test('hole 6: rows that a disk lost below the checkpoint are found, and made again from the log', () =>
  withPipeline(async (whole) => {
    const rooms = whole.fold.rooms.filter(({ name }) => name === 'sessions');
    const pipeline = { ...whole, fold: foldOver(rooms) };
    await importInto(pipeline, lines);
    await project(pipeline);
    const before = await hashes(pipeline);
    await pipeline.store.command('TRUNCATE TABLE sessions_v1');
    // A start finds its checkpoint and has nothing to do: this is the danger.
    await project(pipeline);
    expect(await hashes(pipeline)).not.toEqual(before);
    expect((await verify(foldInto(pipeline))).differences).toBeGreaterThan(0);
    const { pump, set } = await rebuild(foldInto(pipeline));
    await pump.stop();
    await serveSet(pipeline.store, set);
    expect(await hashes(pipeline)).toEqual(before);
  }));

test('every hole that the page names has a test that bears its number', () => {
  const page = readFileSync('docs/exactly-once.md', 'utf8');
  const named = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number));
  expect(named).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const files = [
    'holes.test.ts',
    'holes.int.test.ts',
    'rebuild.int.test.ts',
    'privacy.int.test.ts',
  ];
  const titles = files.flatMap((file) => [
    ...readFileSync(`test/${file}`, 'utf8').matchAll(/'holes? (\d+)(?: and (\d+))?: /g),
  ]);
  const tested = new Set(titles.flatMap(([, ...numbers]) => numbers.map(Number)));
  expect(named.filter((number) => !tested.has(number))).toEqual([]);
});
