// Charge attempts of ports by quarters of an hour, and how many of them succeeded.

import { sessions } from '../../../processors/sessions/table.ts';
import { condition, instantParam, ofTenant, select } from '../../sql.ts';
import type { ExportErrand } from '../define.ts';
import { portKey, stationsOf } from '../port-groups.ts';
import type { SitedPort } from '../registry.ts';

export const quarter_ms = 900_000;

export interface Attempts {
  readonly attempts: number;
  readonly successful: number;
}

export const none: Attempts = { attempts: 0, successful: 0 };

export const attemptKey = (station_id: string, port: number, at: number): string =>
  `${Math.floor(at / quarter_ms)} ${portKey(station_id, port)}`;

interface Row {
  readonly [column: string]: unknown;
  readonly station_id: string;
  readonly port: number;
  readonly quarter: string;
  readonly attempts: string;
  readonly successful: string;
}

/** Sessions that began in the range, each an attempt; only one whose outcome is known counts. */
export const attemptsOf = async (
  { store, tenant, from, to }: ExportErrand,
  group: readonly SitedPort[],
): Promise<ReadonlyMap<string, Attempts>> => {
  const query = select({
    columns: [
      'station_id',
      'port',
      `intDiv(toUnixTimestamp64Milli(started_at), ${quarter_ms}) AS quarter`,
      'count() AS attempts',
      "countIf(outcome = 'success') AS successful",
    ],
    from: sessions.name,
    groupBy: ['station_id', 'port', 'quarter'],
    where: [
      ofTenant(tenant),
      condition('station_id IN {stations:Array(String)}', { stations: stationsOf(group) }),
      condition("outcome IN ('success', 'failed', 'abandoned')"),
      condition(`started_at >= ${instantParam('from')}`, { from }),
      condition(`started_at < ${instantParam('to')}`, { to }),
    ],
  });
  const rows = await store.query<Row>(query);
  return new Map(
    rows.map(({ station_id, port, quarter, attempts, successful }) => [
      attemptKey(station_id, port, Number(quarter) * quarter_ms),
      { attempts: Number(attempts), successful: Number(successful) },
    ]),
  );
};
