// Board: what breaks, how often, how long, and where to send someone.

import { connections } from '../../processors/connections/table.ts';
import { faults } from '../../processors/faults/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Board } from '../board.ts';
import { toStation } from '../links.ts';
import { neutral, worseFrom } from '../look.ts';
import { bars, lines, rankedBars, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { length_s } from '../spans.ts';
import { here, named } from '../variables.ts';

const f = columns(faults);
const n = columns(connections);
const s = columns(sessions);
const st = columns(stations);

const openedHere = `$__timeFilter(${f.opened_at}) AND ${named} AND ${here()}`;
const standing = `${named} AND ${f.opened_at} <= $__toTime AND (${f.cleared_at} IS NULL OR
  ${f.cleared_at} >
  $__toTime)`;
const span = { started_at: f.opened_at, ended_at: f.cleared_at };

const atAGlance = [
  stat({
    title: 'Open faults',
    about: 'Faults that stand at the end of the range; warnings are not among them.',
    sql: `SELECT count() AS faults FROM ${faults.name} WHERE ${f.severity} = 'fault' AND
      ${standing} AND ${here()}`,
    unit: 'count',
    scale: worseFrom(1, 10),
    width: 6,
  }),
  stat({
    title: 'Faults opened',
    about: 'Episodes of faults that began in the range; one episode may be reported many times.',
    sql: `SELECT countIf(${f.severity} = 'fault') AS faults FROM ${faults.name} WHERE
      ${openedHere}`,
    unit: 'count',
    width: 6,
  }),
  stat({
    title: 'Time to clear, median',
    about: 'Of faults that began in the range and were cleared. Those still open are left out.',
    sql: `SELECT quantileExact(0.5)(${f.recovery_s}) AS seconds FROM ${faults.name}
      WHERE ${f.severity} = 'fault' AND ${f.recovery_s} IS NOT NULL AND ${openedHere}`,
    unit: 'duration_s',
    scale: worseFrom(14_400, 86_400),
    width: 6,
  }),
  stat({
    title: 'Faults per 100 sessions',
    about: 'Faults opened by sessions started in the range: whether it is the traffic that rises.',
    sql: `SELECT 100 * (SELECT countIf(${f.severity} = 'fault') FROM ${faults.name} WHERE
      ${openedHere}) / nullIf(count(), 0) AS rate
      FROM ${sessions.name} WHERE $__timeFilter(${s.started_at}) AND ${here()}`,
    unit: 'count',
    decimals: 2,
    scale: worseFrom(2, 10),
    width: 6,
  }),
];

const course = [
  bars({
    title: 'Faults and warnings',
    about: 'Episodes by the time of their beginning.',
    sql: `SELECT $__timeInterval(${f.opened_at}) AS time, ${f.severity} AS severity, count() AS
      Value
      FROM ${faults.name} WHERE ${openedHere} GROUP BY time, severity ORDER BY time`,
    unit: 'count',
    interval: '6h',
    width: 12,
  }),
  bars({
    title: 'Connections lost',
    about: 'Connections that ended, by who ended them.',
    sql: `SELECT $__timeInterval(assumeNotNull(${n.closed_at})) AS time, ${n.closed_by} AS
      closed_by, count() AS Value
      FROM ${connections.name} WHERE ${n.closed_at} IS NOT NULL AND $__timeFilter(${n.closed_at})
        AND ${here()}
      GROUP BY time, closed_by ORDER BY time`,
    unit: 'count',
    interval: '6h',
    width: 12,
  }),
  lines({
    title: 'Time to clear',
    about: 'Of faults that began in each step and were cleared: median and 90th percentile.',
    sql: `SELECT $__timeInterval(${f.opened_at}) AS time, quantileExact(0.5)(${f.recovery_s}) AS
      median,
        quantileExact(0.9)(${f.recovery_s}) AS p90
      FROM ${faults.name} WHERE ${f.severity} = 'fault' AND ${f.recovery_s} IS NOT NULL AND
        ${openedHere}
      GROUP BY time ORDER BY time`,
    unit: 'duration_s',
    interval: '24h',
    width: 24,
  }),
];

const where = [
  rankedBars({
    title: 'Errors by number',
    about: 'The few codes that matter: episodes of faults and warnings by error code.',
    sql: `SELECT ${f.error_code} AS error_code, count() AS faults FROM ${faults.name} WHERE
      ${openedHere}
      GROUP BY error_code ORDER BY faults DESC, error_code LIMIT 15`,
    value: 'faults',
    unit: 'count',
    width: 10,
    height: 10,
  }),
  table({
    title: 'Models',
    about: 'Faults of each model, and the time that one of its stations runs between two of them.',
    sql: `SELECT s.${st.vendor} AS vendor, s.${st.model} AS model, uniqExact(s.${st.station_id})
      AS stations,
        countIf(f.severity = 'fault') AS faults,
        stations * dateDiff('second', $__fromTime, $__toTime) / nullIf(faults, 0) AS between
      FROM ${stations.name} AS s
      LEFT JOIN (SELECT ${f.station_id} AS id, ${f.severity} AS severity FROM ${faults.name} WHERE
        ${openedHere}) AS f ON f.id = s.${st.station_id}
      WHERE ${here('s')} GROUP BY vendor, model ORDER BY between NULLS LAST, model LIMIT 100`,
    columns: {
      vendor: { heading: 'Vendor' },
      model: { heading: 'Model' },
      stations: { heading: 'Stations', unit: 'count' },
      faults: { heading: 'Faults', unit: 'count' },
      between: { heading: 'Time between faults', unit: 'duration_s' },
    },
    width: 14,
    height: 10,
  }),
  table({
    title: 'Worst ports',
    about: 'Where to send someone: ports by faults in the range; port 0 is the station as a whole.',
    sql: `SELECT ${f.station_id} AS station_id, ${f.port} AS port, countIf(${f.severity} =
      'fault') AS faults,
        count() - faults AS warnings, uniqExact(${f.error_code}) AS codes,
          topK(1)(${f.error_code})[1] AS most_common, max(${f.opened_at}) AS last
      FROM ${faults.name} WHERE ${openedHere} GROUP BY station_id, port ORDER BY faults DESC,
        warnings DESC, station_id, port LIMIT 50`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      port: { heading: 'Port' },
      faults: { heading: 'Faults', unit: 'count' },
      warnings: { heading: 'Warnings', unit: 'count' },
      codes: { heading: 'Different errors', unit: 'count' },
      most_common: { heading: 'Most common' },
      last: { heading: 'Last opened', unit: 'instant' },
    },
    width: 24,
  }),
  table({
    title: 'Open faults and warnings',
    about: 'What stands at the end of the range, longest first.',
    sql: `SELECT ${f.station_id} AS station_id, ${f.port} AS port, ${f.severity} AS severity,
      ${f.error_code} AS error_code,
        ${f.vendor_error_code} AS vendor_code, ${f.info} AS info, ${f.opened_at} AS opened,
          ${length_s(span)} AS open_for
      FROM ${faults.name} WHERE ${standing} AND ${here()} ORDER BY opened, station_id, port LIMIT
        200`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      port: { heading: 'Port' },
      severity: { heading: 'Severity', scale: neutral },
      error_code: { heading: 'Error' },
      vendor_code: { heading: 'Vendor code' },
      info: { heading: 'Said' },
      opened: { heading: 'Opened', unit: 'instant' },
      open_for: { heading: 'Open for', unit: 'duration_s' },
    },
    width: 24,
  }),
];

export const board: Board = {
  title: 'Faults and reliability',
  about: 'For whoever repairs: what breaks, which few errors and models matter, where to go first.',
  topic: 'operations',
  of: 'fleet',
  from: 'now-7d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Course', panels: course },
    { title: 'Where', panels: where },
  ],
};
