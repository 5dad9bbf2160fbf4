// The variables at the head of each board, and the conditions that they put on rows.

import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { faults } from '../processors/faults/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import { stations } from '../processors/stations/table.ts';
import { columns, datasource, oneLine } from './query.ts';
import { sitesNow, stationsOnSites } from './registry.ts';

const s = columns(stations);

/** Rows of the tenant chosen. */
export const ofTenant = (alias = ''): string =>
  `${alias === '' ? '' : `${alias}.`}${s.tenant} = \${tenant:singlequote}`;

/** Rows of the sites, models and stations chosen; the tenant is another condition. */
export const chosen = (alias = ''): string => {
  const station = `${alias === '' ? '' : `${alias}.`}${s.station_id}`;
  const ofSites = `SELECT ${s.station_id} FROM (${stationsOnSites}) WHERE
    site_id IN (\${site:singlequote})`;
  const ofModels = `SELECT ${s.station_id} FROM ${stations.name} WHERE ${ofTenant()} AND
    ${s.model} IN (\${model:singlequote})`;
  return [
    `$__conditionalAll(${station} IN (${ofSites}), $site)`,
    `$__conditionalAll(${station} IN (${ofModels}), $model)`,
    `$__conditionalAll(${station} IN (\${station:singlequote}), $station)`,
  ].join(' AND ');
};

/**
 * Rows of the tenant, sites, models and stations chosen; for tables with `tenant` and
 * `station_id`.
 */
export const here = (alias = ''): string => `${ofTenant(alias)} AND ${chosen(alias)}`;

/** Rows of the one station of the drill-down. */
export const ofStation = (alias = ''): string =>
  `${ofTenant(alias)} AND ${alias === '' ? '' : `${alias}.`}${s.station_id} =
    \${station:singlequote}`;

const fa = columns(faults);

/**
 * Fault episodes without those that only repeat: a 2.x station says Faulted of the port, and beside
 * it what broke. The bare word counts where nothing else was said of the port at that moment.
 */
export const named = `(${fa.error_code} != 'Faulted' OR (${fa.station_id}, ${fa.port},
  ${fa.opened_at})
  NOT IN (SELECT ${fa.station_id}, ${fa.port}, ${fa.opened_at} FROM ${faults.name}
  WHERE ${fa.error_code} != 'Faulted' AND ${ofTenant()}))`;

const asked = (name: string, sql: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .datasource(datasource)
    .query({ refId: 'variable', queryType: 'sql', rawSql: oneLine(sql) })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

const source = new DatasourceVariableBuilder('datasource')
  .label('Data source')
  .description('The ClickHouse of the ledger.')
  .type(datasource.type);

const tenant = asked(
  'tenant',
  `SELECT DISTINCT ${s.tenant} FROM ${stations.name} ORDER BY ${s.tenant}`,
)
  .label('Tenant')
  .description('Whose stations. Identities of stations are unique within a tenant only.');

const site = asked(
  'site',
  `SELECT site_id, if(name = '', site_id, name) AS label FROM (${sitesNow}) ORDER BY site_id`,
)
  .label('Site')
  .description('Sites of the ledger. A station belongs to the site that its ports stand on now.')
  .multi(true)
  .includeAll(true);

const model = asked(
  'model',
  `SELECT DISTINCT ${s.model} FROM ${stations.name}
  WHERE ${ofTenant()} AND ${s.model} != '' ORDER BY ${s.model}`,
)
  .label('Model')
  .description('Models of stations by their last boot.')
  .multi(true)
  .includeAll(true);

const stationsOfModels = `SELECT ${s.station_id} FROM ${stations.name}
  WHERE ${ofTenant()} AND $__conditionalAll(${s.model} IN (\${model:singlequote}), $model)
  AND $__conditionalAll(${s.station_id} IN (SELECT ${s.station_id} FROM (${stationsOnSites})
    WHERE site_id IN (\${site:singlequote})), $site)
  ORDER BY ${s.station_id}`;

const manyStations = asked('station', stationsOfModels)
  .label('Station')
  .description('Stations of the sites and models chosen.')
  .multi(true)
  .includeAll(true);

const allStations = `SELECT ${s.station_id} FROM ${stations.name} WHERE ${ofTenant()} ORDER BY
  ${s.station_id}`;

const oneStation = asked('station', allStations).label('Station').description('The station.');

const c = columns(sessions);

const oneSession = asked(
  'session',
  `SELECT ${c.session_id}, concat(formatDateTime(${c.started_at}, '%Y-%m-%d %H:%i'), ', port ',
    toString(${c.port})) AS label
  FROM ${sessions.name} WHERE ${ofStation()}
  AND ${c.started_at} <= $__toTime AND ifNull(${c.ended_at}, $__toTime) >= $__fromTime
  ORDER BY ${c.started_at} DESC LIMIT 500`,
)
  .label('Session')
  .description('Sessions of the station that overlap the time range, newest first.')
  .sort(VariableSort.Disabled);

/** On boards about many stations. */
export const fleetVariables = [source, tenant, site, model, manyStations];
/** On the board about one station. */
export const stationVariables = [source, tenant, oneStation];
/** On the board about one session. */
export const sessionVariables = [source, tenant, oneStation, oneSession];
