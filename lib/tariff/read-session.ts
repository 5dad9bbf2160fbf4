// Reads a session to be priced from JSON, for those who try a tariff out before it is used.

import {
  at,
  fault,
  fieldsOf,
  instantAt,
  isAbsent,
  itemsOf,
  numberAt,
  optional,
  wordAt,
  type Fault,
  type Place,
} from './place.ts';
import { periods_max, sessionFault, type Period, type PricedSession } from './session.ts';

const periodAt = (place: Place): readonly Period[] => {
  const known = ['start_date_time', 'end_date_time', 'kind', 'kwh', 'amperes'];
  if (fieldsOf(place, known) === null) return [];
  const from = instantAt(at(place, 'start_date_time'));
  const to = instantAt(at(place, 'end_date_time'));
  const kind = wordAt(at(place, 'kind'), ['charging', 'parking', 'reservation']);
  const kwh_e4 = optional(at(place, 'kwh'), (p) => numberAt(p, 0, 10_000)) ?? 0;
  const current_e4 = optional(at(place, 'amperes'), (p) => numberAt(p, 0, 100_000));
  if (from === null || to === null || kind === null) return [];
  return [{ from, to, kind, energy_mwh: kwh_e4 * 100, current_e4 }];
};

export type ReadSession =
  { readonly session: PricedSession } | { readonly faults: readonly Fault[] };

type OffsetAt = PricedSession['offsetAt'];

/**
 * Reads `{ time_zone, reservation_expired?, periods: [{ start_date_time, end_date_time, kind, kwh,
 * amperes }] }`; `zoneOf` knows the time zones, and says null to a name that is none.
 */
export const readSession = (
  json: unknown,
  zoneOf: (name: string) => OffsetAt | null,
): ReadSession => {
  const faults: Fault[] = [];
  const place: Place = { value: json, path: '', faults };
  if (fieldsOf(place, ['time_zone', 'reservation_expired', 'periods']) === null) return { faults };
  const zone = at(place, 'time_zone');
  const named = typeof zone.value === 'string' ? zoneOf(zone.value) : null;
  const offsetAt = named ?? fault(zone, 'must be a time zone as Europe/Stockholm');
  const expired = at(place, 'reservation_expired');
  if (!isAbsent(expired) && typeof expired.value !== 'boolean')
    fault(expired, 'must be true or false');
  const periods = itemsOf(at(place, 'periods'), periods_max).flatMap(periodAt);
  if (offsetAt === null || faults.length > 0) return { faults };
  const session = { periods, reservation_expired: expired.value === true, offsetAt };
  const says = sessionFault(session);
  return says === null ? { session } : { faults: [{ path: 'periods', says }] };
};
