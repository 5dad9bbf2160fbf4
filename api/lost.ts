// What was confirmed and is nowhere: one SQL for the API, for the alert and for the figure.

import { completeness as table } from '../processors/completeness/table.ts';

/** Joins to the table of completeness, which has to be called `c`. */
export interface SumJoins {
  /** `aside.n`: events in the log that the fold could not take. */
  readonly aside: string;
  /** `noticed.n`: those of them that the numbering of connections misses. */
  readonly noticed: string;
}

const joined = (sql: string, name: string): string =>
  `LEFT JOIN ${sql} AS ${name} ON ${name}.tenant = c.tenant AND
    ${name}.station_id = c.station_id AND ${name}.hour = c.hour`;

/**
 * The numbering of a connection knows nothing of what was set aside: it misses that number as well,
 * in the hour of the next event that was folded. What it misses beyond those is lost. `which`: a
 * condition on the tenant, or `true` for all.
 */
export const sumJoins = (which: string): SumJoins => {
  const events = `(SELECT tenant, station_id,
      toDateTime64(toStartOfHour(assumeNotNull(received_at)), 3, 'UTC') AS hour
    FROM laddbok.events_set_aside WHERE ${which} AND received_at IS NOT NULL)`;
  const aside = `(SELECT tenant, station_id, hour, toUInt32(count()) AS n
    FROM ${events} GROUP BY tenant, station_id, hour)`;
  const noticed = `(SELECT s.tenant AS tenant, s.station_id AS station_id, g.hour AS hour,
      toUInt32(count()) AS n
    FROM ${events} AS s ASOF JOIN (
      SELECT tenant, station_id, hour FROM laddbok.${table.name} WHERE ${which} AND missing > 0
    ) AS g ON s.tenant = g.tenant AND s.station_id = g.station_id AND s.hour <= g.hour
    GROUP BY s.tenant, s.station_id, g.hour)`;
  return { aside: joined(aside, 'aside'), noticed: joined(noticed, 'noticed') };
};

/** Events of an hour of a station that were confirmed and are nowhere. */
export const lost = 'greatest(c.missing, noticed.n) - noticed.n';

/** By tenant: events of the last day that were confirmed and are nowhere. */
export const lostOfLastDay = `SELECT c.tenant AS tenant, toFloat64(sum(${lost})) AS lost
  FROM laddbok.${table.name} AS c ${sumJoins('true').noticed}
  WHERE c.hour > now() - INTERVAL 1 DAY
  GROUP BY tenant ORDER BY tenant`;
