// Reads a tariff from OCPI JSON: a tariff that can be priced with, or every fault of it by path.

import type { Amount } from './money.ts';
import {
  at,
  fault,
  fieldsOf,
  instantAt,
  isAbsent,
  itemsOf,
  numberAt,
  optional,
  textAt,
  wholeAt,
  wordAt,
  type Fault,
  type Place,
} from './place.ts';
import { restrictionsAt } from './read-restrictions.ts';
import { dimensions, type PriceComponent, type Tariff, type TariffElement } from './tariff.ts';

/** Largest price: with the largest session its cost is still exact in a JSON number. */
export const price_max = 10_000_000;
/** Elements of a tariff; a tariff by the hour of the week has 168. */
export const elements_max = 200;
const step_max = 1_000_000;

const known = (
  'country_code party_id id currency type tariff_alt_text tariff_alt_url min_price max_price ' +
  'elements start_date_time end_date_time energy_mix last_updated tax_included'
).split(' ');

const types = [
  'AD_HOC_PAYMENT',
  'PROFILE_CHEAP',
  'PROFILE_FAST',
  'PROFILE_GREEN',
  'REGULAR',
] as const;

const componentAt = (place: Place): readonly PriceComponent[] => {
  if (fieldsOf(place, ['type', 'price', 'vat', 'step_size']) === null) return [];
  const type = wordAt(at(place, 'type'), dimensions);
  const price_e4 = numberAt(at(place, 'price'), -price_max, price_max);
  const vat_e4 = optional(at(place, 'vat'), (p) => numberAt(p, 0, 100));
  const step_size = wholeAt(at(place, 'step_size'), step_max);
  if (type === null || price_e4 === null || step_size === null) return [];
  return [{ type, price_e4, vat_e4, step_size }];
};

const elementAt = (place: Place): readonly TariffElement[] => {
  if (fieldsOf(place, ['price_components', 'restrictions']) === null) return [];
  const restrictions = restrictionsAt(at(place, 'restrictions'));
  const list = at(place, 'price_components');
  const places = itemsOf(list, dimensions.length);
  const components = places.flatMap(componentAt);
  const names = components.map(({ type }) => type);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    fault(list, `has ${twice} more than once: only the first would ever count`);
  const strange = names.find((name) => name !== 'FLAT' && name !== 'TIME');
  if (restrictions.reservation !== null && strange !== undefined)
    fault(list, `has ${strange} beside reservation: only FLAT and TIME can price a reservation`);
  return [{ components, restrictions }];
};

/** A price of 2.2.1 (`excl_vat`, `incl_vat`) or of 2.3.0 (`before_taxes`, `after_taxes`). */
const boundAt = (place: Place, isTaxed: boolean): Amount | null => {
  const fields = fieldsOf(place, ['excl_vat', 'incl_vat', 'before_taxes', 'after_taxes']);
  if (fields === null) return null;
  const isNew = fields['before_taxes'] !== undefined;
  const excl_e4 = numberAt(at(place, isNew ? 'before_taxes' : 'excl_vat'), 0, price_max);
  const after = at(place, isNew ? 'after_taxes' : 'incl_vat');
  if (isAbsent(after) && isTaxed)
    return fault(after, 'must be given where a component has vat: else nothing bounds the total');
  const incl_e4 = isAbsent(after) ? excl_e4 : numberAt(after, 0, price_max);
  return excl_e4 === null || incl_e4 === null ? null : { excl_e4, incl_e4 };
};

const boundsAt = (place: Place, elements: readonly TariffElement[]) => {
  const isTaxed = elements.some(({ components }) =>
    components.some(({ vat_e4 }) => vat_e4 !== null && vat_e4 > 0),
  );
  const bound = (name: string) => optional(at(place, name), (p) => boundAt(p, isTaxed));
  const [least, most] = [bound('min_price'), bound('max_price')];
  const crosses =
    least !== null &&
    most !== null &&
    (least.excl_e4 > most.excl_e4 || least.incl_e4 > most.incl_e4);
  if (crosses) fault(at(place, 'max_price'), 'must not be below min_price');
  return { min_price: least, max_price: most };
};

const datesAt = (place: Place) => {
  const starts_at = optional(at(place, 'start_date_time'), instantAt);
  const ends_at = optional(at(place, 'end_date_time'), instantAt);
  if (starts_at !== null && ends_at !== null && ends_at <= starts_at)
    fault(at(place, 'end_date_time'), 'must be after start_date_time');
  return { starts_at, ends_at };
};

const namesAt = (place: Place) => ({
  country_code: textAt(at(place, 'country_code'), /^[A-Za-z]{2}$/, 'two letters') ?? '',
  party_id: textAt(at(place, 'party_id'), /^[A-Za-z0-9]{3}$/, 'three letters or digits') ?? '',
  id: textAt(at(place, 'id'), /^[\x21-\x7e]{1,36}$/, '1 to 36 printable ASCII characters') ?? '',
  currency: textAt(at(place, 'currency'), /^[A-Z]{3}$/, 'three capitals, as EUR (ISO 4217)') ?? '',
  type: optional(at(place, 'type'), (p) => wordAt(p, types)),
});

export type ReadTariff = { readonly tariff: Tariff } | { readonly faults: readonly Fault[] };

/**
 * Reads a tariff given as OCPI JSON (2.2.1, and 2.3.0 with `tax_included`). Fields that OCPI does
 * not know are faults: a misspelt restriction would make another price.
 * Source: OCPI 2.2.1 mod_tariffs, Tariff object.
 */
export const readTariff = (json: unknown): ReadTariff => {
  const faults: Fault[] = [];
  const place: Place = { value: json, path: '', faults };
  const ocpi = fieldsOf(place, known);
  if (ocpi === null) return { faults };
  const elements = itemsOf(at(place, 'elements'), elements_max).flatMap(elementAt);
  const included = optional(at(place, 'tax_included'), (p) => wordAt(p, ['YES', 'NO', 'N/A']));
  instantAt(at(place, 'last_updated'));
  const tariff: Tariff = {
    ...namesAt(place),
    ...boundsAt(place, elements),
    ...datesAt(place),
    tax_included: included === 'YES',
    elements,
    ocpi,
  };
  return faults.length === 0 ? { tariff } : { faults };
};
