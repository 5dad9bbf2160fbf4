// Bills of the sessions that a real store holds: each once, with its energy and its time.

import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { readBillables } from '../api/billing/billables.ts';
import { addPrice } from '../api/billing/price-route.ts';
import { openLedgerDesk } from '../api/ledger/desk.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import { issueCdrs, type BilledPage } from '../app/issue-cdrs.ts';
import { startPump } from '../app/pump.ts';
import { recordsOf } from '../app/records.ts';
import { tryTariff } from '../app/tariff-trial.ts';
import type { Cdr } from '../lib/billing/cdr.ts';
import { issue } from '../lib/billing/issue.ts';
import { silent } from '../lib/logger.ts';
import { ledgerTopic } from '../log/port.ts';
import { fleet } from '../simulator/fleet.ts';
import type { Store } from '../store/port.ts';
import { billedSite } from './billed.ts';
import { allOf, runOf } from './billing-runs.ts';
import { expectChain, expectExplained, handLines, handStation } from './explained.ts';
import { draftFor } from './ledger-rig.ts';
import { foldInto, importInto, record, withPipeline } from './pipeline.ts';
import { component, startAndEnergy, tariffOf } from './tariffs.ts';

const from = Date.UTC(2026, 5, 1);
const stations = fleet({ seed: 'tariffs', stations: 2 });
const { lines } = record({
  seed: 'tariffs',
  stations,
  from,
  to: from + 86_400_000,
});

/** What a tariff would have earned is the sum of the bills of the sessions in the store. */
const expectTrial = async (store: Store): Promise<void> => {
  const tariff = tariffOf({
    elements: [
      startAndEnergy,
      { price_components: [component('TIME', 1), component('PARKING_TIME', 2)] },
    ],
  });
  const until = from + 40 * 86_400_000;
  const trial = await tryTariff(store, { tenant: 'default', until, tariff, zone: 'UTC' });
  expect(trial.sessions).toBeGreaterThan(4);

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
};

const day_ms = 86_400_000;

/** A registry of the fleet: one site, every port, one tariff for the site. */
const registryOf = (ids: readonly string[]) => [
  draftFor('sites', {
    site_id: 'S1',
    name: 'North',
    address: 'Street 1',
    city: 'Berlin',
    country: 'DEU',
    latitude: '52.520008',
    longitude: '13.404954',
    time_zone: 'Europe/Berlin',
    country_code: 'DE',
    party_id: 'ABC',
  }),
  ...ids.flatMap((station_id) =>
    [1, 2, 3, 4].map((port) =>
      draftFor('ports', {
        station_id,
        port,
        site_id: 'S1',
        power_w_max: 150_000,
        current_type: 'DC',
        connectors: ['IEC_62196_T2_COMBO'],
      }),
    ),
  ),
  tariffDraft(0.5),
  draftFor('tariff_assignments', {
    assignment_id: 'A1',
    tariff_id: 'T1',
    site_id: 'S1',
    valid_from: '2026-01-01',
  }),
];

const tariffDraft = (kwh: number) =>
  draftFor('tariffs', {
    tariff_id: 'T1',
    currency: 'EUR',
    valid_from: '2026-01-01',
    tariff: { elements: [{ price_components: [component('ENERGY', kwh, { vat: 19 })] }] },
  });

const runPages = async (counter: Parameters<typeof issueCdrs>[0], at: number, dryRun = false) => {
  const order = { tenant: 'default', by: 'finance', until: from + 20 * day_ms, at, dryRun };
  const pages: BilledPage[] = [];
  for await (const page of issueCdrs(counter, order)) pages.push(page);
  const sum = (of: (page: (typeof pages)[number]) => number) =>
    pages.reduce((total, page) => total + of(page), 0);
  return {
    cdrs: sum((page) => page.cdrs.length),
    credits: sum((page) => page.credits.length),
    adjustments: sum((page) => page.adjustments),
    unchanged: sum((page) => page.unchanged),
    refused: pages.flatMap((page) => page.refused),
    incl_e4: sum((page) => page.sums['EUR']?.incl_e4 ?? 0),
  };
};

