// Which stations a campaign is for, and how their updates go: the two questions to the tables.

import { firmwareUpdates } from '../../processors/firmware/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Store } from '../../store/port.ts';

/** Stations fit where they have all that is named; with nothing named, none do. */
export interface FleetFilter {
  readonly vendor?: string;
  readonly model?: string;
  readonly firmware_version?: string;
}

const columns = ['vendor', 'model', 'firmware_version'] as const;
const fitting_max = 20_000;

interface Named extends Readonly<Record<string, unknown>> {
  readonly station_id: string;
}

/** The stations of a tenant that fit, in the order of their names. */
export const stationsLike = async (
  store: Store,
  tenant: string,
  filter: FleetFilter,
): Promise<readonly string[]> => {
  const named = columns.filter((column) => filter[column] !== undefined);
  if (named.length === 0) return [];
  const conditions = named.map((column) => `${column} = {${column}:String}`).join(' AND ');
  const sql = `SELECT station_id FROM ${stations.name}
    WHERE tenant = {tenant:String} AND ${conditions} ORDER BY station_id LIMIT ${fitting_max}`;
  const given = Object.fromEntries(named.map((column) => [column, filter[column] ?? '']));
  const rows = await store.query<Named>({ sql, params: { tenant, ...given } });
  return rows.map(({ station_id }) => station_id);
};

interface Update extends Readonly<Record<string, unknown>> {
  readonly update_id: string;
  readonly state: string;
}

const ids_perQuestion = 500;

/** `state` of the updates that have a row, by `update_id`. */
export const updateStates = async (
  store: Store,
  tenant: string,
  updateIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const sql = `SELECT update_id, state FROM ${firmwareUpdates.name}
    WHERE tenant = {tenant:String} AND update_id IN {ids:Array(String)}`;
  const states = new Map<string, string>();
  for (let at = 0; at < updateIds.length; at += ids_perQuestion) {
    const ids = updateIds.slice(at, at + ids_perQuestion);
    const rows = await store.query<Update>({ sql, params: { tenant, ids } });
    for (const { update_id, state } of rows) states.set(update_id, state);
  }
  return states;
};
