// Billing runs: each session is billed once, changes are credited, what is closed stays closed.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assigned, billable, billedSite, on, termsOf, version } from '../../test/billed.ts';
import { allOf, runOf } from '../../test/billing-runs.ts';
import { component, energy25, flat50, simple, tariffOf } from '../../test/tariffs.ts';
import { asNumber } from '../tariff/money.ts';
import { priceOf } from './bill.ts';
import type { Cdr } from './cdr.ts';
import { issue, type BillingRun } from './issue.ts';

const startAndEnergy = simple(flat50, energy25);
const june = {
  period_id: '2026-06',
  from: Date.parse('2026-06-01T00:00:00Z'),
  to: Date.parse('2026-07-01T00:00:00Z'),
};

const first = issue(runOf(startAndEnergy));
const [bill] = first.cdrs;

test('a session becomes one CDR, with its energy, its times and its price', () => {
  expect(first).toMatchObject({ credits: [], adjustments: [], leftOut: [], unchanged: 0 });
  expect(first.cdrs).toEqual([
    expect.objectContaining({
      country_code: 'DE',
      party_id: 'ABC',
      session_id: 'session-1',
      start_date_time: '2026-06-10T12:00:00Z',
      end_date_time: '2026-06-10T13:00:00Z',
      currency: 'EUR',
      total_cost: { excl_vat: 5.5, incl_vat: 6.1 },
      total_fixed_cost: { excl_vat: 0.5, incl_vat: 0.6 },
      total_energy_cost: { excl_vat: 5, incl_vat: 5.5 },
      total_energy: 20,
      total_time: 1,
      total_parking_time: 0,
      last_updated: '2026-07-01T08:00:00Z',
    }),
  ]);
  expect(bill?.charging_periods).toEqual([
    {
      start_date_time: '2026-06-10T12:00:00Z',
      dimensions: [
        { type: 'ENERGY', volume: 20 },
        { type: 'TIME', volume: 1 },
      ],
      tariff_id: '20',
    },
  ]);
});

test('a second run over the same sessions issues nothing', () => {
  expect(issue(runOf(startAndEnergy, { known: first.cdrs }))).toMatchObject({
    cdrs: [],
    credits: [],
    unchanged: 1,
  });
});

test('a session that is given twice is billed once', () => {
  expect(issue(runOf(startAndEnergy, { sessions: [billable(), billable()] })).cdrs).toHaveLength(1);
});

test('a run that is made again before its CDRs were kept gives them the same ids', () => {
  const again = issue(runOf(startAndEnergy, { at: Date.parse('2026-07-02T08:00:00Z') }));
  expect(again.cdrs.map(({ id }) => id)).toEqual(first.cdrs.map(({ id }) => id));
});

const late = [billable({ energy_wh: 22_000_000 })];

test('late energy credits the CDR and issues another one', () => {
  const { cdrs, credits } = issue(runOf(startAndEnergy, { sessions: late, known: first.cdrs }));
  expect(credits).toEqual([
    {
      ...bill,
      id: `${bill?.id}-C`,
      credit: true,
      credit_reference_id: bill?.id,
      total_cost: { excl_vat: -5.5, incl_vat: -6.1 },
    },
  ]);
  expect(cdrs).toMatchObject([{ total_energy: 22, total_cost: { excl_vat: 6, incl_vat: 6.65 } }]);
  expect(cdrs[0]?.id).not.toBe(bill?.id);
});

test('late energy of a closed month is an adjustment, and the month is not touched', () => {
  const closed = [june];
  const run = runOf(startAndEnergy, { sessions: late, known: first.cdrs, closed });
  const issued = issue(run);
  expect(issued).toMatchObject({ cdrs: [], credits: [] });
  expect(issued.adjustments).toMatchObject([
    {
      period_id: '2026-06',
      session_id: 'session-1',
      credit: { credit_reference_id: bill?.id, last_updated: '2026-07-01T08:00:00Z' },
      difference: { excl_e4: 5_000, incl_e4: 5_500 },
    },
  ]);
  expect(issue({ ...run, known: [...first.cdrs, ...allOf(issued)] })).toMatchObject({
    adjustments: [],
    unchanged: 1,
  });
});

test('a session of a closed month that was never billed is an adjustment without a credit', () => {
  const { cdrs, adjustments } = issue(runOf(startAndEnergy, { closed: [june] }));
  expect(cdrs).toEqual([]);
  expect(adjustments).toMatchObject([{ credit: null, difference: { excl_e4: 55_000 } }]);
});

test('another name of the site makes no other bill', () => {
  const { location } = billedSite;
  const renamed = { ...billedSite, location: { ...location, name: 'South', city: 'Bonn' } };
  const run = runOf(startAndEnergy, { sessions: [billable({}, { site: renamed })] });
  expect(issue({ ...run, known: first.cdrs }).unchanged).toBe(1);
});

test('a session that ends after the day asked for waits', () => {
  const issued = issue(runOf(startAndEnergy, { until: on('12:30') }));
  expect([issued.cdrs, issued.leftOut]).toEqual([[], []]);
});

const timed = simple(component('TIME', 2));

