// Reads unknown JSON of a frame without trusting its shape.

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A member of an object; undefined where the value is no object or has no such member. */
export const field = (value: unknown, key: string): unknown => {
  if (!isObject(value)) return undefined;
  const member = value[key];
  // What every object has, as a constructor, is no member of this one.
  return member === undefined || Object.hasOwn(value, key) ? member : undefined;
};

/** The elements of an OCPP-J frame; empty where the text is no JSON array. */
export const elementsOf = (frame: string): readonly unknown[] => {
  try {
    const parsed: unknown = JSON.parse(frame);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
};

/** Text, also of a number or boolean (stations mix them up); empty where it is neither. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

/** A list, also of a single value that should have been one; empty for null and undefined. */
export const listOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
};

/** A non-negative integer of at most 65535, as connector and EVSE ids; 0 where it is none. */
export const idOf = (value: unknown): number => {
  const id = Number(value);
  return Number.isInteger(id) && id >= 0 && id <= 0xffff ? id : 0;
};