/** The price that the API explains is that of the CDR, for every session that was billed. */
const expectSamePrices = async (store: Store): Promise<void> => {
  const app = Fastify();
  addPrice(app, {
    store,
    logger: silent,
    defaultTenant: 'default',
    now: Date.now,
    watermark: () => Promise.resolve({ as_of: null, complete: true, lag_events: 0 }),
  });
  const billed = await store.query<{ session_id: string; cdr: string }>({
    sql: 'SELECT session_id, cdr FROM laddbok.cdrs ORDER BY session_id LIMIT 5',
    params: {},
  });
  for (const { session_id, cdr } of billed) {
    const answer = await app.inject(`/v1/sessions/${session_id}/price`);
    const { total_cost } = JSON.parse(cdr) as Cdr;
    expect(answer.json()).toMatchObject({ data: { price: total_cost, unbillable: null } });
  }
  expect((await app.inject('/v1/sessions/none/price')).statusCode).toBe(404);
  await app.close();
};

test('a run bills each session once, and a later correction adjusts what is closed', () =>
  withPipeline(async (pipeline) => {
    const { store, log, codecs } = pipeline;
    const next = new Map<number, number>();
    const news = () => recordsOf(log, ledgerTopic, next);
    const clock = { now: Date.UTC(2026, 0, 2) };
    const desk = openLedgerDesk({ log, codec: codecs.ledger, news, clock: () => clock.now });
    const decide = async (drafts: readonly Draft[]) => {
      const outcomes = await desk.record({ tenant: 'default', by: 'finance', drafts });
      expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
    };
    const fold = async () => {
      const options = { ...foldInto(pipeline), ledger: codecs.ledger };
      const pump = await startPump({ ...options, flushInterval_ms: 20 });
      await pump.settled();
      await pump.stop();
    };
    await decide(registryOf([...stations.map(({ station_id }) => station_id), handStation]));
    await importInto(pipeline, [...lines, ...handLines]);
    await fold();
    await expectTrial(store);
    const counter = { store, desk };

    clock.now = Date.UTC(2026, 6, 1);
    const first = await runPages(counter, clock.now);
    expect(first).toMatchObject({ credits: 0, adjustments: 0, unchanged: 0, refused: [] });
    expect(first.cdrs).toBeGreaterThan(4);
    await fold();
    await expectSamePrices(store);
    await expectExplained(pipeline);
    expect(await runPages(counter, clock.now)).toMatchObject({ cdrs: 0, unchanged: first.cdrs });

    clock.now = Date.UTC(2026, 6, 5);
    await decide([
      draftFor('periods', {
        period_id: '2026-06',
        purpose: 'billing',
        valid_from: '2026-06-01',
        valid_to: '2026-07-01',
      }),
      tariffDraft(0.6),
    ]);
    await fold();
    const dry = await runPages(counter, clock.now, true);
    expect(dry).toMatchObject({ adjustments: first.cdrs, credits: first.cdrs, refused: [] });
    expect(await runPages(counter, clock.now)).toEqual(dry);
    await fold();
    await expectChain(pipeline);
    expect(await runPages(counter, clock.now)).toMatchObject({ cdrs: 0, unchanged: first.cdrs });

    const [row] = await store.query<Record<string, string>>({
      sql: `SELECT count() AS rows, sum(total_incl_vat) AS total,
        sumIf(total_incl_vat, period_id = '2026-06') AS june,
        sumIf(total_incl_vat, adjusts_period_id = '2026-06' AND period_id = '2026-07') AS later
        FROM laddbok.cdrs`,
      params: {},
    });
    expect(Number(row?.['rows'])).toBe(first.cdrs * 3);
    expect(Number(row?.['june'])).toBeCloseTo(first.incl_e4 / 10_000, 3);
    expect(Number(row?.['later'])).toBeCloseTo(dry.incl_e4 / 10_000, 3);
    expect(Number(row?.['total'])).toBeCloseTo((first.incl_e4 + dry.incl_e4) / 10_000, 3);
  }));
