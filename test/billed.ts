// Sessions for tests of billing: a row as the table has it, its energy and its timeline.

import { offsetAt } from '../api/zone.ts';
import type { BillableSession, Terms } from '../lib/billing/bill.ts';
import type { CdrLocation } from '../lib/billing/cdr.ts';
import type { TariffAssignment, TariffVersion } from '../lib/billing/choose-tariff.ts';
import type { EnergyBucket, SessionRow, TimelineSpan } from '../lib/billing/session.ts';
import type { Tariff } from '../lib/tariff/tariff.ts';
import { floorTo, minute_ms } from '../lib/time.ts';

/** An instant of 10 June 2026, a Wednesday. */
export const on = (clock: string): number => Date.parse(`2026-06-10T${clock}:00Z`);

export const row = (told: Partial<SessionRow> = {}): SessionRow => ({
  tenant: 'default',
  station_id: 'CS-1',
  session_id: 'session-1',
  kind: 'transaction',
  port: 1,
  connector_id: 1,
  transaction_id: '77',
  state: 'ended',
  started_at: on('12:00'),
  ended_at: on('13:00'),
  estimated: false,
  energy_wh: 20_000_000,
  charging_s: 3_600_000,
  suspended_ev_s: 0,
  suspended_evse_s: 0,
  idle_s: 0,
  unknown_s: 0,
  id_token: 'TOKEN-1',
  token_type: '',
  auth_method: 'rfid',
  auth_verdict: 'Accepted',
  ...told,
});

const quarter_ms = 15 * minute_ms;

/** The energy of a session in equal shares by quarters of an hour, the rest in the first. */
export const bucketsOf = ({ started_at, ended_at, energy_wh }: SessionRow): EnergyBucket[] => {
  const buckets: EnergyBucket[] = [];
  const end = Math.max(ended_at ?? started_at, started_at + 1);
  for (let at = floorTo(started_at, quarter_ms); at < end; at += quarter_ms)
    buckets.push({ bucket_start: at, energy_wh: 0 });
  const share = Math.floor(energy_wh / buckets.length);
  return buckets.map(({ bucket_start }, index) => ({
    bucket_start,
    energy_wh: index === 0 ? energy_wh - share * (buckets.length - 1) : share,
  }));
};

/** Statuses of a port one after the other, the last one until an end. */
export const timeline = (
  end: string,
  ...told: readonly (readonly [clock: string, state: string, cause: string])[]
): TimelineSpan[] =>
  told.map(([clock, state, cause], index) => ({
    started_at: on(clock),
    ended_at: on(told[index + 1]?.[0] ?? end),
    state,
    cause,
  }));

/** A place in Berlin with one port. */
export const location: CdrLocation = {
  id: 'SITE-1',
  name: 'North car park',
  address: 'Street 1',
  city: 'Berlin',
  postal_code: '10115',
  country: 'DEU',
  coordinates: { latitude: '52.520008', longitude: '13.404954' },
  evse_uid: 'CS-1-1',
  evse_id: 'DE*ABC*E1',
  connector_id: '1',
  connector_standard: 'IEC_62196_T2',
  connector_format: 'SOCKET',
  connector_power_type: 'AC_3_PHASE',
};

export const billable = (
  told: Partial<SessionRow> = {},
  more: Partial<BillableSession> = {},
): BillableSession => {
  const session = row(told);
  return {
    session,
    beside: { buckets: bucketsOf(session), timeline: [], reserved_at: null },
    doubts: [],
    site: { site_id: 'SITE-1', location, offsetAt: (at) => offsetAt(at, 'Europe/Berlin') },
    ...more,
  };
};

export const version = (tariff: Tariff, told: Partial<TariffVersion> = {}): TariffVersion => ({
  tariff,
  valid_from: 0,
  valid_to: null,
  recorded_at: 0,
  ...told,
});

export const assigned = (told: Partial<TariffAssignment> = {}): TariffAssignment => ({
  tariff_id: '20',
  site_id: '',
  station_id: '',
  port: 0,
  valid_from: 0,
  valid_to: null,
  recorded_at: 0,
  ...told,
});

export const termsOf = (tariff: Tariff): Terms => ({
  party: { country_code: 'DE', party_id: 'ABC' },
  tariffs: [version(tariff)],
  assignments: [assigned()],
});