test.each([
  ['open', startAndEnergy, billable({ state: 'open', ended_at: null })],
  ['untracked', startAndEnergy, billable({ kind: 'untracked' })],
  ['token_unknown', startAndEnergy, billable({ id_token: '' })],
  ['not_accepted', startAndEnergy, billable({ auth_verdict: 'Blocked' })],
  ['no_energy', startAndEnergy, billable({ energy_wh: 0 })],
  ['no_site', startAndEnergy, billable({}, { site: { reason: 'no_site', says: '' } })],
  ['unit_suspect', startAndEnergy, billable({}, { doubts: ['status_late', 'unit_suspect'] })],
  ['end_inferred', timed, billable({}, { doubts: ['end_inferred'] })],
  ['phases_unknown', timed, billable({ charging_s: 0, unknown_s: 3_600_000 })],
  [
    'current_unknown',
    tariffOf({ elements: [{ price_components: [energy25], restrictions: { max_current: 9 } }] }),
    billable(),
  ],
  [
    'energy_unplaced',
    startAndEnergy,
    billable({}, { beside: { buckets: [], timeline: [], reserved_at: null } }),
  ],
])('a session is left out for the reason %s, which is told', (reason, tariff, session) => {
  const issued = issue(runOf(tariff, { sessions: [session] }));
  expect(issued.cdrs).toEqual([]);
  expect(issued.leftOut).toMatchObject([{ reason, session_id: 'session-1', billed_by: null }]);
});

test('an end that is inferred forbids no bill by energy alone', () => {
  const sessions = [billable({}, { doubts: ['end_inferred'] })];
  expect(issue(runOf(startAndEnergy, { sessions })).cdrs).toHaveLength(1);
});

test('a bill that a doubt came upon stands, and is named', () => {
  const sessions = [billable({}, { doubts: ['signed_invalid'] })];
  const { leftOut, credits } = issue(runOf(startAndEnergy, { sessions, known: first.cdrs }));
  expect(credits).toEqual([]);
  expect(leftOut).toMatchObject([{ reason: 'signed_invalid', billed_by: bill?.id }]);
});

test('the tariff of the port goes before that of the station, of the site and of all', () => {
  const of = (id: string) =>
    version(tariffOf({ id, elements: [{ price_components: [energy25] }] }));
  const tariffs = ['all', 'site', 'station', 'port', 'old'].map(of);
  const assignments = [
    assigned({ tariff_id: 'all' }),
    assigned({ tariff_id: 'site', site_id: 'SITE-1' }),
    assigned({ tariff_id: 'station', station_id: 'CS-1' }),
    assigned({ tariff_id: 'port', station_id: 'CS-1', port: 1, recorded_at: 2 }),
    assigned({ tariff_id: 'old', station_id: 'CS-1', port: 1, recorded_at: 1 }),
    assigned({ tariff_id: 'old', station_id: 'CS-1', port: 2, recorded_at: 9 }),
  ];
  const chosen = (some: BillingRun['assignments']) =>
    issue({ ...runOf(startAndEnergy), tariffs, assignments: some }).cdrs[0]?.tariffs[0]?.['id'];
  expect(chosen(assignments)).toBe('port');
  expect(chosen(assignments.slice(0, 3))).toBe('station');
  expect(chosen(assignments.slice(0, 2))).toBe('site');
  expect(chosen(assignments.slice(0, 1))).toBe('all');
  expect(chosen([])).toBeUndefined();
});

test('a tariff that ended before the session started is not its tariff', () => {
  const end_date_time = '2026-06-01T00:00:00Z';
  const ended = tariffOf({ end_date_time, elements: [{ price_components: [energy25] }] });
  expect(issue(runOf(ended)).leftOut).toMatchObject([{ reason: 'no_tariff' }]);
});

const histories = fc.array(
  fc.record({
    energy_wh: fc.integer({ min: 1, max: 80_000_000 }),
    minutes: fc.integer({ min: 1, max: 600 }),
    isClosed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

const sum = (cdrs: readonly Cdr[]): number =>
  cdrs.reduce((total, { total_cost }) => total + Math.round(total_cost.incl_vat * 10_000), 0);

test('however often a session changes, what was billed of it in all is its price', () => {
  const tariff = simple(flat50, energy25, component('TIME', 1.37, { vat: 19, step: 60 }));
  fc.assert(
    fc.property(histories, (history) => {
      let known: readonly Cdr[] = [];
      for (const { energy_wh, minutes, isClosed } of history) {
        const ended_at = on('12:00') + minutes * 60_000;
        const session = billable({ energy_wh, ended_at, charging_s: minutes * 60_000 });
        const closed = isClosed ? [june] : [];
        const issued = issue(runOf(tariff, { sessions: [session], known, closed }));
        known = [...known, ...allOf(issued)];
        const priced = priceOf(session, termsOf(tariff));
        if ('reason' in priced) throw new Error(priced.says);
        expect(sum(known)).toBe(priced.price.total.incl_e4);
        const standing = allOf(issued).at(-1) ?? known.findLast((cdr) => cdr.credit !== true);
        expect(standing?.total_cost.incl_vat).toBe(asNumber(priced.price.total.incl_e4));
        expect(standing?.total_energy).toBe(Math.round(energy_wh / 100) / 10_000);
      }
      expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
    }),
    { numRuns: 40 },
  );
});
