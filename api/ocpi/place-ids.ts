// Which sites are on a page of locations: counted, ordered and cut by the store.

import { availability } from '../../processors/availability/table.ts';
import { ports, sites, tariffAssignments } from '../../processors/ledger/table.ts';
import type { Query, Store } from '../../store/port.ts';
import { asKnownDuring } from '../as-known.ts';
import { instantParam } from '../sql.ts';
import type { OwnParty } from './locations.ts';
import type { Page, Paged } from './paging.ts';

/** All of time, as far as the store can tell instants. */
export const ever = { from: 0, to: Date.UTC(2299, 0, 1) };

export interface AskedPlaces extends Page {
  readonly tenant: string;
  readonly now: number;
  /** Only sites of which all is known that a location needs, given this; null: all sites. */
  readonly tellable: OwnParty | null;
  /** Only this site; absent: all. */
  readonly site_id?: string;
}

export interface PlaceId {
  readonly site_id: string;
  readonly updated_at: number;
}

const now = instantParam('now');

/** Milliseconds of an instant that is over; 0 for one that is not, and for none. */
const past = (instant: string): string =>
  `ifNull(if(${instant} <= ${now}, toUnixTimestamp64Milli(${instant}), 0), 0)`;
const isPresent = `(holds_from <= ${now} AND (isNull(holds_to) OR holds_to > ${now}))`;
const begun = 'toUnixTimestamp64Milli(holds_from)';
/** Of the states of a thing the one that it is told by has the lowest rank. */
const rank =
  `(multiIf(${isPresent}, 0, holds_from <= ${now}, 1, 2), ` +
  `if(holds_from <= ${now}, -${begun}, ${begun}))`;
const edge = `max(greatest(${past('holds_from')}, ${past('holds_to')}))`;

const needed = [
  'address',
  'city',
  'country',
  'latitude',
  'longitude',
  'time_zone',
  'country_code',
  'party_id',
] as const;

const spansOf = (table: typeof sites | typeof ports, tenant: string): Query =>
  asKnownDuring(table, { tenant, known_at: null, ...ever });

/** Columns of one side of a join under their own names. */
const columnsOf = (side: string, names: readonly string[]): string =>
  names.map((name) => `${side}.${name} AS ${name}`).join(', ');

const ofTenant = 'WHERE tenant = {tenant:String}';

const siteSql = (
  spans: string,
): string => `SELECT ${columnsOf('s', ['site_id', 'edge', ...needed])},
    ${columnsOf('t', ['created_at', 'told'])}
  FROM (SELECT site_id, ${edge} AS edge,
    ${needed.map((name) => `argMin(${name}, ${rank}) AS ${name}`).join(', ')}
    FROM (${spans}) GROUP BY site_id) AS s
  INNER JOIN (SELECT site_id, min(recorded_at) AS created_at, max(${past('recorded_at')}) AS told
    FROM laddbok.${sites.name} ${ofTenant} GROUP BY site_id) AS t ON s.site_id = t.site_id`;

/** Ports by the sites that they stand or stood on, and when what is told of each changed. */
const portSql = (
  spans: string,
): string => `SELECT ${columnsOf('p', ['site_id', 'station_id', 'port'])},
    greatest(p.edge, t.told, if(p.present, d.since, 0))
    AS changed
  FROM (SELECT site_id, station_id, port, ${edge} AS edge, max(${isPresent}) AS present
    FROM (${spans}) GROUP BY site_id, station_id, port) AS p
  LEFT JOIN (SELECT station_id, port, max(${past('recorded_at')}) AS told
    FROM laddbok.${ports.name} ${ofTenant} GROUP BY station_id, port) AS t
    ON p.station_id = t.station_id AND p.port = t.port
  LEFT JOIN (SELECT station_id, port, max(toUnixTimestamp64Milli(started_at)) AS since
    FROM laddbok.${availability.name} ${ofTenant} AND isNull(ended_at)
    GROUP BY station_id, port) AS d
    ON p.station_id = d.station_id AND p.port = d.port`;

/**
 * When anything of the ports of a site changed: of a port, of what it does, or what was said of its
 * tariff, by whatever an assignment names.
 */
