// Pieces of the schemas of OCPI objects: its types, and what several objects have in common.

import { type TObject, type TSchema, Type } from 'typebox';
import type { Version } from './version.ts';
import { authMethodWords, dimensionWords, tokenTypeWords } from './words.ts';

export const text = (length: number): TSchema => Type.String({ minLength: 1, maxLength: length });

/** CiString: printable ASCII, of which case does not count. */
export const ciText = (length: number): TSchema =>
  Type.String({ minLength: 1, maxLength: length, pattern: '^[\\x20-\\x7e]+$' });

export const country2 = Type.String({ pattern: '^[A-Za-z]{2}$' });
export const partyId = Type.String({ pattern: '^[A-Za-z0-9]{3}$' });
export const currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const url = Type.String({ maxLength: 255, pattern: '^https?://[\\x21-\\x7e]+$' });
/** RFC 3339 in UTC, at most 25 characters. */
export const time = Type.String({
  maxLength: 25,
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$',
});

export const word = (words: readonly string[]): TSchema => Type.String({ enum: [...words] });

export const maybe = (schema: TSchema): TSchema => Type.Optional(schema);
export const many = (schema: TSchema): TSchema => Type.Array(schema);
export const some = (schema: TSchema): TSchema => Type.Array(schema, { minItems: 1 });

/** An object without fields that the spec does not name. */
export const object = (fields: Readonly<Record<string, TSchema>>): TObject =>
  Type.Object({ ...fields }, { additionalProperties: false });

export const coordinates = object({
  latitude: Type.String({ maxLength: 10, pattern: '^-?\\d{1,2}\\.\\d{5,7}$' }),
  longitude: Type.String({ maxLength: 11, pattern: '^-?\\d{1,3}\\.\\d{5,7}$' }),
});

/** Numbers of OCPI have at most four decimals. */
export const number = Type.Number({ description: 'At most four decimals.' });

export const price: Readonly<Record<Version, TSchema>> = {
  '2.2.1': object({ excl_vat: number, incl_vat: maybe(number) }),
  '2.3.0': object({
    before_taxes: number,
    taxes: many(object({ name: text(255), percentage: maybe(number), amount: number })),
  }),
};

export const cdrToken = object({
  country_code: country2,
  party_id: partyId,
  uid: ciText(36),
  type: word(tokenTypeWords),
  contract_id: ciText(36),
});

export const authMethod = word(authMethodWords);

export const chargingPeriod = object({
  start_date_time: time,
  dimensions: some(object({ type: word(dimensionWords), volume: number })),
  tariff_id: maybe(ciText(36)),
});

export const energyMix = object({
  is_green_energy: Type.Boolean(),
  energy_sources: maybe(many(object({ source: text(36), percentage: number }))),
  environ_impact: maybe(many(object({ category: text(36), amount: number }))),
  supplier_name: maybe(text(64)),
  energy_product_name: maybe(text(64)),
});

export const business = object({ name: text(100), website: maybe(url) });
