// The state of a station stays small however long it is in service, and whatever it says.

import { describe, expect, test } from 'vitest';
import { findRooms } from '../app/rooms.ts';
import type { StationFold } from '../processors/fold.ts';
import { foldOver } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { busyPort, state_bytes_max } from './busy-port.ts';
import type { BusyPort } from './busy-port.ts';

const fold = foldOver(await findRooms());

/** Sizes of the stored state in the middle and at the end, and the largest between. */
const sizes = (events: readonly OcppEvent[]) => {
  let station: StationFold = fold.initial;
  const all = events.map((event, offset) => {
    station = fold.step(station, event, offset).station;
    return offset % 100 === 0 ? Buffer.byteLength(JSON.stringify(station)) : 0;
  });
  return { events: all.length, largest: Math.max(...all) };
};

const lives: readonly (readonly [string, BusyPort])[] = [
  ['an honest station of OCPP 1.6', { days: 30, protocol: 'ocpp1.6' }],
  ['an honest station of OCPP 2.0.1', { days: 30, protocol: 'ocpp2.0.1' }],
  [
    'a station that never ends a session and tells each start twice',
    { days: 20, protocol: 'ocpp1.6', quirks: ['missing-stop', 'repeated-start', 'flapping'] },
  ],
  [
    'a station whose every session begins without a start',
    { days: 30, protocol: 'ocpp2.0.1', quirks: ['missing-start', 'junk-registers', 'boot-loop'] },
  ],
  [
    'a station that reuses all ids, resets its register and talks junk',
    {
      days: 30,
      protocol: 'ocpp1.6',
      quirks: ['register-per-transaction', 'reused-transaction-ids', 'broken-json', 'junk-values'],
    },
  ],
];

describe('the state of one station, stored, stays below 64 KB', { timeout: 60_000 }, () => {
  test.each(lives)('of %s', (_, order) => {
    const { events, largest } = sizes([...busyPort(order)]);
    expect(events).toBeGreaterThan(1_000);
    expect(largest).toBeLessThan(state_bytes_max);
  });

  test('and does not grow with the years', () => {
    const life = (days: number) => sizes([...busyPort({ days, protocol: 'ocpp1.6' })]).largest;
    expect(life(40)).toBeLessThan(life(15) * 1.5);
  });
});
