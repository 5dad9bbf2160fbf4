// Reads the restrictions of a tariff element from OCPI JSON, and finds those that never hold.

import { readInstant } from '../time.ts';
import {
  at,
  fault,
  fieldsOf,
  isAbsent,
  itemsOf,
  numberAt,
  optional,
  textAt,
  wholeAt,
  wordAt,
  type Place,
} from './place.ts';
import { unrestricted, type Restrictions } from './tariff.ts';

const days = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const;

const known = (
  'start_time end_time start_date end_date min_kwh max_kwh min_current max_current ' +
  'min_power max_power min_duration max_duration day_of_week reservation'
).split(' ');

/** Largest amount in a restriction: kWh, amperes or kilowatts. */
const amount_max = 1_000_000;
const duration_s_max = 10 * 366 * 86_400;

const minuteAt = (place: Place): number | null => {
  const text = textAt(place, /^([01]\d|2[0-3]):[0-5]\d$/, 'a time as 09:30');
  return text === null ? null : Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
};

const dateAt = (place: Place): number | null => {
  const text = textAt(place, /^\d{4}-\d{2}-\d{2}$/, 'a date as 2026-01-31');
  if (text === null) return null;
  const read = readInstant(`${text}T00:00:00Z`);
  return read === null ? fault(place, 'must be a day that there is') : read.at;
};

const amountAt = (place: Place): number | null => numberAt(place, 0, amount_max);

/** Kilowatt-hours as mWh: of ten-thousandths of a kWh, each is 100 mWh. */
const energyAt = (place: Place): number | null => {
  const amount = amountAt(place);
  return amount === null ? null : amount * 100;
};

const durationAt = (place: Place): number | null => wholeAt(place, duration_s_max);

const daysAt = (place: Place): readonly number[] =>
  itemsOf(place, 7).flatMap((item) => {
    const word = wordAt(item, days);
    return word === null ? [] : [days.indexOf(word)];
  });

/** Complains of a lowest value that is not below the highest: the element could never hold. */
const ordered = (place: Place, name: string, values: readonly (number | null)[]): void => {
  const [least = null, most = null] = values;
  if (least !== null && most !== null && least >= most)
    fault(at(place, `max_${name}`), `must be above min_${name}: the element would never hold`);
};

const orders = (place: Place, read: Restrictions): void => {
  ordered(place, 'kwh', [read.energy_mwh_min, read.energy_mwh_max]);
  ordered(place, 'current', [read.current_e4_min, read.current_e4_max]);
  ordered(place, 'power', [read.power_e4_min, read.power_e4_max]);
  ordered(place, 'duration', [read.duration_s_min, read.duration_s_max]);
  const { start_date, end_date, start_minute, end_minute } = read;
  if (start_date !== null && end_date !== null && start_date >= end_date)
    fault(at(place, 'end_date'), 'must be after start_date: the element would never hold');
  if (start_minute !== null && start_minute === end_minute && start_minute !== 0)
    fault(at(place, 'end_time'), 'must differ from start_time: it means no time, or all day');
};

/** The restrictions of an element; none where the field is absent. */
export const restrictionsAt = (place: Place): Restrictions => {
  if (isAbsent(place) || fieldsOf(place, known) === null) return unrestricted;
  const of = <T>(name: string, read: (place: Place) => T | null): T | null =>
    optional(at(place, name), read);
  const restrictions: Restrictions = {
    start_minute: of('start_time', minuteAt),
    end_minute: of('end_time', minuteAt),
    start_date: of('start_date', dateAt),
    end_date: of('end_date', dateAt),
    energy_mwh_min: of('min_kwh', energyAt),
    energy_mwh_max: of('max_kwh', energyAt),
    current_e4_min: of('min_current', amountAt),
    current_e4_max: of('max_current', amountAt),
    power_e4_min: of('min_power', amountAt),
    power_e4_max: of('max_power', amountAt),
    duration_s_min: of('min_duration', durationAt),
    duration_s_max: of('max_duration', durationAt),
    days: of('day_of_week', daysAt) ?? [],
    reservation: of('reservation', (p) => wordAt(p, ['RESERVATION', 'RESERVATION_EXPIRES'])),
  };
  orders(place, restrictions);
  return restrictions;
};
