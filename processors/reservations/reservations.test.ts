// What the room `reservations` promises, from the frames of a tape to its rows.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/fold-tape.ts';
import type { Tape } from '../tape.ts';
import { at, iso, tape } from '../tape.ts';

const reservations = (one: Tape) => foldTape(one).rows('reservations');
const open16 = tape('ocpp1.6').connected('10:00:00');
const open2 = tape('ocpp2.0.1').connected('10:00:00');
const accepted = { status: 'Accepted' };

const reserve16 = (reservationId: number, connectorId = 1) =>
  ['ReserveNow', { reservationId, connectorId, idTag: 'A', expiryDate: iso('11:00:00') }] as const;

const reserved = open16.ask('10:00:10', ...reserve16(3)).reply('10:00:11', accepted);

test('a reservation is used by the transaction that names it', () => {
  const used = reserved.call('10:20:00', 'StartTransaction', {
    connectorId: 1,
    idTag: 'A',
    meterStart: 0,
    reservationId: 3,
    timestamp: iso('10:20:00'),
  });
  expect(reservations(used)).toMatchObject([
    {
      reservation_id: '3',
      port: 1,
      state: 'used',
      expires_at: at('11:00:00'),
      ended_at: at('10:20:00'),
    },
  ]);
});

test('a refused reservation never was one', () => {
  const refused = open16.ask('10:00:10', ...reserve16(3)).reply('10:00:11', { status: 'Occupied' });
  expect(reservations(refused)).toMatchObject([{ state: 'refused', status: 'Occupied' }]);
});

test('a cancellation counts once the station agrees', () => {
  const cancel = ['CancelReservation', { reservationId: 3 }] as const;
  const kept = reserved.ask('10:05:00', ...cancel).reply('10:05:01', { status: 'Rejected' });
  expect(reservations(kept)).toMatchObject([{ state: 'active', ended_at: null }]);
  const gone = kept.ask('10:06:00', ...cancel).reply('10:06:01', accepted);
  expect(reservations(gone)).toMatchObject([{ state: 'cancelled', ended_at: at('10:06:01') }]);
});

test('the same id accepted again takes the place of the reservation before', () => {
  const again = reserved.ask('10:10:00', ...reserve16(3, 2)).reply('10:10:01', accepted);
  expect(reservations(again)).toMatchObject([
    { port: 1, state: 'removed' },
    { port: 2, state: 'active' },
  ]);
});

test('a 2.x station says how a reservation ended', () => {
  const expired = open2
    .ask('10:00:10', 'ReserveNow', {
      id: 9,
      evseId: 2,
      idToken: { idToken: 'A', type: 'Central' },
      expiryDateTime: iso('10:30:00'),
    })
    .reply('10:00:11', accepted)
    .call('10:30:00', 'ReservationStatusUpdate', {
      reservationId: 9,
      reservationUpdateStatus: 'Expired',
    });
  expect(reservations(expired)).toMatchObject([{ port: 2, state: 'expired', status: 'Expired' }]);
});
