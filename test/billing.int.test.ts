// Bills of the sessions that a real store holds: each once, with its energy and its time.

import { expect, test } from 'vitest';
import { readBillables } from '../api/billing/billables.ts';
import { tryTariff } from '../app/tariff-trial.ts';
import { issue } from '../lib/billing/issue.ts';
import { fleet } from '../simulator/fleet.ts';
import { billedSite } from './billed.ts';
import { allOf, runOf } from './billing-runs.ts';
import { importInto, project, record, withPipeline } from './pipeline.ts';
import { component, startAndEnergy, tariffOf } from './tariffs.ts';

const from = Date.UTC(2026, 5, 1);
const { lines } = record({
  seed: 'tariffs',
  stations: fleet({ seed: 'tariffs', stations: 4 }),
  from,
  to: from + 2 * 86_400_000,
});

test('what a tariff would have earned is the sum of the bills of the sessions in the store', () =>
  withPipeline(async (pipeline) => {
    await importInto(pipeline, lines);
    await project(pipeline);
    const { store } = pipeline;
    const tariff = tariffOf({
      elements: [
        startAndEnergy,
        { price_components: [component('TIME', 1), component('PARKING_TIME', 2)] },
      ],
    });
    const until = from + 40 * 86_400_000;
    const trial = await tryTariff(store, { tenant: 'default', until, tariff, zone: 'UTC' });
    expect(trial.sessions).toBeGreaterThan(10);

    const sessions = [];
    for await (const page of readBillables(store, { tenant: 'default', until }, () => billedSite))
      sessions.push(...page);
    const run = runOf(tariff, { sessions, until });
    const issued = issue(run);
    expect(issued.cdrs).toHaveLength(trial.sessions);
    const cents = issued.cdrs.reduce((sum, { total_cost }) => sum + total_cost.incl_vat * 100, 0);
    expect(Math.round(cents)).toBe(trial.total.incl_e4 / 100);
    const count = Object.values(trial.left_out).reduce((sum, of) => sum + of, 0);
    expect(issued.leftOut).toHaveLength(count);
    expect(sessions).toHaveLength(count + trial.sessions);
    expect(issue({ ...run, known: allOf(issued) })).toMatchObject({ cdrs: [], credits: [] });

    const rows = await store.query<{ kwh: number; hours: number }>({
      sql: `SELECT toFloat64(sum(energy_wh)) / 1000 AS kwh,
        toFloat64(sum(duration_s)) / 3600 AS hours
        FROM laddbok.sessions WHERE session_id IN {ids:Array(String)}`,
      params: { ids: issued.cdrs.map(({ session_id }) => session_id) },
    });
    const sum = (of: 'total_energy' | 'total_time') =>
      issued.cdrs.reduce((total, cdr) => total + cdr[of], 0);
    expect(sum('total_energy')).toBeCloseTo(Number(rows[0]?.kwh), 2);
    expect(sum('total_time')).toBeCloseTo(Number(rows[0]?.hours), 2);
  }));
