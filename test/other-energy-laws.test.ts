// Laws of energy beside the import register: what vehicles feed back, and reactive energy, adds up.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OtherQuantity } from '../processors/facts/meter.ts';
import type { Tape } from '../processors/tape.ts';
import { tape } from '../processors/tape.ts';
import type { Row } from '../schemas/table.ts';
import { foldTape } from './folded-tape.ts';

const registers = [
  ['Energy.Active.Export.Register', 'Wh', 'exported'],
  ['Energy.Reactive.Import.Register', 'varh', 'reactive_imported'],
  ['Energy.Reactive.Export.Register', 'varh', 'reactive_exported'],
] as const satisfies readonly (readonly [string, string, OtherQuantity])[];

interface Reading {
  readonly minutes: number;
  /** What each register moves by, thousandths of its unit. */
  readonly moves: readonly number[];
  readonly twice: boolean;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  minutes: fc.integer({ min: 1, max: 40 }),
  moves: fc.array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 3, maxLength: 3 }),
  twice: fc.boolean(),
});

interface History {
  readonly readings: readonly Reading[];
  /** The session runs from before one reading until after another. */
  readonly starts: number;
  readonly lasts: number;
}

const history: fc.Arbitrary<History> = fc.record({
  readings: fc.array(reading, { minLength: 2, maxLength: 30 }),
  starts: fc.nat(30),
  lasts: fc.nat(30),
});

const instant = (minute: number): string =>
  new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString();

const text = (thousandths: number): string => (thousandths / 1000).toFixed(3);

/** What a history is worth by quantity: all of it, and what of it began and ended in the session. */
interface Told {
  readonly tape: Tape;
  readonly moved: readonly number[];
  readonly inSession: readonly number[];
}

const tell = ({ readings, starts, lasts }: History): Told => {
  let said = tape('ocpp1.6').connected('00:00:00');
  let minute = 0;
  const levels = [7_000_000, 0, 12_345];
  const moved = [0, 0, 0];
  const inSession = [0, 0, 0];
  let began: number | null = null;
  let over = false;
  let lastAt = -1;
  readings.forEach((one, index) => {
    if (index === starts) {
      began = ++minute;
      const start = { connectorId: 1, idTag: 'T', meterStart: 0, timestamp: instant(minute) };
      said = said.call('01:00:00', 'StartTransaction', start, { transactionId: 7 });
    }
    minute += one.minutes;
    one.moves.forEach((move, which) => {
      levels[which] = (levels[which] ?? 0) + move;
      if (index === 0) return;
      moved[which] = (moved[which] ?? 0) + move;
      if (began !== null && !over && lastAt >= began)
        inSession[which] = (inSession[which] ?? 0) + move;
    });
    lastAt = minute;
    const sampledValue = registers.map(([measurand, unit], which) => ({
      measurand,
      unit,
      value: text(levels[which] ?? 0),
    }));
    const meterValue = [{ timestamp: instant(minute), sampledValue }];
    const payload = { connectorId: 1, meterValue };
    for (let times = one.twice ? 2 : 1; times > 0; times--) {
      said = said.call('01:00:00', 'MeterValues', payload, {});
    }
    if (began !== null && !over && index === starts + lasts) {
      over = true;
      const stop = { transactionId: 7, meterStop: 0, timestamp: instant(++minute) };
      said = said.call('01:00:00', 'StopTransaction', stop, {});
    }
  });
  return { tape: said, moved, inSession };
};

const sum = (rows: readonly Row[]): number =>
  rows.reduce((total, row) => total + Number(row['amount']), 0);

test('the buckets of a quantity sum to what its register moved, with sessions and without', () => {
  fc.assert(
    fc.property(history, (order) => {
      const told = tell(order);
      const rows = foldTape(told.tape).rows('other_energy');
      registers.forEach(([, unit, quantity], which) => {
        const own = rows.filter((row) => row['quantity'] === quantity);
        expect(sum(own)).toBe(told.moved[which]);
        expect(own.every((row) => row['unit'] === unit)).toBe(true);
        expect(own.every((row) => Number(row['amount']) > 0)).toBe(true);
      });
    }),
    { numRuns: 150 },
  );
});

test('a session is given what moved between readings within it, and no more', () => {
  fc.assert(
    fc.property(history, (order) => {
      const told = tell(order);
      const rows = foldTape(told.tape).rows('other_energy');
      registers.forEach(([, , quantity], which) => {
        const own = rows.filter((row) => row['quantity'] === quantity && row['session_id'] !== '');
        expect(sum(own)).toBe(told.inSession[which]);
      });
    }),
    { numRuns: 150 },
  );
});

test('none of it is counted as imported', () => {
  fc.assert(
    fc.property(history, (order) => {
      expect(foldTape(tell(order).tape).rows('session_energy')).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
