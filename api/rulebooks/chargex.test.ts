// The ChargeX indicators of the cases that every rulebook is held to, worked out by hand.

import { describe, expect, test } from 'vitest';
import { accepted, start16, status16, stop16 } from '../../test/conversations.ts';
import { foldTape } from '../../test/folded-tape.ts';
import { hour_ms } from '../../lib/time.ts';
import { tape } from '../../processors/tape.ts';
import { read } from '../ask.ts';
import { kpis } from '../queries/kpis.ts';
import { countNames, kpiRow } from './kpis.ts';

type Counted = Readonly<Partial<Record<(typeof countNames)[number], number>>>;

/** The row of some paths, as the store counts them. */
const rowOf = (paths: Readonly<Record<string, Counted>>) =>
  kpiRow({
    rulebook: 'chargex-2024',
    all_paths: Object.keys(paths),
    all_counted: Object.values(paths).map((of) => countNames.map((name) => of[name] ?? 0)),
    visits: 0,
  });

/** Attempts that are over: so many that charged, so many of them with success. */
const over = (attempts: number, started: number, succeeded: number): Counted => ({
  attempts,
  startable: attempts,
  decided: attempts,
  stoppable: started,
  started,
  succeeded,
  stopped: succeeded,
});

const row = {
  start: 'start_success_percent',
  startInl: 'start_success_inl_percent',
  session: 'session_success_percent',
  sessionInl: 'session_success_inl_percent',
  end: 'end_success_percent',
} as const;

test('0 of 1 by card and 1 of 1 by a cached token are a half, and all by the calculator', () => {
  expect(rowOf({ authorize: over(1, 0, 0), cached: over(1, 1, 1) })).toMatchObject({
    [row.start]: 50,
    [row.startInl]: 100,
    [row.session]: 50,
    [row.sessionInl]: 100,
    [row.end]: 100,
  });
});

test('four paths: each ratio once, pooled and weighted by its successes', () => {
  const four = { plug_in: over(10, 9, 8), authorize: over(20, 18, 15) };
  const told = rowOf({ ...four, remote: over(5, 4, 4), cached: over(4, 4, 2) });
  expect(told).toMatchObject({
    // 35 of 39; (0.9 * 9 + 0.9 * 18 + 0.8 * 4 + 4) / 35.
    [row.start]: 89.743589,
    [row.startInl]: 90,
    // 29 of 39; (0.8 * 8 + 0.75 * 15 + 0.8 * 4 + 0.5 * 2) / 29.
    [row.session]: 74.358974,
    [row.sessionInl]: 75.344827,
    // 29 of the 35 that charged.
    [row.end]: 82.857142,
  });
});

test('a port that was faulted since before the window, and nobody tried, has no ratio', () => {
  expect(rowOf({})).toMatchObject({
    attempts: 0,
    [row.start]: null,
    [row.session]: null,
    [row.sessionInl]: null,
    [row.end]: null,
  });
});

test('a port that is younger than the window counts by its attempts, not by its days', () => {
  const old = over(300, 270, 240);
  const young = over(30, 15, 15);
  const both = over(330, 285, 255);
  expect([old, young, both].map((of) => rowOf({ cached: of })[row.session])).toEqual([
    80, 50,
    // 255 of 330, not the mean of the two.
    77.272727,
  ]);
});

describe('an attempt', () => {
  const charging = tape('ocpp1.6')
    .connected('10:00:00')
    .call('10:00:00', 'StartTransaction', start16('10:00:00', 1_000), accepted(7))
    .call('10:00:10', 'StatusNotification', status16('10:00:10', 'Charging'), {});

  test('that both a fault and a lost line ended has failed once', () => {
    const told = foldTape(
      charging
        .call('10:20:00', 'StatusNotification', status16('10:20:00', 'Faulted'), {})
        .disconnected('10:20:01')
        .connected('10:40:00')
        .call(
          '10:40:01',
          'StopTransaction',
          stop16('10:20:02', 3_000, { reason: 'PowerLoss' }),
          {},
        ),
    );
    expect(told.rows('attempts')).toMatchObject([{ outcome: 'failed', failure: 'bad_stop' }]);
  });

  test('on one connector says nothing of the other connector of the station', () => {
    const other = { connectorId: 2 };
    const told = foldTape(
      charging
        .call('10:05:00', 'StartTransaction', start16('10:05:00', 5_000, other), accepted(8))
        .call('10:30:00', 'StopTransaction', stop16('10:30:00', 3_000), {})
        .call(
          '10:31:00',
          'StopTransaction',
          stop16('10:31:00', 5_000, { transactionId: 8, reason: 'EmergencyStop' }),
          {},
        ),
    );
    expect(told.rows('attempts')).toMatchObject([
      { port: 1, outcome: 'success' },
      { port: 2, outcome: 'failed', failure: 'bad_stop' },
    ]);
  });
});

describe('a window', () => {
  const now = Date.parse('2026-12-01T00:00:00Z');
  const hoursOf = (from: string, to: string, zone: string): number => {
    const params = { from, to, zone };
    const asked = read(kpis, { params, tenant: 't', now, known_until: now });
    return asked.ok ? (asked.ready.asked.to - asked.ready.asked.from) / hour_ms : NaN;
  };

  test.each([
    ['has a 29th of February in a leap year', '2024-02-29', '2024-03-01', 'UTC', 24],
    ['of a leap year has 366 days', '2024-01-01', '2025-01-01', 'America/Chicago', 8_784],
    ['of a day in spring has 23 hours', '2026-03-29', '2026-03-30', 'Europe/Stockholm', 23],
    ['of a day in autumn has 25 hours', '2026-10-25', '2026-10-26', 'Europe/Stockholm', 25],
  ])('%s', (_title, from, to, zone, hours) => expect(hoursOf(from, to, zone)).toBe(hours));
});
