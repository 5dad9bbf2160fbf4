// The periods of a session: energy, charging and parking exactly as its rows have them.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketsOf, on, row, timeline } from '../../test/billed.ts';
import type { Period } from '../tariff/session.ts';
import { periodsOf, type Beside } from './periods.ts';
import type { SessionRow } from './session.ts';

const beside = (session: SessionRow, told: Partial<Beside> = {}): Beside => ({
  buckets: bucketsOf(session),
  timeline: [],
  reserved_at: null,
  ...told,
});

const minutes = (periods: readonly Period[], kind: string): number =>
  periods.reduce((s, p) => s + (p.kind === kind ? p.to - p.from : 0), 0) / 60_000;

const energy = (periods: readonly Period[]): number =>
  periods.reduce((sum, { energy_mwh }) => sum + energy_mwh, 0);

const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);

const outline = (periods: readonly Period[]): readonly string[] => {
  const lines: string[] = [];
  for (const { from, to, kind } of periods) {
    const last = lines.at(-1);
    if (last?.endsWith(`${clock(from)} ${kind}`) === true)
      lines[lines.length - 1] = `${last.slice(0, 6)}${clock(to)} ${kind}`;
    else lines.push(`${clock(from)}-${clock(to)} ${kind}`);
  }
  return lines;
};

const paused = row({ charging_s: 2_400_000, suspended_ev_s: 600_000, idle_s: 600_000 });

test('a session that charges, pauses by the car, charges and stands has its pauses in place', () => {
  const { periods, placed, unexplained_mwh } = periodsOf(
    paused,
    beside(paused, {
      timeline: timeline(
        '13:00',
        ['11:50', 'occupied', 'Preparing'],
        ['12:00', 'charging', 'Charging'],
        ['12:20', 'occupied', 'SuspendedEV'],
        ['12:30', 'charging', 'Charging'],
        ['12:50', 'occupied', 'Finishing'],
      ),
    }),
  );
  expect([placed, unexplained_mwh]).toEqual(['told', 0]);
  expect(outline(periods)).toEqual([
    '12:00-12:20 charging',
    '12:20-12:30 parking',
    '12:30-12:50 charging',
    '12:50-13:00 parking',
  ]);
  expect(energy(periods)).toBe(20_000_000);
});

test('where the timeline says nothing, parking comes after charging and lasts as the row says', () => {
  const { periods, placed } = periodsOf(paused, beside(paused));
  expect(placed).toBe('assumed');
  expect(outline(periods)).toEqual(['12:00-12:40 charging', '12:40-13:00 parking']);
});

test('an OCPP 2 port that is only Occupied while the car pauses is parked then', () => {
  const session = row({ charging_s: 2_400_000, suspended_ev_s: 1_200_000 });
  const told = timeline(
    '13:00',
    ['12:00', 'charging', 'Charging'],
    ['12:40', 'occupied', 'Occupied'],
  );
  const { periods, placed } = periodsOf(session, beside(session, { timeline: told }));
  expect([placed, minutes(periods, 'parking')]).toEqual(['told', 20]);
});

test('time suspended by the station is charging time: the car asks for power then', () => {
  const session = row({ charging_s: 1_800_000, suspended_evse_s: 1_800_000 });
  const { periods } = periodsOf(session, beside(session));
  expect([minutes(periods, 'charging'), minutes(periods, 'parking')]).toEqual([60, 0]);
});

test('energy of a quarter in which the car charged and parked is of the charging', () => {
  const session = row({ ended_at: on('12:15'), charging_s: 600_000, idle_s: 300_000 });
  const { periods } = periodsOf(session, beside(session));
  expect(periods.map(({ kind, energy_mwh }) => [kind, energy_mwh])).toEqual([
    ['charging', 20_000_000],
    ['parking', 0],
  ]);
});

test('a used reservation comes before the session, and holds no energy', () => {
  const session = row();
  const { periods } = periodsOf(session, beside(session, { reserved_at: on('11:40') }));
  expect(periods[0]).toMatchObject({ kind: 'reservation', energy_mwh: 0 });
  expect(minutes(periods, 'reservation')).toBe(20);
});

test('a session that ended the moment it began keeps its energy', () => {
  const session = row({ ended_at: on('12:00'), charging_s: 0 });
  expect(energy(periodsOf(session, beside(session)).periods)).toBe(20_000_000);
});

test('energy that no bucket holds is told, and not made up', () => {
  const session = row();
  const { unexplained_mwh } = periodsOf(session, beside(session, { buckets: [] }));
  expect(unexplained_mwh).toBe(20_000_000);
});

test('whatever is told of a session, its periods have its energy and its time', () => {
  const words = ['Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Occupied', 'offline'];
  const spans = fc.array(
    fc.tuple(fc.integer({ min: -5_000_000, max: 9_000_000 }), fc.constantFrom(...words)),
    { maxLength: 8 },
  );
  const parts = fc.array(fc.integer({ min: 0, max: 4_000_000 }), { minLength: 5, maxLength: 5 });
  const energies = fc.integer({ min: 0, max: 90_000_000 });
  fc.assert(
    fc.property(parts, energies, spans, (times, energy_wh, told) => {
      const [charging_s = 0, suspended_ev_s = 0, suspended_evse_s = 0, idle_s = 0, unknown_s = 0] =
        times;
      const length = times.reduce((sum, time) => sum + time, 0);
      const ended_at = on('12:00') + length;
      const columns = { charging_s, suspended_ev_s, suspended_evse_s, idle_s, unknown_s };
      const session = row({ ended_at, energy_wh, ...columns });
      const line = told.map(([at, cause]) => ({
        started_at: on('12:00') + at,
        ended_at: null,
        state: cause === 'Charging' ? 'charging' : 'occupied',
        cause,
      }));
      const { periods } = periodsOf(session, beside(session, { timeline: line }));
      expect(energy(periods)).toBe(energy_wh);
      expect(minutes(periods, 'parking') * 60_000).toBeCloseTo(suspended_ev_s + idle_s, 3);
      const total = minutes(periods, 'parking') + minutes(periods, 'charging');
      expect(total * 60_000).toBeCloseTo(length, 3);
    }),
  );
});
