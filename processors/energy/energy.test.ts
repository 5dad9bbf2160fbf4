// What the room `energy` promises.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floorTo } from '../../lib/time.ts';
import type { FactOf } from '../facts.ts';
import { given } from '../spec.ts';
import room from './index.ts';
import { bucket_ms, shareOf, sharesOf } from './shares.ts';
import { sessionEnergy } from './table.ts';

/** The room without its hours, of which `hours.test.ts` tells. */
const energy: typeof room = {
  ...room,
  step: (...told) => {
    const step = room.step(...told);
    return { ...step, rows: step.rows.filter(({ table }) => table === sessionEnergy) };
  },
};

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const span = (from: string, to: string, energy_mwh: number): FactOf<'EnergyDelivered'> => ({
  type: 'EnergyDelivered',
  at: at(to),
  port: 1,
  sessionId: 's1',
  from: at(from),
  to: at(to),
  energy_mwh,
  registerFrom_mwh: 0,
  registerTo_mwh: energy_mwh,
});

test('energy within a quarter of an hour is one bucket', () => {
  given(energy)
    .when(span('10:01:00', '10:14:00', 5_000))
    .thenRows({ bucket_start: at('10:00:00'), session_id: 's1', energy_wh: 5_000 });
});

test('energy over a border is shared in proportion to time', () => {
  given(energy)
    .when(span('10:10:00', '10:25:00', 9_000))
    .thenRows(
      { bucket_start: at('10:00:00'), energy_wh: 3_000 },
      { bucket_start: at('10:15:00'), energy_wh: 6_000 },
    );
});

test('a later reading in the same quarter gives the bucket its whole energy, not a difference', () => {
  given(energy, span('10:00:00', '10:05:00', 1_000))
    .when(span('10:05:00', '10:10:00', 250))
    .thenRows({ bucket_start: at('10:00:00'), energy_wh: 1_250 });
});

test('energy up to exactly the border belongs to the quarter that ends there', () => {
  given(energy)
    .when(span('10:05:00', '10:15:00', 700))
    .thenRows({ bucket_start: at('10:00:00'), energy_wh: 700 });
});

test('energy without a session is kept apart from that of a session', () => {
  given(energy, span('10:00:00', '10:05:00', 1_000))
    .when({ ...span('10:05:00', '10:06:00', 40), sessionId: null })
    .thenRows({ bucket_start: at('10:00:00'), session_id: '', energy_wh: 40 });
});

test('no energy is no row', () => {
  given(energy)
    .when(span('10:00:00', '10:05:00', 0))
    .thenNothing();
});

test('shares are never negative and sum exactly to the span, whatever its length', () => {
  const spans = fc.record({
    from: fc.integer({ min: 0, max: 10 * bucket_ms }),
    length: fc.integer({ min: 0, max: 40 * bucket_ms }),
    energy_mwh: fc.integer({ min: 0, max: 10 ** 12 }),
  });
  fc.assert(
    fc.property(spans, ({ from, length, energy_mwh }) => {
      const shares = sharesOf({ from, to: from + length, energy_mwh });
      const sum = shares.reduce((total, share) => total + share.energy_mwh, 0);
      expect(sum).toBe(energy_mwh);
      expect(shares.every((share) => share.energy_mwh > 0)).toBe(true);
      const whole = { from, to: from + length, energy_mwh };
      for (const { bucketStart, energy_mwh: share } of shares)
        expect(shareOf(whole, bucketStart)).toBe(share);
      expect(shareOf(whole, floorTo(from, bucket_ms) - bucket_ms)).toBe(0);
    }),
  );
});
