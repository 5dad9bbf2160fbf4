// Laws of energy by hour over ports at which anything happens: sessions can be counted by it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hour_ms, minute_ms } from '../lib/time.ts';
import room from '../processors/energy/index.ts';
import { energyHours, type sessionEnergy } from '../processors/energy/table.ts';
import type { FactOf } from '../processors/facts.ts';
import { redrawn, spansHeld, within, type Span } from '../processors/trail.ts';
import type { RowOf } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import { hoursOfQuarters, sessionsCounted, sessionsDistinct } from './hours-of-quarters.ts';

type Told = FactOf<'EnergyDelivered' | 'EnergyRedrawn'>;

const delivered = ([from, to, energy_mwh, sessionId]: Span): Told => ({
  type: 'EnergyDelivered',
  at: to,
  port: 1,
  sessionId: sessionId === '' ? null : sessionId,
  from,
  to,
  energy_mwh,
  registerFrom_mwh: null,
  registerTo_mwh: null,
});

const redraw = (withdrawn: readonly Span[], drawn: readonly Span[]): Told => ({
  type: 'EnergyRedrawn',
  at: withdrawn[0]?.[0] ?? 0,
  port: 1,
  withdrawn,
  drawn,
});

/** What happens at a port: energy, a span parted, or given to a session or taken from it. */
interface Happening {
  readonly does: 'deliver' | 'deliver again' | 'part' | 'claim';
  readonly pause: number;
  readonly minutes: number;
  readonly energy_mwh: number;
  /** Of none while a session is open, as where nobody told of it; to be claimed later. */
  readonly ofNone: boolean;
  /** How many sessions back the one is that claims; the newest is 0. */
  readonly back: number;
  readonly place: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  does: fc.constantFrom('deliver', 'deliver', 'deliver again', 'part', 'claim'),
  pause: fc.constantFrom(0, 0, 0, 20, 200),
  minutes: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 900 })),
  energy_mwh: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 10 ** 8 })),
  ofNone: fc.boolean(),
  back: fc.nat(2),
  place: fc.nat(7),
});

/** A port as interpretation remembers it, and what it told. */
interface Port {
  readonly until: number;
  readonly session: number;
  readonly spans: readonly Span[];
  readonly told: readonly Told[];
}

const held = (spans: readonly Span[]) => within(spansHeld(1), spans).spans;

const happen = (port: Port, { does, back, place, ...one }: Happening): Port => {
  if (does === 'deliver' || does === 'deliver again') {
    const session = does === 'deliver' && one.pause > 0 ? port.session + 1 : port.session;
    const from = port.until + one.pause * minute_ms;
    const until = from + one.minutes * minute_ms;
    const owner = one.ofNone ? '' : `s${session}`;
    const next: Span = [from, until, one.energy_mwh, owner, null, null];
    const spans = held([...port.spans, next]);
    return { until, session, spans, told: [...port.told, delivered(next)] };
  }
  const old = port.spans[place % Math.max(1, port.spans.length)];
  if (old === undefined) return port;
  const [from, to, energy_mwh, sessionId] = old;
  const middle = from + Math.floor((to - from) / 3);
  const part_mwh = Math.min(energy_mwh, one.energy_mwh);
  const parts: readonly Span[] = [
    [from, middle, part_mwh, sessionId, null, null],
    [middle, to, energy_mwh - part_mwh, sessionId, null, null],
  ];
  const owner = sessionId === '' ? `s${Math.max(0, port.session - back)}` : '';
  const claimed: Span = [from, to, energy_mwh, owner, null, null];
  const drawn = does === 'part' ? parts.filter((part) => part[2] > 0) : [claimed];
  const spans = held(redrawn(port.spans, [old], drawn) ?? []);
  return { ...port, spans, told: [...port.told, redraw([old], drawn)] };
};

/** The rows of both tables as they stand after all that was told; the state is stored in between. */
const tablesOf = (told: readonly Told[]) => {
  let state = room.initial;
  const quarters = new Map<string, RowOf<typeof sessionEnergy>>();
  const byHour = new Map<string, RowOf<typeof energyHours>>();
  const context = { tenant: 't', stationId: 'A', eventId: 'c/1', receivedAt: 0, offset: 1 };
  for (const fact of told) {
    const step = room.step(JSON.parse(JSON.stringify(state)) as typeof state, fact, context);
    state = step.state;
    for (const { table, row } of step.rows)
      if (table === energyHours) byHour.set(rowKey(table, row), row as RowOf<typeof energyHours>);
      else quarters.set(rowKey(table, row), row as RowOf<typeof sessionEnergy>);
  }
  return { quarters: [...quarters.values()], hours: [...byHour.values()], state };
};

const start = Date.UTC(2026, 2, 1, 0, 10);

describe('over ports at which anything happens', () => {
  const holds = (law: (told: readonly Told[]) => void): void =>
    fc.assert(
      fc.property(fc.array(happening, { minLength: 1, maxLength: 60, size: 'max' }), (all) => {
        const begun: Port = { until: start, session: 0, spans: [], told: [] };
        law(all.reduce(happen, begun).told);
      }),
      { numRuns: 150 },
    );

  test('hours are those that the quarters make, with the hour before of each', () =>
    holds((told) => {
      const tables = tablesOf(told);
      expect(tables.hours.toSorted(byKey)).toEqual(
        hoursOfQuarters(tables.quarters).toSorted(byKey),
      );
    }));

  test('sessions counted by the hour before are the sessions with energy, in windows of any length', () =>
    holds((told) => {
      const tables = tablesOf(told);
      for (const length_ms of [hour_ms, 5 * hour_ms, 24 * hour_ms, 700 * hour_ms])
        expect(sessionsCounted(tables.hours, length_ms)).toEqual(
          sessionsDistinct(tables.quarters, length_ms),
        );
    }));
});

const byKey = (a: RowOf<typeof energyHours>, b: RowOf<typeof energyHours>): number =>
  a.hour_start - b.hour_start || (a.session_id < b.session_id ? -1 : 1);
