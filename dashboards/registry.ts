// What the ledger says now, as boards ask for it: of each thing the newest entry that stands.

import { idColumns, type LedgerTable, ports, sites } from '../processors/ledger/table.ts';
import { columns } from './query.ts';

const p = columns(ports);
const s = columns(sites);

/** SQL: all columns of the newest entry of each thing; what was taken back is gone. */
export const newestOf = (table: LedgerTable): string =>
  `SELECT * FROM (SELECT * FROM ${table.name} WHERE ${s.tenant} = \${tenant:singlequote}
    ORDER BY ${s.recorded_at} DESC, ${s.entry_id} DESC LIMIT 1 BY ${idColumns(table).join(', ')})
    WHERE NOT ${s.withdrawn}`;

/** SQL: sites by id, with their names and places. */
export const sitesNow = newestOf(sites);

/**
 * SQL: sites that are closed at times. Boards read them as open at all hours: the engine cannot put
 * hours on the clock of each site, as the API does ahead of its question.
 */
export const sitesThatClose = `SELECT ${s.site_id} FROM (${sitesNow})
  WHERE JSONHas(${s.opening_hours}, 'regular_hours')
  AND NOT JSONExtractBool(${s.opening_hours}, 'twentyfourseven')`;

/** SQL: stations that have ports on a site, one row each. */
export const stationsOnSites = `SELECT ${p.station_id}, any(${p.site_id}) AS site_id
  FROM (${newestOf(ports)}) GROUP BY ${p.station_id}`;

/** SQL: the name of a site, or its id where it has none; `site` is the column of the id. */
export const siteName = (site: string, name: string): string =>
  `multiIf(${name} != '', ${name}, ${site} != '', ${site}, 'not registered')`;
