// Board: the first screen of whoever runs the network.

import { attempts } from '../../processors/attempts/table.ts';
import { availabilityByTime } from '../../processors/availability/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { faults } from '../../processors/faults/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Board } from '../board.ts';
import { wholeSteps } from '../data-row.ts';
import { toStation } from '../links.ts';
import { betterFrom, colours, neutral, worseFrom } from '../look.ts';
import { bars, gauge, lines, map, rankedBars, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { siteName, sitesNow, stationsOnSites } from '../registry.ts';
import { ofPorts, outOfService, spent_s, standing, within } from '../spans.ts';
import { here, named } from '../variables.ts';

const a = columns(availabilityByTime);
const e = columns(sessionEnergy);
const f = columns(faults);
const s = columns(sessions);
const st = columns(stations);
const t = columns(attempts);

const startedHere = `$__timeFilter(${s.started_at}) AND ${here()}`;

const now = [
  stat({
    title: 'Ports out of service',
    about:
      'Ports that are faulted, unavailable or offline at the end of the range. Ports of which ' +
      'nothing is known are not among them.',
    sql: `SELECT countIf(${a.state} IN ${outOfService}) AS ports FROM ${availabilityByTime.name}
      WHERE ${ofPorts(a)} AND ${standing(a)} AND ${here()}`,
    unit: 'count',
    scale: worseFrom(1, 10),
    width: 4,
  }),
  gauge({
    title: 'Time in service',
    about:
      'Share of the port-time of the range in which a port was neither faulted nor unavailable ' +
      'nor offline. Time of which nothing is known is left out. No rulebook: see compliance.',
    sql: `SELECT sumIf(${spent_s(a)}, ${a.state} NOT IN ${outOfService}) / sum(${spent_s(a)}) AS
      in_service
      FROM ${availabilityByTime.name} WHERE ${ofPorts(a)} AND ${a.state} != 'unknown'
        AND ${within(a)} AND ${here()}`,
    unit: 'share',
    scale: betterFrom(0.95, 0.97),
    width: 4,
  }),
  stat({
    title: 'Sessions',
    about: 'Charging sessions that started in the range, by the clock of the station.',
    sql: `SELECT count() AS sessions FROM ${sessions.name} WHERE ${startedHere}`,
    unit: 'count',
    width: 4,
  }),
  stat({
    title: 'Energy delivered',
    about: 'Movement of the registers of all ports in the range, by quarters of an hour.',
    sql: `SELECT sum(${e.energy_wh}) AS energy_wh FROM ${sessionEnergy.name}
      WHERE $__timeFilter(${e.bucket_start}) AND ${here()}`,
    unit: 'energy_wh',
    decimals: 2,
    width: 4,
  }),
  stat({
    title: 'Session success',
    about:
      'Attempts that ended in a successful session by all attempts that have ended. An outcome ' +
      'that is not known is no success.',
    sql: `SELECT countIf(${t.outcome} = 'success') / countIf(${t.outcome} != 'open') AS success
      FROM ${attempts.name} WHERE $__timeFilter(${t.started_at}) AND ${here()}`,
    unit: 'share',
    scale: betterFrom(0.9, 0.97),
    width: 4,
  }),
  stat({
    title: 'Open faults',
    about:
      'Faults that stand at the end of the range; warnings, with which a port goes on, are not.',
    sql: `SELECT count() AS faults FROM ${faults.name}
      WHERE ${f.severity} = 'fault' AND ${named} AND ${f.opened_at} <= $__toTime
      AND (${f.cleared_at} IS NULL OR ${f.cleared_at} > $__toTime) AND ${here()}`,
    unit: 'count',
    scale: worseFrom(1, 10),
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
      FROM ${sessionEnergy.name} WHERE $__timeFilter(${e.bucket_start}) AND ${here()}
      GROUP BY time ${wholeSteps} ORDER BY time
      WITH FILL STEP toIntervalSecond($__interval_s)`,
    unit: 'power_w',
    interval: '15m',
    width: 12,
  }),
  bars({
    title: 'Sessions by outcome',
    about: 'Sessions by the time of their start and what became of them.',
    sql: `SELECT $__timeInterval(${s.started_at}) AS time, ${s.outcome} AS outcome, count() AS Value
      FROM ${sessions.name} WHERE ${startedHere} GROUP BY time, outcome ORDER BY time`,
    unit: 'count',
    interval: '1h',
    width: 12,
  }),
];

const places = [
  rankedBars({
    title: 'Ports by state',
    about: 'What every port does at the end of the range.',
    sql: `SELECT ${a.state} AS state, count() AS ports FROM ${availabilityByTime.name}
      WHERE ${ofPorts(a)} AND ${standing(a)} AND ${here()}
      GROUP BY state ORDER BY ports DESC, state`,
    value: 'ports',
    unit: 'count',
    width: 6,
    height: 10,
  }),
  table({
    title: 'Stations',
    about:
      'Stations by ports out of service, then faults in the range. Success as above; empty where ' +
      'no attempt has ended.',
    sql: `SELECT s.${st.station_id} AS station_id, any(s.${st.model}) AS model, any(p.ports_out)
      AS ports_out,
        any(f.faults) AS faults, any(c.sessions) AS sessions, any(c.energy_wh) AS energy_wh,
        any(t.success) AS success, any(s.${st.last_seen_at}) AS last_seen
      FROM ${stations.name} AS s
      LEFT JOIN (SELECT ${a.station_id} AS id, countIf(${a.state} IN ${outOfService}) AS ports_out
        FROM ${availabilityByTime.name} WHERE ${ofPorts(a)} AND ${standing(a)} AND ${here()}
        GROUP BY id) AS p ON p.id =
          s.${st.station_id}
      LEFT JOIN (SELECT ${f.station_id} AS id, countIf(${f.severity} = 'fault') AS faults
        FROM ${faults.name} WHERE $__timeFilter(${f.opened_at}) AND ${named} AND ${here()} GROUP
          BY id) AS f ON
          f.id = s.${st.station_id}
      LEFT JOIN (SELECT ${s.station_id} AS id, count() AS sessions, sum(${s.energy_wh}) AS energy_wh
        FROM ${sessions.name} WHERE ${startedHere} GROUP BY id) AS c ON c.id = s.${st.station_id}
      LEFT JOIN (SELECT ${t.station_id} AS id,
          countIf(${t.outcome} = 'success') / nullIf(countIf(${t.outcome} != 'open'), 0) AS success
        FROM ${attempts.name} WHERE $__timeFilter(${t.started_at}) AND ${here()} GROUP BY id) AS t
          ON t.id = s.${st.station_id}
      WHERE ${here('s')} GROUP BY station_id ORDER BY ports_out DESC, faults DESC, station_id
        LIMIT 500`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      model: { heading: 'Model' },
      ports_out: { heading: 'Ports out', unit: 'count', scale: worseFrom(1, 2) },
      faults: { heading: 'Faults', unit: 'count' },
      sessions: { heading: 'Sessions', unit: 'count' },
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
      success: { heading: 'Success', unit: 'share', scale: betterFrom(0.9, 0.97) },
      last_seen: { heading: 'Last heard', unit: 'instant', scale: neutral },
    },
    width: 18,
    height: 10,
  }),
];

const onMap = [
  map({
    title: 'Sites',
    about:
      'Sites of the ledger where they stand, red where a port is out of service at the end of ' +
      'the range. Stations that the ledger does not know have no place.',
    sql: `SELECT ${siteName('n.site_id', 'n.name')} AS site,
      toFloat64OrNull(n.latitude) AS latitude, toFloat64OrNull(n.longitude) AS longitude,
      uniqExact(a.${a.station_id}) AS stations, count() AS ports,
      countIf(a.${a.state} IN ${outOfService}) AS ports_out
      FROM (SELECT * FROM ${availabilityByTime.name} WHERE ${standing(a)} AND ${a.port} > 0
        AND ${here()}) AS a
      INNER JOIN (${stationsOnSites}) AS k ON k.station_id = a.${a.station_id}
      INNER JOIN (${sitesNow}) AS n ON n.site_id = k.site_id
      WHERE n.latitude != '' AND n.longitude != ''
      GROUP BY site, latitude, longitude ORDER BY ports_out DESC, site LIMIT 2000`,
    unit: 'count',
    scale: { first: colours.good, steps: [[1, colours.bad]] },
    value: 'ports_out',
    columns: {
      site: { heading: 'Site' },
      latitude: { heading: 'Latitude', unit: 'text' },
      longitude: { heading: 'Longitude', unit: 'text' },
      stations: { heading: 'Stations' },
      ports: { heading: 'Ports' },
      ports_out: { heading: 'Ports out of service' },
    },
    width: 24,
    height: 11,
  }),
];

export const board: Board = {
  title: 'Network overview',
  about:
    'For whoever runs the network: what is out of service, what is used, what needs attention.',
  topic: 'operations',
  of: 'fleet',
  from: 'now-24h',
  refresh: '30s',
  rows: [
    { title: 'At a glance', panels: now },
    { title: 'Course', panels: course },
    { title: 'Where', panels: places },
    { title: 'Map', panels: onMap },
  ],
};
