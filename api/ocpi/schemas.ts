// The objects of OCPI as schemas: which fields they need, how long they are, which words they take.

import { type TSchema, Type } from 'typebox';
import {
  authMethod,
  business,
  cdrToken,
  chargingPeriod,
  ciText,
  coordinates,
  country2,
  currency,
  energyMix,
  many,
  maybe,
  number,
  object,
  partyId,
  price,
  some,
  text,
  time,
  url,
  word,
} from './schema-parts.ts';
import { type Version } from './version.ts';
import {
  capabilityWords,
  connectorWords,
  dayWords,
  facilityWords,
  formatWords,
  powerTypeWords,
  restrictionWords,
  sessionStatusWords,
  statuses,
  tariffTypeWords,
} from './words.ts';

const owned = { country_code: country2, party_id: partyId };
const positive = Type.Integer({ minimum: 1 });

const connectorOf = (version: Version): TSchema =>
  object({
    id: ciText(36),
    standard: word(connectorWords[version]),
    format: word(formatWords),
    power_type: word(powerTypeWords),
    max_voltage: positive,
    max_amperage: positive,
    max_electric_power: maybe(positive),
    tariff_ids: maybe(many(ciText(36))),
    terms_and_conditions: maybe(url),
    ...(version === '2.3.0' ? { capabilities: maybe(many(text(50))) } : {}),
    last_updated: time,
  });

const evseOf = (version: Version): TSchema =>
  object({
    uid: ciText(36),
    evse_id: maybe(ciText(48)),
    status: word(statuses),
    capabilities: maybe(many(word(capabilityWords))),
    connectors: some(connectorOf(version)),
    floor_level: maybe(text(4)),
    coordinates: maybe(coordinates),
    physical_reference: maybe(text(16)),
    parking_restrictions: maybe(many(word(restrictionWords[version]))),
    last_updated: time,
  });

const clockTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const exceptions = maybe(many(object({ period_begin: time, period_end: time })));

/** Hours. */
export const hours = object({
  twentyfourseven: Type.Boolean(),
  regular_hours: maybe(
    many(
      object({
        weekday: Type.Integer({ minimum: 1, maximum: 7 }),
        period_begin: clockTime,
        period_end: clockTime,
      }),
    ),
  ),
  exceptional_openings: exceptions,
  exceptional_closings: exceptions,
});

const locationOf = (version: Version): TSchema =>
  object({
    ...owned,
    id: ciText(36),
    publish: Type.Boolean(),
    name: maybe(text(255)),
    address: text(45),
    city: text(45),
    postal_code: maybe(text(10)),
    state: maybe(text(20)),
    country: Type.String({ pattern: '^[A-Z]{3}$' }),
    coordinates,
    evses: many(evseOf(version)),
    operator: maybe(business),
    owner: maybe(business),
    facilities: maybe(many(word(facilityWords))),
    time_zone: text(255),
    opening_times: maybe(hours),
    energy_mix: maybe(energyMix),
    ...(version === '2.3.0' ? { help_phone: maybe(ciText(25)) } : {}),
    last_updated: time,
  });

const restrictions = object({
  start_time: maybe(clockTime),
  end_time: maybe(clockTime),
  start_date: maybe(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })),
  end_date: maybe(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })),
  ...Object.fromEntries(
    ['kwh', 'current', 'power', 'duration'].flatMap((of) => [
      [`min_${of}`, maybe(number)],
      [`max_${of}`, maybe(number)],
    ]),
  ),
  day_of_week: maybe(many(word(dayWords))),
  reservation: maybe(word(['RESERVATION', 'RESERVATION_EXPIRES'])),
});

const component = object({
  type: word(['ENERGY', 'FLAT', 'PARKING_TIME', 'TIME']),
  price: number,
  vat: maybe(number),
  step_size: Type.Integer({ minimum: 0 }),
});

const tariffOf = (version: Version): TSchema => {
  const isNew = version === '2.3.0';
  const limit = isNew
    ? object({ before_taxes: number, after_taxes: maybe(number) })
    : price[version];
  return object({
    ...owned,
    id: ciText(36),
    currency,
    type: maybe(word(tariffTypeWords)),
    tariff_alt_text: maybe(many(object({ language: text(2), text: text(512) }))),
    tariff_alt_url: maybe(url),
    min_price: maybe(limit),
    max_price: maybe(limit),
    elements: some(
      object({ price_components: some(component), restrictions: maybe(restrictions) }),
    ),
    ...(isNew ? { tax_included: word(['YES', 'NO', 'N/A']) } : {}),
    start_date_time: maybe(time),
    end_date_time: maybe(time),
    energy_mix: maybe(energyMix),
    last_updated: time,
  });
};

const sessionOf = (version: Version): TSchema =>
  object({
    ...owned,
    id: ciText(36),
    start_date_time: time,
    end_date_time: maybe(time),
    kwh: number,
    cdr_token: cdrToken,
    auth_method: authMethod,
    location_id: ciText(36),
    evse_uid: ciText(36),
    connector_id: ciText(36),
    currency,
    charging_periods: maybe(many(chargingPeriod)),
    total_cost: maybe(price[version]),
    status: word(sessionStatusWords),
    last_updated: time,
  });

const cdrLocationOf = (version: Version): TSchema =>
  object({
    id: ciText(36),
    name: maybe(text(255)),
    address: text(45),
    city: text(45),
    postal_code: maybe(text(10)),
    state: maybe(text(20)),
    country: Type.String({ pattern: '^[A-Z]{3}$' }),
    coordinates,
    evse_uid: ciText(36),
    evse_id: ciText(48),
    connector_id: ciText(36),
    connector_standard: word(connectorWords[version]),
    connector_format: word(formatWords),
    connector_power_type: word(powerTypeWords),
  });

const cdrOf = (version: Version): TSchema =>
  object({
    ...owned,
    id: ciText(39),
    start_date_time: time,
    end_date_time: time,
    session_id: maybe(ciText(36)),
    cdr_token: cdrToken,
    auth_method: authMethod,
    cdr_location: cdrLocationOf(version),
    currency,
    tariffs: maybe(many(tariffOf(version))),
    charging_periods: some(chargingPeriod),
    total_cost: price[version],
    total_fixed_cost: maybe(price[version]),
    total_energy: number,
    total_energy_cost: maybe(price[version]),
    total_time: number,
    total_time_cost: maybe(price[version]),
    total_parking_time: maybe(number),
    total_parking_cost: maybe(price[version]),
    total_reservation_cost: maybe(price[version]),
    remark: maybe(text(255)),
    credit: maybe(Type.Boolean()),
    credit_reference_id: maybe(ciText(39)),
    last_updated: time,
  });

const schemasOf = (version: Version) => ({
  location: locationOf(version),
  evse: evseOf(version),
  connector: connectorOf(version),
  tariff: tariffOf(version),
  session: sessionOf(version),
  cdr: cdrOf(version),
});

/** The objects that are told, by version. Source: OCPI 2.2.1 and 2.3.0, object descriptions. */
export const schemas = {
  '2.2.1': schemasOf('2.2.1'),
  '2.3.0': schemasOf('2.3.0'),
} as const satisfies Readonly<Record<Version, unknown>>;

/** The envelope with data of a kind. */
export const enveloped = (data: TSchema): TSchema =>
  object({
    data,
    status_code: Type.Integer(),
    status_message: text(300),
    timestamp: time,
  });
