// Reading JSON field by field, with every fault told by the path where it was found.

import { readInstant } from '../time.ts';
import { tenThousandths } from './money.ts';

export interface Fault {
  /** As `elements[0].price_components[1].step_size`; empty for the whole. */
  readonly path: string;
  readonly says: string;
}

/** A value of the JSON, where it is, and the list that its faults go to. */
export interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly faults: Fault[];
}

/** Notes a fault at a place; returns null, which is what could be read. */
export const fault = ({ path, faults }: Place, says: string): null => {
  faults.push({ path, says });
  return null;
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isAbsent = ({ value }: Place): boolean => value === undefined || value === null;

/**
 * The fields of an object, none of which may be unknown: a misspelt restriction that is passed
 * over makes another price. Null where it is no object.
 */
export const fieldsOf = (place: Place, known: readonly string[]): Fields | null => {
  if (!isFields(place.value)) return fault(place, 'must be an object');
  for (const name of Object.keys(place.value))
    if (!known.includes(name)) fault(at(place, name), 'is no field of OCPI here');
  return place.value;
};

export const at = (place: Place, name: string): Place => ({
  value: isFields(place.value) ? place.value[name] : undefined,
  path: place.path === '' ? name : `${place.path}.${name}`,
  faults: place.faults,
});

/** The items of a list that has at least one and at most `most`; none where it is no such list. */
export const itemsOf = (place: Place, most: number): readonly Place[] => {
  const { value, path, faults } = place;
  if (!Array.isArray(value) || value.length === 0 || value.length > most) {
    fault(place, `must be a list of 1 to ${most}`);
    return [];
  }
  return value.map((item: unknown, index) => ({ value: item, path: `${path}[${index}]`, faults }));
};

/** A text of a form, as `must be …` tells it. */
export const textAt = (place: Place, form: RegExp, must: string): string | null =>
  typeof place.value === 'string' && form.test(place.value)
    ? place.value
    : fault(place, `must be ${must}`);

/** A number in ten-thousandths, within bounds given in units. */
export const numberAt = (place: Place, least: number, most: number): number | null => {
  const { value } = place;
  if (typeof value !== 'number') return fault(place, 'must be a number');
  if (value < least || value > most) return fault(place, `must be from ${least} to ${most}`);
  return tenThousandths(value) ?? fault(place, 'must have at most four decimals');
};

export const wholeAt = (place: Place, most: number): number | null => {
  const { value } = place;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most)
    return value;
  return fault(place, `must be a whole number from 0 to ${most}`);
};

/** One of some words. */
export const wordAt = <Word extends string>(place: Place, words: readonly Word[]): Word | null =>
  words.find((word) => word === place.value) ?? fault(place, `must be one of ${words.join(', ')}`);

export const instantAt = (place: Place): number | null => {
  const read = typeof place.value === 'string' ? readInstant(place.value) : null;
  return read === null ? fault(place, 'must be an instant as 2026-01-31T12:00:00Z') : read.at;
};

/** What a reader makes of a place, or null where the place is empty. */
export const optional = <T>(place: Place, read: (place: Place) => T | null): T | null =>
  isAbsent(place) ? null : read(place);
