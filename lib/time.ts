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

/**
 * Reads an OCPP dateTime (RFC 3339, and the variants that stations send: a space for T, no
 * seconds, 0 to 9 fraction digits, `+0100`, no zone). Null where it is no instant.
 * Source: OCPP 1.6 errata 3.10.
 */
export const readInstant = (text: string): ReadInstant | null => {
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, seconds = '0', fraction = '', zone] = match;
  const [Y, M, D, h, m, s] = [year, month, day, hour, minute, seconds].map(Number) as Six;
  if (M < 1 || M > 12 || D < 1 || D > daysIn(Y, M) || h > 24 || m > 59 || s > 60) return null;
  const local = Date.UTC(Y, M - 1, D, h, m, s, Number(fraction.slice(0, 3).padEnd(3, '0')));
  return { at: local - offsetOf(zone), zoned: zone !== undefined };
};

type Six = [number, number, number, number, number, number];

const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

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
