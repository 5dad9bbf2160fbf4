// What the ledger says of ports and exclusions, as the relations that sums are made with.

import { exclusions, ports } from '../../processors/ledger/table.ts';
import type { Query } from '../../store/port.ts';
import { asKnown } from '../as-known.ts';
import { instantParam, lasting } from '../sql.ts';
import type { StoreRow } from '../encode.ts';
import { apart } from './apart.ts';
import { closedRelations, sitesWithHours } from './closed-hours.ts';
import { lasts_ms, type LedgerRelations } from './sums-asked.ts';
import type { Window } from './windows.ts';

/** What `ledgerAhead` told, and the window that is asked about. */
export interface LedgerTold {
  readonly told: readonly StoreRow[];
  readonly window: Window;
}

const ms = (column: string): string => `toUnixTimestamp64Milli(${column})`;

const exclusionColumns =
  `exclusion_id, incident, reason, regimes, ${ms('x.valid_from')} AS starts_ms, ` +
  `if(isNull(x.valid_to), ${lasts_ms}, ${ms('assumeNotNull(x.valid_to)')}) AS ends_ms`;

const known = (known_at: number | null, prefix: string): Query =>
  known_at === null
    ? { sql: '', params: {} }
    : apart(
        { sql: ` AND recorded_at <= ${instantParam('known_at')}`, params: { known_at } },
        prefix,
      );

/** Which of two entries is newer, as one text: pairs are compared three times as slowly. */
const age = `concat(leftPad(toString(${ms('recorded_at')}), 14, '0'), entry_id) AS age`;

/** The attribute that the newest entry of a port gave it. */
const newest = (column: string): string => `argMaxIf(${column}, age, NOT withdrawn)`;

/** Ports with one row each, in one reading of the table, for it is part of many parts. */
const portsSql = (when: string): string =>
  `SELECT station_id, port, ${newest('e.site_id')} AS site_id, ` +
  `ifNull(${ms(newest('e.commissioned_at'))}, 0) AS since_ms,\n` +
  `if(argMax(withdrawn, age), ${ms('argMax(e.valid_from, age)')}, ` +
  `max(if(isNull(e.valid_to), ${lasts_ms}, ${ms('assumeNotNull(e.valid_to)')}))) AS until_ms, ` +
  `${newest('e.power_w_max')} AS power_w_max, ${newest('e.is_public')} AS is_public\n` +
  `FROM (SELECT *, ${age} FROM laddbok.${ports.name} WHERE tenant = {p_tenant:String}${when}) AS e ` +
  'GROUP BY station_id, port';

/** Stations that are named in a question; where there are more, it finds them itself. */
const cutStationsMax = 1_000;

const inside = (column: string): string => `(${column} > {from:Int64} AND ${column} < {to:Int64})`;

/**
 * What is read ahead of the time of ports: the sites that close, whose hours are worked out on
 * their own clocks; whether anything is excluded in the window at all, for to look for the outages
 * that are takes as long as everything else; and the stations of which a port came or went in it.
 */
export const ledgerAhead = (tenant: string, known_at: number | null, window: Window): Query => {
  const closing = sitesWithHours(tenant, known_at);
  const declared = apart(asKnown(exclusions, { tenant, known_at, valid_at: null }), 'x_');
  const when = known(known_at, 'p_');
  const within = lasting({ start: 'valid_from', end: 'valid_to' }, window.from, window.to);
  return {
    sql: [
      `SELECT 'closes' AS kind, site_id, zone, hours, '' AS station_id FROM (${closing.sql})`,
      "SELECT 'excluded', '', '', '', '' " +
        `FROM (SELECT 1 FROM (${declared.sql}) WHERE ${within.sql} LIMIT 1)`,
      "SELECT 'cut', '', '', '', station_id " +
        `FROM (SELECT DISTINCT station_id FROM (${portsSql(when.sql)}) WHERE ` +
        `${inside('since_ms')} OR ${inside('until_ms')} LIMIT ${cutStationsMax + 1})`,
    ].join('\nUNION ALL\n'),
    params: {
      p_tenant: tenant,
      ...closing.params,
      ...declared.params,
      ...when.params,
      ...within.params,
    },
  };
};

/**
 * The ledger of a tenant by what had been recorded at `known_at` (null: everything). A port that
 * changed is one port: its life ends where the newest entry takes it down, else with the last of
 * its
 * states. An exclusion of a site is one of each station of the site.
 */
export const ledgerRelations = (
  tenant: string,
  known_at: number | null,
  ahead?: LedgerTold,
): LedgerRelations => {
  const when = known(known_at, 'p_');
  const registered = portsSql(when.sql);
  const declared = apart(asKnown(exclusions, { tenant, known_at, valid_at: null }), 'x_');
  const of = (kind: string) => ahead?.told.filter((row) => row['kind'] === kind);
  const stations = of('cut')?.map((row) => String(row['station_id'])) ?? null;
  const cut = stations !== null && stations.length <= cutStationsMax ? stations : null;
  const closed =
    ahead === undefined
      ? { relations: null, params: {} }
      : closedRelations(registered, of('closes') ?? [], ahead.window);
  const number = 'toUInt16(ifNull(x.port, 0)) AS port';
  const excluded =
    `SELECT arrayJoin(if(x.station_id = '', s.stations, [x.station_id])) AS station_id, ` +
    `${number}, ${exclusionColumns}\n` +
    `FROM (${declared.sql}) AS x LEFT JOIN (SELECT site_id, groupUniqArray(station_id) ` +
    `AS stations FROM (${registered}) GROUP BY site_id) AS s ON x.site_id = s.site_id`;
  return {
    ports: registered,
    exclusions: of('excluded')?.length === 0 ? null : excluded,
    closed: closed.relations,
    cut,
    params: {
      p_tenant: tenant,
      ...when.params,
      ...declared.params,
      ...closed.params,
      ...(cut === null ? {} : { cut }),
    },
  };
};
