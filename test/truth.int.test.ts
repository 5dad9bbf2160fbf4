// The tables equal the truth: to the milliwatt-hour and the millisecond, from frame to row.

import { expect, test } from 'vitest';
import { day_ms } from '../lib/time.ts';
import { importInto, project, record, withPipeline } from './pipeline.ts';
import { linesOfTables, linesOfTruth } from './truth-from-tables.ts';

const from = Date.UTC(2026, 2, 1);

test('a fleet of both families over ten days: every session, bucket, outage and fault', async () => {
  const { lines, truth } = record({ seed: 'truth', stations: 10, from, to: from + 10 * day_ms });
  await withPipeline(async (pipeline) => {
    const report = await importInto(pipeline, lines);
    expect(report).toMatchObject({ lines: lines.length, badCount: 0, stations: 10 });
    await project(pipeline);
    const expected = linesOfTruth(truth);
    const actual = await linesOfTables(pipeline.store);
    expect(expected.sessions.length).toBeGreaterThan(100);
    expect(expected.outages.length).toBeGreaterThan(20);
    expect(expected.faults.length).toBeGreaterThan(5);
    expect(actual.sessions).toEqual(expected.sessions);
    expect(actual.buckets).toEqual(expected.buckets);
    expect(actual.outages).toEqual(expected.outages);
    expect(actual.faults).toEqual(expected.faults);
  });
});
