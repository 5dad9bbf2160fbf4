// What the ledger says of ports and exclusions, as the relations that the sums of time are made with.

import { exclusions, ports } from '../../processors/ledger/table.ts';
import { asKnown, asKnownDuring } from '../as-known.ts';
import { apart } from './apart.ts';
import { lasts_ms, type LedgerRelations } from './sums-sql.ts';

const ms = (column: string): string => `toUnixTimestamp64Milli(${column})`;

const exclusionColumns =
  `exclusion_id, incident, reason, regimes, ${ms('x.valid_from')} AS starts_ms, ` +
  `if(isNull(x.valid_to), ${lasts_ms}, ${ms('assumeNotNull(x.valid_to)')}) AS ends_ms`;

/**
 * The ledger of a tenant by what had been recorded at `known_at` (null: everything), for windows that
 * end at `to`. A port that changed is one port: its life ends with the last of its states. An
 * exclusion of a site is one of each station that the site has had.
 */
export const ledgerRelations = (
  tenant: string,
  to: number,
  known_at: number | null,
): LedgerRelations => {
  const registered = apart(asKnownDuring(ports, { tenant, known_at, from: 0, to }), 'p_');
  const declared = apart(asKnown(exclusions, { tenant, known_at, valid_at: null }), 'x_');
  const portsSql =
    'SELECT station_id, port, argMax(site_id, holds_from) AS site_id, ' +
    `ifNull(${ms('argMax(commissioned_at, holds_from)')}, 0) AS since_ms,\n` +
    `max(if(isNull(holds_to), ${lasts_ms}, ${ms('assumeNotNull(holds_to)')})) AS until_ms, ` +
    'argMax(power_w_max, holds_from) AS power_w_max, argMax(is_public, holds_from) AS is_public\n' +
    `FROM (${registered.sql}) GROUP BY station_id, port`;
  const number = 'toUInt16(ifNull(x.port, 0)) AS port';
  return {
    ports: portsSql,
    exclusions:
      `SELECT x.station_id AS station_id, ${number}, ${exclusionColumns}\n` +
      `FROM (${declared.sql}) AS x WHERE x.station_id != ''\nUNION ALL\n` +
      `SELECT s.station_id AS station_id, ${number}, ${exclusionColumns}\n` +
      `FROM (${declared.sql}) AS x INNER JOIN (SELECT DISTINCT site_id, station_id ` +
      `FROM (${registered.sql})) AS s ON x.site_id = s.site_id WHERE x.station_id = ''`,
    closed: null,
    params: { ...registered.params, ...declared.params },
  };
};
