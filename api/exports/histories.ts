// What is known of ports over a window: intervals of the timeline, exclusions, life, opening hours.

import { grouped } from '../../lib/grouped.ts';
import { availability } from '../../processors/availability/table.ts';
import { storeInstant } from '../encode.ts';
import type { Interval, PortHistory } from '../rulebooks/evaluate.ts';
import type { Window } from '../rulebooks/windows.ts';
import { condition, lasting, ofTenant, select, withLength } from '../sql.ts';
import type { ExportErrand } from './define.ts';
import type { SitedPort } from './registry.ts';
import { portKey, stationsOf } from './port-groups.ts';

interface Row {
  readonly [column: string]: unknown;
  readonly station_id: string;
  readonly port: number;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly state: string;
  readonly cause: string;
}

const span = { start: 'started_at', end: 'ended_at' } as const;

const intervalOf = ({ started_at, ended_at, state, cause }: Row): Interval => ({
  started_at: storeInstant(started_at),
  ended_at: ended_at === null ? null : storeInstant(ended_at),
  state,
  cause,
});

const intervalsOf = async (
  { store, tenant }: ExportErrand,
  stations: readonly string[],
  { from, to }: Window,
): Promise<ReadonlyMap<string, readonly Interval[]>> => {
  const query = select({
    columns: ['station_id', 'port', 'started_at', 'ended_at', 'state', 'cause'],
    from: availability.name,
    where: [
      ofTenant(tenant),
      condition('station_id IN {stations:Array(String)}', { stations }),
      withLength(span),
      lasting(span, from, to),
    ],
  });
  const rows = await store.query<Row>({
    ...query,
    sql: `${query.sql}\nORDER BY station_id, port, started_at`,
  });
  const byPort = grouped(rows, ({ station_id, port }) => portKey(station_id, port));
  return new Map([...byPort].map(([key, own]) => [key, own.map(intervalOf)]));
};

/** The histories of a group of ports; of a port that was never heard of, nothing is known. */
export const historiesOf = async (
  errand: ExportErrand,
  group: readonly SitedPort[],
  window: Window,
): Promise<readonly (readonly [SitedPort, PortHistory])[]> => {
  const intervals = await intervalsOf(errand, stationsOf(group), window);
  return group.map((sited) => {
    const { port, site } = sited;
    const own = ({ station_id, port: number }: { station_id: string; port: number }): boolean =>
      station_id === port.station_id && number === port.port;
    const history: PortHistory = {
      intervals: intervals.get(portKey(port.station_id, port.port)) ?? [],
      exclusions: errand.registry.exclusions.filter(own),
      since: port.operational_since,
      until: port.operational_until,
      openingHours: site.opening_hours,
      zone: site.zone,
      known_until: errand.as_of,
    };
    return [sited, history] as const;
  });
};
