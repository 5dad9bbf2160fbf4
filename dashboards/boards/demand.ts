// Board: when and where energy is asked for, and how much of the network is used.

import { availabilityByTime } from '../../processors/availability/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { Board } from '../board.ts';
import { wholeSteps } from '../data-row.ts';
import { toStation } from '../links.ts';
import { neutral, worseFrom } from '../look.ts';
import { bars, heatmap, histogram, lines, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { ofPorts, spent_s, within } from '../spans.ts';
import { here } from '../variables.ts';

const a = columns(availabilityByTime);
const e = columns(sessionEnergy);
const s = columns(sessions);

const deliveredHere = `$__timeFilter(${e.bucket_start}) AND ${here()}`;
const startedHere = `$__timeFilter(${s.started_at}) AND ${here()}`;
const known = `${ofPorts(a)} AND ${a.state} != 'unknown' AND ${within(a)} AND ${here()}`;

const atAGlance = [
  stat({
    title: 'Energy delivered',
    about: 'Movement of the registers of all ports in the range, by quarters of an hour.',
    sql: `SELECT sum(${e.energy_wh}) AS energy_wh FROM ${sessionEnergy.name} WHERE
      ${deliveredHere}`,
    unit: 'energy_wh',
    decimals: 2,
    width: 4,
  }),
  stat({
    title: 'Sessions',
    about: 'Sessions that started in the range.',
    sql: `SELECT count() AS sessions FROM ${sessions.name} WHERE ${startedHere}`,
    unit: 'count',
    width: 4,
  }),
  stat({
    title: 'Energy of a session, median',
    about: 'Of sessions with energy that started in the range and have ended.',
    sql: `SELECT quantileExact(0.5)(${s.energy_wh}) AS median_wh FROM ${sessions.name}
      WHERE ${s.energy_wh} > 0 AND ${s.state} = 'ended' AND ${startedHere}`,
    unit: 'energy_wh',
    decimals: 1,
    width: 4,
  }),
  stat({
    title: 'Time charging',
    about: 'Share of the known port-time of the range in which a port charged.',
    sql: `SELECT sumIf(${spent_s(a)}, ${a.state} = 'charging') / sum(${spent_s(a)}) AS used
      FROM ${availabilityByTime.name} WHERE ${known}`,
    unit: 'share',
    scale: neutral,
    width: 4,
  }),
  stat({
    title: 'Time taken',
    about: 'Share of the known port-time in which a port charged, was occupied or was reserved.',
    sql: `SELECT sumIf(${spent_s(a)}, ${a.state} IN ('charging', 'occupied', 'reserved')) /
      sum(${spent_s(a)}) AS taken
      FROM ${availabilityByTime.name} WHERE ${known}`,
    unit: 'share',
    scale: neutral,
    width: 4,
  }),
  stat({
    title: 'Plugged in without charging',
    about:
      'Idle seconds by the whole duration of sessions that started in the range and have ended: ' +
      'how much of a visit blocks the port for nothing.',
    sql: `SELECT toFloat64(sum(${s.idle_s})) / nullIf(toFloat64(sum(${s.duration_s})), 0) AS idle
      FROM ${sessions.name} WHERE ${s.state} = 'ended' AND ${startedHere}`,
    unit: 'share',
    scale: worseFrom(0.25, 0.5),
    width: 4,
  }),
];

const course = [
  lines({
    title: 'Charging power',
    about:
      'Average power of all ports: energy of each step of time that is over by its length; none ' +
      'where no session moved any.',
    sql: `SELECT $__timeInterval(${e.bucket_start}) AS time, sum(${e.energy_wh}) * 3600 /
      $__interval_s AS power
      FROM ${sessionEnergy.name} WHERE ${deliveredHere} GROUP BY time ${wholeSteps}
      ORDER BY time WITH FILL STEP toIntervalSecond($__interval_s)`,
    unit: 'power_w',
    interval: '15m',
    width: 12,
  }),
  lines({
    title: 'Ports that deliver at once',
    about: 'The most ports that delivered energy in one quarter of an hour of each step of time.',
    sql: `SELECT $__timeInterval(quarter) AS time, max(ports) AS ports FROM (
        SELECT ${e.bucket_start} AS quarter, uniqExact(${e.station_id}, ${e.port}) AS ports
        FROM ${sessionEnergy.name} WHERE ${e.energy_wh} > 0 AND ${deliveredHere} GROUP BY quarter)
      GROUP BY time ORDER BY time`,
    unit: 'count',
    interval: '15m',
    width: 12,
  }),
  bars({
    title: 'Energy by day',
    about: 'Energy delivered by day; days begin at midnight UTC.',
    sql: `SELECT toDateTime(toStartOfDay(${e.bucket_start})) AS time, sum(${e.energy_wh}) AS energy
      FROM ${sessionEnergy.name} WHERE ${deliveredHere} GROUP BY time ORDER BY time`,
    unit: 'energy_wh',
    interval: '24h',
    width: 12,
  }),
  heatmap({
    title: 'Energy by hour of the day',
    about: 'Energy delivered, by day (across) and hour of the day (up), UTC: when demand comes.',
    sql: `SELECT toDateTime(toStartOfDay(${e.bucket_start})) AS time,
      leftPad(toString(toHour(${e.bucket_start})), 2, '0') AS hour,
        sum(${e.energy_wh}) AS Value
      FROM ${sessionEnergy.name} WHERE ${deliveredHere} GROUP BY time, hour ORDER BY time, hour`,
    unit: 'energy_wh',
    width: 12,
    height: 8,
  }),
];

const spread = [
  histogram({
    title: 'Energy of sessions',
    about: 'How many sessions took how much; sessions without energy are left out.',
    sql: `SELECT toFloat64(${s.energy_wh}) AS energy FROM ${sessions.name}
      WHERE ${s.energy_wh} > 0 AND ${startedHere} ORDER BY ${s.started_at} LIMIT 20000`,
    unit: 'energy_wh',
    bucket: 5_000,
    width: 12,
  }),
  histogram({
    title: 'Duration of sessions',
    about: 'How many sessions lasted how long, idle time and all.',
    sql: `SELECT toFloat64(${s.duration_s}) AS duration FROM ${sessions.name}
      WHERE ${s.state} = 'ended' AND ${startedHere} ORDER BY ${s.started_at} LIMIT 20000`,
    unit: 'seconds',
    bucket: 1_800,
    width: 12,
  }),
  table({
    title: 'Stations by use',
    about: 'Where to expand and where to remove: energy and time charging of each station.',
    sql: `SELECT a.id AS station_id, any(a.ports) AS ports, any(a.used) AS used, any(a.taken) AS
      taken, any(c.sessions) AS sessions,
        any(c.energy_wh) AS energy_wh, energy_wh / ports / (dateDiff('second', $__fromTime,
          $__toTime) / 86400) AS per_port_day
      FROM (SELECT ${a.station_id} AS id, uniqExact(${a.port}) AS ports,
          sumIf(${spent_s(a)}, ${a.state} = 'charging') / sum(${spent_s(a)}) AS used,
          sumIf(${spent_s(a)}, ${a.state} IN ('charging', 'occupied', 'reserved')) /
            sum(${spent_s(a)}) AS taken
        FROM ${availabilityByTime.name} WHERE ${known} GROUP BY id) AS a
      LEFT JOIN (SELECT ${s.station_id} AS id, count() AS sessions, toFloat64(sum(${s.energy_wh}))
        AS energy_wh
        FROM ${sessions.name} WHERE ${startedHere} GROUP BY id) AS c ON c.id = a.id
      GROUP BY station_id ORDER BY used DESC, station_id LIMIT 500`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      ports: { heading: 'Ports', unit: 'count' },
      used: { heading: 'Time charging', unit: 'share' },
      taken: { heading: 'Time taken', unit: 'share' },
      sessions: { heading: 'Sessions', unit: 'count' },
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
      per_port_day: { heading: 'Energy per port and day', unit: 'energy_wh' },
    },
    width: 24,
  }),
];

export const board: Board = {
  title: 'Demand and use',
  about: 'For whoever plans the network: when energy is asked for, where, and what stands idle.',
  topic: 'planning',
  of: 'fleet',
  from: 'now-30d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Course', panels: course },
    { title: 'Spread', panels: spread },
  ],
};
