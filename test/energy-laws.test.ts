// Laws of energy over generated registers: whatever a station garbles, what it delivered adds up.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRooms } from '../app/rooms.ts';
import { foldOver } from '../processors/fold.ts';
import type { Tape } from '../processors/tape.ts';
import { tape } from '../processors/tape.ts';
import type { Row } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';

const fold = foldOver(await findRooms());

const tablesOf = ({ events }: Tape) => {
  let station = fold.initial;
  const tables = new Map<string, { readonly name: string; readonly row: Row }>();
  events.forEach((event, offset) => {
    const folded = fold.step(station, event, offset);
    station = folded.station;
    for (const { table, row } of folded.rows) {
      tables.set(table.name + rowKey(table, row), { name: table.name, row });
    }
  });
  const rows = (name: string): readonly Row[] =>
    [...tables.values()].filter((one) => one.name === name).map((one) => one.row);
  return { rows, station };
};

const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0);

interface Sampled {
  readonly wh: number;
  readonly minutes: number;
  /** What is said instead; null where the truth is. */
  readonly garbage: number | null;
  readonly twice: boolean;
}

const sampled: fc.Arbitrary<Sampled> = fc.record({
  wh: fc.integer({ min: 0, max: 3_000 }),
  minutes: fc.integer({ min: 1, max: 25 }),
  garbage: fc.option(fc.constantFrom(0, 1, 4_294_967_295, 900_000_000), { freq: 5 }),
  twice: fc.boolean(),
});

const instant = (minute: number): string =>
  new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString();

const register0_wh = 16_000_000;

interface World {
  readonly tape: Tape;
  readonly minute: number;
  readonly register_wh: number;
  readonly garbled: boolean;
}

/** Says a reading; garbage only after a true one, so that it is a glitch and no new level. */
const say = (world: World, one: Sampled): World => {
  const minute = world.minute + one.minutes;
  const register_wh = world.register_wh + one.wh;
  const garbled = one.garbage !== null && !world.garbled;
  const value = String(garbled ? one.garbage : register_wh);
  const meterValue = [{ timestamp: instant(minute), sampledValue: [{ value }] }];
  const payload = { connectorId: 1, transactionId: 7, meterValue };
  const once = world.tape.call('10:00:00', 'MeterValues', payload, {});
  const said = one.twice && !garbled ? once.call('10:00:00', 'MeterValues', payload, {}) : once;
  return { tape: said, minute, register_wh, garbled };
};

const history = (readings: readonly Sampled[], stopAfter: number) => {
  const start = { connectorId: 1, idTag: 'T', meterStart: register0_wh, timestamp: instant(0) };
  const begun = tape('ocpp1.6').call('09:00:00', 'StartTransaction', start, { transactionId: 7 });
  let world: World = { tape: begun, minute: 0, register_wh: register0_wh, garbled: false };
  let atStop_wh = 0;
  const stop = (): void => {
    const timestamp = instant(world.minute + 1);
    atStop_wh = world.register_wh;
    const payload = { transactionId: 7, meterStop: atStop_wh, timestamp };
    const said = world.tape.call('10:00:00', 'StopTransaction', payload, {});
    world = { ...world, tape: said, minute: world.minute + 1, garbled: false };
  };
  readings.forEach((one, index) => {
    world = say(world, one);
    if (index === stopAfter) stop();
  });
  if (stopAfter >= readings.length) stop();
  // A last true reading, so that nothing is held back any more.
  world = say(world, { wh: 0, minutes: 1, garbage: null, twice: false });
  return { tape: world.tape, atStop_wh, end_wh: world.register_wh };
};

test('sessions and unattributed energy sum exactly to what the register moved, garbled or not', () => {
  const readings = fc.array(sampled, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(readings, fc.nat(40), (all, stopAfter) => {
      const { tape: said, atStop_wh, end_wh } = history(all, stopAfter);
      const { rows } = tablesOf(said);
      const session_mwh = total(rows('sessions'), 'energy_wh');
      expect(session_mwh).toBe((atStop_wh - register0_wh) * 1000);
      expect(total(rows('session_energy'), 'energy_wh')).toBe((end_wh - register0_wh) * 1000);
      for (const row of rows('session_energy')) expect(row['energy_wh']).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

/** The whole state of a station, as it is stored. */
const state_bytes_max = 64 * 1024;

test('a station of many garbled ports is remembered in under 64 KB', () => {
  let said = tape('ocpp1.6').connected('09:00:00');
  const registers = [
    'Energy.Active.Import.Register',
    'Energy.Active.Export.Register',
    'Energy.Reactive.Import.Register',
    'Energy.Reactive.Export.Register',
  ];
  for (const wh of [900_000_000, 1, 2, 950_000_000]) {
    for (let connectorId = 1; connectorId <= 60; connectorId++) {
      const sampledValue = [
        ...registers.map((measurand) => ({ value: String(wh), measurand })),
        { value: '11000', measurand: 'Power.Active.Import' },
      ];
      const meterValue = [{ timestamp: instant(wh % 7), sampledValue }];
      said = said.call('10:00:00', 'MeterValues', { connectorId, meterValue }, {});
    }
  }
  const { station } = tablesOf(said);
  expect(JSON.stringify(station).length).toBeLessThan(state_bytes_max);
});
