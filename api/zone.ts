// Time zones: which names are known, what the offset is at an instant, when a local day begins.

import { day_ms, floorTo, instantText, minute_ms } from '../lib/time.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
/** Zones whose formats are kept; all of the time zone database is about 600 names. */
const zonesMax = 1_000;

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size < zonesMax) formats.set(zone, made);
  return made;
};

/**
 * The name of the IANA time zone in its own spelling, or null where there is none such. The
 * spelling matters: the store knows `Europe/Stockholm`, and not `europe/stockholm`.
 */
export const zoneNamed = (name: string): string | null => {
  // Offsets as `+01:00` are accepted by some runtimes, and are no zone: they know no summer.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
};

const readOffset = (at: number, zone: string): number => {
  const part = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map((p) => [p.type, Number(p.value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const local = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
    of('second'),
  );
  return local - Math.floor(at / 1000) * 1000;
};

const quarter_ms = 15 * minute_ms;
/** Since then every zone has changed its clock at the quarter of an hour only. */
const quartersSince = Date.UTC(1975, 0, 1);
const offsets = new Map<string, Map<number, number>>();
/** Offsets that are kept of a zone: some years, and few enough to be forgotten at once. */
const offsetsMax = 20_000;

const offsetsOf = (zone: string): Map<number, number> => {
  const known = offsets.get(zone);
  if (known !== undefined) return known;
  const made = new Map<number, number>();
  if (offsets.size >= zonesMax) offsets.clear();
  offsets.set(zone, made);
  return made;
};

/** Offset of local time from UTC in milliseconds, at an instant. */
export const offsetAt = (at: number, zone: string): number => {
  if (at < quartersSince) return readOffset(at, zone);
  const quarter = floorTo(at, quarter_ms);
  const kept = offsetsOf(zone);
  const known = kept.get(quarter);
  if (known !== undefined) return known;
  if (kept.size >= offsetsMax) kept.clear();
  const offset = readOffset(quarter, zone);
  kept.set(quarter, offset);
  return offset;
};

/** The first instant of a local day, given its midnight as if it were one of UTC. */
export const startOfLocalDay = (midnight: number, zone: string): number => {
  // The offsets a day before and after enclose any change of the clock at this midnight.
  const before = offsetAt(midnight - day_ms, zone);
  const after = offsetAt(midnight + day_ms, zone);
  const fits = [before, after]
    .map((offset) => midnight - offset)
    .filter((at) => at + offsetAt(at, zone) === midnight);
  // Where the clock jumps over midnight, the day begins at the jump, told by the old offset.
  return fits.length === 0 ? midnight - before : Math.min(...fits);
};

/** The instant as text with the offset of the zone: `2026-03-29T00:00:00.000+01:00`. */
export const zonedText = (at: number, zone: string): string => {
  const offset = offsetAt(at, zone);
  const minutes = Math.abs(Math.round(offset / minute_ms));
  const clock = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0'));
  return `${instantText(at + offset).slice(0, -1)}${offset < 0 ? '-' : '+'}${clock.join(':')}`;
};
