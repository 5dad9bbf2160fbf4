// Bills that CitrineOS got wrong, as frames of our own with the right answer.

import { expect, test } from 'vitest';
import { priceUnder } from '../../lib/billing/bill.ts';
import type { EnergyBucket, SessionRow, TimelineSpan } from '../../lib/billing/session.ts';
import { explained } from '../../lib/tariff/explained.ts';
import type { Tariff } from '../../lib/tariff/tariff.ts';
import { tape, type Tape } from '../../processors/tape.ts';
import { component, simple, totals, utc } from '../tariffs.ts';
import { event2, start16, stop16 } from './conversations.ts';
import { tablesOfTape } from './tables-of-tape.ts';

/** The price of the one session of a tape. */
const pricedTape = (told: Tape, tariff: Tariff) => {
  const { sessions, energy, availability } = tablesOfTape(told);
  const session = sessions[0] as unknown as SessionRow;
  const own = energy.filter((row) => row['session_id'] === session.session_id);
  const buckets = own as unknown as readonly EnergyBucket[];
  const timeline = availability as unknown as readonly TimelineSpan[];
  const beside = { buckets, timeline, reserved_at: null };
  const priced = priceUnder({ session, beside, doubts: [] }, tariff, utc);
  if ('reason' in priced) throw new Error(priced.says);
  return priced.price;
};

const charges = (chargingState: string) => ({
  transactionInfo: { transactionId: 'T-1', chargingState },
});

test('CitrineOS #225: an hour of standing after an hour of charging is no charging time', () => {
  const told = tape('ocpp2.0.1')
    .connected('09:59:00')
    .call('10:00:00', 'TransactionEvent', {
      ...event2('Started', ['10:00:00', 0]),
      ...charges('Charging'),
      idToken: { idToken: 'TOKEN', type: 'ISO14443' },
    })
    .call('11:00:00', 'TransactionEvent', {
      ...event2('Updated', ['11:00:00', 10_000], { seqNo: 1 }),
      ...charges('SuspendedEV'),
    })
    .call('12:00:00', 'TransactionEvent', {
      ...event2('Ended', ['12:00:00', 10_000], { seqNo: 2 }),
      transactionInfo: { transactionId: 'T-1', stoppedReason: 'EVDisconnected' },
    });
  expect(totals(pricedTape(told, simple(component('TIME', 3))))).toBe('3.00 / 3.00');
  const both = simple(component('TIME', 3), component('PARKING_TIME', 1.5));
  expect(explained(pricedTape(told, both))).toEqual([
    'Charging time; element 1: 60 min at 3/h; 3.0000 / 3.0000',
    'Parking time; element 1: 60 min at 1.5/h; 1.5000 / 1.5000',
    'Total 4.50 / 4.50 EUR',
  ]);
});

test('CitrineOS #903: a session of 50 kWh costs 25.20, and 30.24 with tax, not 22.50', () => {
  const vat = { vat: 20 };
  const tariff = simple(
    component('FLAT', 1.5, vat),
    component('ENERGY', 0.45, vat),
    component('TIME', 1.2, vat),
  );
  const told = tape('ocpp1.6')
    .connected('09:59:00')
    .call('10:00:00', 'StartTransaction', start16('10:00:00', 0), { transactionId: 7 })
    .call('10:00:00', 'StatusNotification', {
      connectorId: 1,
      status: 'Charging',
      errorCode: 'NoError',
    })
    .call('11:00:00', 'StopTransaction', stop16('11:00:00', 50_000), {});
  expect(totals(pricedTape(told, tariff))).toBe('25.20 / 30.24');
});
