// The fold of a station: what makes it known, and what does not.

import { expect, test } from 'vitest';

import { findRooms } from '../app/rooms.ts';
import { foldOver } from './fold.ts';
import { tape } from './tape.ts';

const fold = foldOver(await findRooms());

test('a refused handshake makes no station known, whatever name it came under', () => {
  const { events } = tape('').add('10:00:00', { kind: 'REFUSED', refusal: 'no subprotocol' });
  for (const event of events) expect(fold.step(fold.initial, event, 0).station).toBe(fold.initial);
});

test('an event that was folded in already is passed over', () => {
  const [event] = tape('ocpp1.6').connected('10:00:00').events;
  if (event === undefined) throw new Error('the tape is empty');
  const once = fold.step(fold.initial, event, 5);
  expect(once.rows).not.toEqual([]);
  expect(fold.step(once.station, event, 5)).toEqual({ station: once.station, rows: [] });
});
