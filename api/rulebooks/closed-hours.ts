// When sites are closed, as relations for sums: read ahead, worked out on the clocks of the sites.

import { sites } from '../../processors/ledger/table.ts';
import type { Query } from '../../store/port.ts';
import type { StoreRow } from '../encode.ts';
import { instantParam } from '../sql.ts';
import { gapsOf, openSpans } from './hours.ts';
import { openingHoursOf } from './ocpi-hours.ts';
import type { Window } from './windows.ts';

/** Closed hours of ports: those of a pattern are the same, and are there once. */
export interface ClosedRelations {
  /** station_id, port, pattern: ports of sites that close. */
  readonly ports: string;
  /** pattern, starts_ms, ends_ms: when they are closed. */
  readonly spans: string;
}

/** Most sites with opening hours of one tenant. */
export const closingSitesMax = 50_000;

const newest = (column: string): string =>
  `argMaxIf(${column}, (recorded_at, entry_id), NOT withdrawn)`;

/** Sites with opening hours, of each the newest entry; the time zone of one without is UTC. */
export const sitesWithHours = (tenant: string, known_at: number | null): Query => ({
  sql:
    `SELECT site_id, ${newest('time_zone')} AS zone, ${newest('opening_hours')} AS hours\n` +
    `FROM laddbok.${sites.name} WHERE tenant = {h_tenant:String}` +
    (known_at === null ? '' : ` AND recorded_at <= ${instantParam('h_known_at')}`) +
    ` GROUP BY site_id HAVING hours != ''`,
  params: { h_tenant: tenant, ...(known_at === null ? {} : { h_known_at: known_at }) },
});

interface Pattern {
  readonly number: number;
  readonly gaps: readonly Window[];
}

const gapsIn = (hours: string, zone: string, window: Window): readonly Window[] => {
  const opening = openingHoursOf(hours);
  return opening === null ? [] : gapsOf(openSpans(opening, zone, window), window);
};

/** One pattern of each hours and zone that there are; by site. */
const patternsOf = (told: readonly StoreRow[], window: Window): ReadonlyMap<string, Pattern> => {
  const patterns = new Map<string, Pattern>();
  const bySite = new Map<string, Pattern>();
  for (const { site_id, zone, hours } of told) {
    const key = `${String(zone)} ${String(hours)}`;
    const gaps = patterns.get(key)?.gaps ?? gapsIn(String(hours), String(zone) || 'UTC', window);
    const pattern = patterns.get(key) ?? { number: patterns.size, gaps };
    patterns.set(key, pattern);
    if (pattern.gaps.length > 0) bySite.set(String(site_id), pattern);
  }
  return bySite;
};

const numbers = (name: string): string => `arrayMap(n -> toInt64(n), {${name}:Array(String)})`;

/** Columns of arrays of the same length, row by row. */
const zipped = (names: readonly string[], arrays: readonly string[]): string =>
  `SELECT ${names.map((name, i) => `tupleElement(z, ${i + 1}) AS ${name}`).join(', ')} ` +
  `FROM (SELECT arrayJoin(arrayZip(${arrays.join(', ')})) AS z)`;

interface Closed {
  readonly relations: ClosedRelations | null;
  readonly params: Query['params'];
}

/**
 * The closed hours of a window from the rows of `sitesWithHours`; `ports` is a SELECT of
 * station_id, port and site_id. Nothing where no site closes.
 */
export const closedRelations = (
  ports: string,
  told: readonly StoreRow[],
  window: Window,
): Closed => {
  const bySite = [...patternsOf(told, window)];
  if (bySite.length === 0) return { relations: null, params: {} };
  const used = [...new Map(bySite.map(([, pattern]) => [pattern.number, pattern])).values()];
  const gaps = used.flatMap(({ number, gaps: all }) => all.map((gap) => ({ number, ...gap })));
  const sitesSql = zipped(
    ['site_id', 'pattern'],
    ['{h_sites:Array(String)}', numbers('h_site_patterns')],
  );
  return {
    relations: {
      ports:
        `SELECT station_id, port, pattern FROM (${ports}) AS p ` +
        `INNER JOIN (${sitesSql}) AS h ON p.site_id = h.site_id`,
      spans: zipped(
        ['pattern', 'starts_ms', 'ends_ms'],
        ['h_patterns', 'h_starts', 'h_ends'].map(numbers),
      ),
    },
    params: {
      h_sites: bySite.map(([site_id]) => site_id),
      h_site_patterns: bySite.map(([, { number }]) => String(number)),
      h_patterns: gaps.map(({ number }) => String(number)),
      h_starts: gaps.map(({ from }) => String(from)),
      h_ends: gaps.map(({ to }) => String(to)),
    },
  };
};
