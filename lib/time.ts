// Instants as integer milliseconds since 1970 UTC; the tolerant reader of station timestamps.

export const second_ms = 1_000;
export const minute_ms = 60_000;
export const hour_ms = 3_600_000;
export const day_ms = 86_400_000;

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}:?\d{2})?$/;

/** An instant read from text; `zoned` is false where the text named no zone and UTC was assumed. */
export interface ReadInstant {
  readonly at: number;
  readonly zoned: boolean;
}

/** The value of two digits, or far out of any range where they are none. */
const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : noNumber;
};

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at) - zero;
  return code >= 0 && code <= 9;
};

const zero = '0'.charCodeAt(0);
const noNumber = 1000;

/**
 * `2026-01-31T12:00:00Z` and `2026-01-31T12:00:00.000Z`, as nearly all stations write instants,
 * read without a regular expression; null where it may still be an instant of another form.
 */
const readPlain = (text: string): number | null => {
  const hasMillis = text.length === 24;
  if (!hasMillis && text.length !== 20) return null;
  const marks = text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':';
  if (!marks || text[16] !== ':' || text.at(-1) !== 'Z') return null;
  const year = two(text, 0) * 100 + two(text, 2);
  const [month, day, hour] = [two(text, 5), two(text, 8), two(text, 11)];
  const [minute, seconds] = [two(text, 14), two(text, 17)];
  if (year >= 10_000 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || seconds > 59) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, seconds);
  if (!hasMillis) return at;
  const millis = two(text, 20) * 10 + (text.charCodeAt(22) - zero);
  return text[19] === '.' && millis >= 0 && millis <= 999 && isDigit(text, 22) ? at + millis : null;
};

/**
 * Reads an OCPP dateTime (RFC 3339, and the variants that stations send: a space for T, no
 * seconds, 0 to 9 fraction digits, `+0100`, no zone). Null where it is no instant.
 * Source: OCPP 1.6 errata 3.10.
 */
export const readInstant = (text: string): ReadInstant | null => {
  const plain = readPlain(text);
  if (plain !== null) return { at: plain, zoned: true };
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, seconds = '0', fraction = '', zone] = match;
  const [Y, M, D, h, m, s] = [year, month, day, hour, minute, seconds].map(Number) as Six;
  if (M < 1 || M > 12 || D < 1 || D > daysIn(Y, M) || h > 24 || m > 59 || s > 60) return null;
  const local = Date.UTC(Y, M - 1, D, h, m, s, Number(fraction.slice(0, 3).padEnd(3, '0')));
  return { at: local - offsetOf(zone), zoned: zone !== undefined };
};

type Six = [number, number, number, number, number, number];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (daysOfMonth[month - 1] ?? 0);

const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * minute_ms;
};

/** The instant as text, `2026-01-31T12:00:00.000Z`. */
export const instantText = (at: number): string => new Date(at).toISOString();

/** The start of the span of `width_ms` that an instant falls into, counted from 1970 UTC. */
export const floorTo = (at: number, width_ms: number): number =>
  Math.floor(at / width_ms) * width_ms;

/** Milliseconds as whole seconds; never the negative zero, which no store gives back. */
export const wholeSeconds = (ms: number): number => Math.round(ms / second_ms) || 0;
