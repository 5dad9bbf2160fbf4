// Values as OCPI wants them: ids that fit, texts that are cut, coordinates, instants, numbers.

import { stableId } from '../../lib/hash.ts';
import { instantText, readInstant } from '../../lib/time.ts';

/** Longest id of an object: CiString(36). */
const idLengthMax = 36;
/** How much of a long id stays readable before its hash. */
const stemLength = 19;

/** Ids are part of addresses and lists: anything beside these characters is told by its hash. */
const plainId = /^[A-Za-z0-9*._~:+-]{1,36}$/;

/** A text as an id: itself where it fits, else its begin and a hash of it, always the same. */
export const fittingId = (text: string): string => {
  if (plainId.test(text)) return text;
  const hash = stableId(`ocpi-id/${text}`).replaceAll('-', '').slice(0, 16);
  const stem = text.replaceAll(/[^A-Za-z0-9*._~:+-]/g, '').slice(0, stemLength);
  return `${stem}-${hash}`.slice(-idLengthMax);
};

/** The uid of a port. Source: ours; a port is told apart by its station and its number. */
export const evseUid = (station_id: string, port: number): string =>
  fittingId(`${station_id}-${port}`);

/** Ids are case-insensitive (CiString). */
export const sameId = (one: string, other: string): boolean =>
  one.toLowerCase() === other.toLowerCase();

/** A property with a text of at most some characters; no property where there is no text. */
export const told = (
  name: string,
  text: string,
  length: number,
): Readonly<Record<string, string>> => (text === '' ? {} : { [name]: cut(text, length) });

/** A text of at most some characters, never half of a pair of surrogates. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

const degreeDecimals = 6;

/** Degrees as text with six decimals: -180.000000 is as long as OCPI allows. */
export const degrees = (text: string): string => Number(text).toFixed(degreeDecimals);

/** An instant with milliseconds: what was changed within a second is told apart. */
export const ocpiTime = (at: number): string => instantText(at);

/** The instant of a parameter, which is UTC also without a Z; null where it is none. */
export const readOcpiTime = (text: string): number | null => {
  if (text.length > 25) return null;
  const read = readInstant(/Z$/i.test(text) ? text : `${text}Z`);
  return read === null || !read.zoned ? null : read.at;
};

/** A number of at most four decimals. */
export const ocpiNumber = (value: number): number => Math.round(value * 10_000) / 10_000;
