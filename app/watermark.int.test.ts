// Every answer says up to when it is complete.

import { expect, test } from 'vitest';
import { hour_ms } from '../lib/time.ts';
import { ocppTopic } from '../log/port.ts';
import { importInto, project, record, withPipeline } from '../test/pipeline.ts';
import { tablesOf } from './pump.ts';
import { watermarksOf } from './watermark.ts';

const from = Date.UTC(2026, 2, 1);
const order = { seed: 'watermark', stations: 2, from, to: from + 6 * hour_ms };

test('before anything is folded nothing is said; then it is complete as of now', async () => {
  await withPipeline(async (pipeline) => {
    const { log, store, fold } = pipeline;
    await store.migrate(tablesOf(fold), 1);
    const now = Date.UTC(2026, 5, 1);
    const options = { log, store, topic: ocppTopic, clock: () => now };
    await importInto(pipeline, record(order).lines);
    const before = watermarksOf(options);
    expect(await before.now()).toMatchObject({ complete: false, as_of: null });
    before.stop();
    await project(pipeline);
    const after = watermarksOf(options);
    expect(await after.now()).toEqual({
      as_of: '2026-06-01T00:00:00.000Z',
      complete: true,
      lag_events: 0,
    });
    after.stop();
  });
});

test('a store that is back is asked anew, and what it did not answer before is forgotten', async () => {
  await withPipeline(async (pipeline) => {
    const { log, store, fold } = pipeline;
    await store.migrate(tablesOf(fold), 1);
    await importInto(pipeline, record(order).lines);
    await project(pipeline);
    let away = true;
    const query: typeof store.query = (question, limits) =>
      away ? Promise.reject(new Error('away')) : store.query(question, limits);
    const watermarks = watermarksOf({ log, store: { ...store, query }, topic: ocppTopic });
    await expect(watermarks.now()).rejects.toThrow('away');
    away = false;
    expect(await watermarks.now()).toMatchObject({ complete: true });
    watermarks.stop();
  });
});
