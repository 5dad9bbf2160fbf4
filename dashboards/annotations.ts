// What explains a picture: firmware that was installed, and outages, marked on every time axis.

import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { outages } from '../processors/availability/table.ts';
import { firmwareUpdates } from '../processors/firmware/table.ts';
import { colours } from './look.ts';
import { columns, datasource, query } from './query.ts';
import { here, ofStation } from './variables.ts';

const f = columns(firmwareUpdates);
const o = columns(outages);

const annotation = (name: string, colour: string, sql: string) =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(datasource)
    .enable(true)
    .iconColor(colour)
    .target(query({ sql, shape: 'table' }));

/** Stations that must be out at once to be marked where no station is chosen. */
const together_min = 3;

/** 1 where stations are chosen, else as many as make a fleet's outage. */
const enough = `if(NOT ($__conditionalAll(0 = 1, $station)), 1, ${together_min})`;

/** On boards about many stations: installations by hour, and outages of several at once. */
export const fleetAnnotations = () => [
  annotation(
    'Firmware',
    colours.reserved,
    `SELECT toStartOfHour(assumeNotNull(${f.ended_at})) AS time,
      concat('firmware ', ${f.to_version}, ' on ', toString(uniqExact(${f.station_id})), ' station(s)') AS text,
      'firmware' AS tags
    FROM ${firmwareUpdates.name}
    WHERE ${f.ended_at} IS NOT NULL AND $__timeFilter(${f.ended_at}) AND ${f.state} = 'installed' AND ${here()}
    GROUP BY time, ${f.to_version} ORDER BY time LIMIT 200`,
  ),
  annotation(
    'Outages',
    colours.bad,
    `SELECT toStartOfInterval(${o.started_at}, INTERVAL 15 minute) AS time,
      concat(toString(uniqExact(${o.station_id})), ' station(s) out') AS text, 'outage' AS tags
    FROM ${outages.name}
    WHERE $__timeFilter(${o.started_at}) AND ${here()}
      AND (${o.ended_at} IS NULL OR ${o.ended_at} > ${o.started_at})
    GROUP BY time HAVING uniqExact(${o.station_id}) >= ${enough} ORDER BY time LIMIT 200`,
  ),
];

/** On boards about one station: each of them. */
export const stationAnnotations = () => [
  annotation(
    'Firmware',
    colours.reserved,
    `SELECT assumeNotNull(${f.ended_at}) AS time,
      concat('firmware ', ${f.to_version}, ' ', ${f.state}) AS text, 'firmware' AS tags
    FROM ${firmwareUpdates.name}
    WHERE ${f.ended_at} IS NOT NULL AND $__timeFilter(${f.ended_at}) AND ${ofStation()}
    ORDER BY time LIMIT 200`,
  ),
  annotation(
    'Outages',
    colours.bad,
    `SELECT ${o.started_at} AS time, ifNull(${o.ended_at}, $__toTime) AS timeEnd,
      concat('port ', toString(${o.port}), ' out: ', ${o.cause}) AS text, 'outage' AS tags
    FROM ${outages.name}
    WHERE $__timeFilter(${o.started_at}) AND ${ofStation()}
      AND (${o.ended_at} IS NULL OR ${o.ended_at} > ${o.started_at})
    ORDER BY time LIMIT 200`,
  ),
];