const changesSql = (spans: string): string => `SELECT k.site_id AS site_id,
    max(greatest(k.changed, a.said)) AS changed
  FROM (SELECT site_id, changed, arrayJoin(['', toString(site_id)]) AS of_site,
    arrayJoin(['', toString(station_id)]) AS of_station,
    arrayJoin([-1, toInt32(port)]) AS of_port FROM (${portSql(spans)})) AS k
  LEFT JOIN (SELECT toString(site_id) AS of_site, toString(station_id) AS of_station,
    ifNull(toInt32(port), -1) AS of_port,
    max(greatest(${past('recorded_at')}, ${past('valid_from')}, ${past('valid_to')})) AS said
    FROM laddbok.${tariffAssignments.name} ${ofTenant}
    GROUP BY of_site, of_station, of_port) AS a
    ON k.of_site = a.of_site AND k.of_station = a.of_station AND k.of_port = a.of_port
  GROUP BY site_id`;

/** What a location needs: of the party, what the settings say stands for what the site does not. */
const tellableSql = ({ country_code, party_id }: OwnParty): string =>
  needed
    .filter((name) => name !== 'country_code' || country_code === '')
    .filter((name) => name !== 'party_id' || party_id === '')
    .map((name) => `${name} != ''`)
    .join(' AND ');

const placesSql = ({ tenant, tellable, site_id }: AskedPlaces): Query => {
  const [siteSpans, portSpans] = [spansOf(sites, tenant), spansOf(ports, tenant)];
  const where = [
    'updated_at >= {updated_from:Int64} AND updated_at < {updated_to:Int64}',
    ...(tellable === null ? [] : [tellableSql(tellable)]),
    ...(site_id === undefined ? [] : ['site_id = {only_site:String}']),
  ];
  const sql = `SELECT site_id, created_at, updated_at FROM (
    SELECT ${columnsOf('s', ['site_id', 'created_at', ...needed])},
      greatest(s.edge, s.told, p.changed) AS updated_at
    FROM (${siteSql(siteSpans.sql)}) AS s
    LEFT JOIN (${changesSql(portSpans.sql)}) AS p ON s.site_id = p.site_id)
    WHERE ${where.join(' AND ')}`;
  return { sql, params: { ...siteSpans.params, ...portSpans.params } };
};

interface IdRow extends Readonly<Record<string, unknown>> {
  readonly site_id: string;
  readonly updated_at: number | string;
  readonly total: number | string;
}

/** The sites of a page, in the order in which they were first told of, and how many there are. */
export const readPlaceIds = async (store: Store, asked: AskedPlaces): Promise<Paged<PlaceId>> => {
  const { sql, params } = placesSql(asked);
  const { now: at, from, to, offset, limit, site_id: only_site = '' } = asked;
  const bound = { ...params, now: at, updated_from: from, updated_to: to, only_site };
  const rows = await store.query<IdRow>({
    sql:
      `SELECT site_id, updated_at, count() OVER () AS total FROM (${sql}) ` +
      'ORDER BY created_at, site_id LIMIT {limit:UInt32} OFFSET {offset:UInt64}',
    params: { ...bound, limit, offset },
  });
  const items = rows.map((row) => ({ site_id: row.site_id, updated_at: Number(row.updated_at) }));
  const [first] = rows;
  if (first !== undefined || offset === 0) return { items, total: Number(first?.total ?? 0) };
  // Beyond the last page no row says how many there are.
  const counting = { sql: `SELECT count() AS total FROM (${sql})`, params: bound };
  const [counted] = await store.query<{ total: string }>(counting);
  return { items, total: Number(counted?.total ?? 0) };
};

/** The ids of all sites that a tenant ever had. */
export const siteIdsOf = async (store: Store, tenant: string): Promise<readonly string[]> => {
  const sql = `SELECT DISTINCT site_id FROM laddbok.${sites.name} ${ofTenant}`;
  const rows = await store.query<{ site_id: string }>({ sql, params: { tenant } });
  return rows.map(({ site_id }) => site_id);
};
