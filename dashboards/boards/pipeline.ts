// Board: whether what stations say arrives, is understood, and is in the tables.

import { completeness } from '../../processors/completeness/table.ts';
import { connections } from '../../processors/connections/table.ts';
import { stationQuality } from '../../processors/profiles/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Board } from '../board.ts';
import { hoursTouched, knownUntil } from '../data-row.ts';
import { toSession, toStation } from '../links.ts';
import { betterFrom, worseFrom } from '../look.ts';
import { bars, lines, rankedBars, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { addressTimes, length_s } from '../spans.ts';
import { here } from '../variables.ts';

const c = columns(completeness);
const n = columns(connections);
const p = columns(stationQuality);
const q = columns(qualityFlags);
const s = columns(sessions);
const st = columns(stations);

const hoursHere = `${hoursTouched(c.hour)} AND ${here()}`;
const silentFor_s = `dateDiff('second', ${st.last_seen_at}, ${knownUntil})`;
const silence_s = 3_600;
const stuck_s = 86_400;

const atAGlance = [
  stat({
    title: 'Stations silent',
    about: 'Stations of which nothing was heard for an hour before the newest data.',
    sql: `SELECT countIf(${silentFor_s} > ${silence_s}) AS stations FROM ${stations.name} WHERE
      ${here()}`,
    unit: 'count',
    scale: worseFrom(1, 5),
    width: 6,
  }),
  stat({
    title: 'Events in the log',
    about: 'Events that the gateway confirmed in the range, by hour of receipt.',
    sql: `SELECT sum(${c.events}) AS events FROM ${completeness.name} WHERE ${hoursHere}`,
    unit: 'count',
    width: 6,
  }),
  stat({
    title: 'Events missing',
    about: 'Events that the numbering of connections leaves out: lost on the way to the log.',
    sql: `SELECT sum(${c.missing}) AS missing FROM ${completeness.name} WHERE ${hoursHere}`,
    unit: 'count',
    scale: worseFrom(1, 100),
    width: 6,
  }),
  stat({
    title: 'Heartbeats heard',
    about:
      'Heartbeats by those expected from the interval agreed, while connected. Empty where the ' +
      'interval is an hour or more: then no single hour owes one.',
    sql: `SELECT sum(${c.heartbeats}) / nullIf(sum(${c.heartbeats_expected}), 0) AS heard FROM
      ${completeness.name} WHERE ${hoursHere}`,
    unit: 'share',
    scale: betterFrom(0.8, 0.95),
    width: 6,
  }),
];

const course = [
  bars({
    title: 'Frames',
    about: 'Frames from and to stations, by hour of receipt.',
    sql: `SELECT $__timeInterval(${c.hour}) AS time, sum(${c.frames_from_station}) AS
      from_stations, sum(${c.frames_to_station}) AS to_stations
      FROM ${completeness.name} WHERE ${hoursHere} GROUP BY time ORDER BY time`,
    unit: 'count',
    interval: '1h',
    width: 12,
  }),
  bars({
    title: 'Frames set aside',
    about: 'Frames that were unreadable or broke the schema, and events that are missing.',
    sql: `SELECT $__timeInterval(${c.hour}) AS time, sum(${c.unreadable}) AS unreadable,
      sum(${c.invalid}) AS invalid, sum(${c.missing}) AS missing
      FROM ${completeness.name} WHERE ${hoursHere} GROUP BY time ORDER BY time`,
    unit: 'count',
    interval: '1h',
    width: 12,
  }),
  bars({
    title: 'Doubts',
    about: 'Doubts by receipt and code.',
    sql: `SELECT $__timeInterval(${q.at}) AS time, ${q.code} AS code, count() AS Value
      FROM ${qualityFlags.name} WHERE $__timeFilter(${q.at}) AND ${here()} GROUP BY time, code
        ORDER BY time`,
    unit: 'count',
    interval: '1h',
    width: 12,
  }),
  lines({
    title: 'Connections',
    about: 'Connections that began and ended in each step of time.',
    sql: `SELECT time, sum(began) AS began, sum(ended) AS ended FROM (
        SELECT $__timeInterval(${n.opened_at}) AS time, 1 AS began, 0 AS ended FROM
          ${connections.name}
        WHERE $__timeFilter(${n.opened_at}) AND ${here()}
        UNION ALL
        SELECT $__timeInterval(assumeNotNull(${n.closed_at})) AS time, 0 AS began, 1 AS ended FROM
          ${connections.name}
        WHERE ${n.closed_at} IS NOT NULL AND $__timeFilter(${n.closed_at}) AND ${here()}
      ) GROUP BY time ORDER BY time WITH FILL STEP toIntervalSecond($__interval_s)`,
    unit: 'count',
    interval: '1h',
    width: 12,
  }),
];

const lists = [
  rankedBars({
    title: 'Doubts by code',
    about: 'What is doubtful most often; each code is explained in the documentation.',
    sql: `SELECT ${q.code} AS code, count() AS doubts FROM ${qualityFlags.name}
      WHERE $__timeFilter(${q.at}) AND ${here()} GROUP BY code ORDER BY doubts DESC, code LIMIT 15`,
    value: 'doubts',
    unit: 'count',
    width: 10,
    height: 9,
  }),
  table({
    title: 'Silent stations',
    about: 'Stations of which nothing was heard for an hour before the newest data, longest first.',
    sql: `SELECT ${st.station_id} AS station_id, ${st.model} AS model, ${st.connected} AS
      connected, ${st.last_seen_at} AS last_seen,
        ${silentFor_s} AS silent_for
      FROM ${stations.name} WHERE ${silentFor_s} > ${silence_s} AND ${here()} ORDER BY silent_for
        DESC, station_id LIMIT 100`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      model: { heading: 'Model' },
      connected: { heading: 'Connected' },
      last_seen: { heading: 'Last heard', unit: 'instant' },
      silent_for: { heading: 'Silent for', unit: 'duration_s' },
    },
    width: 14,
  }),
  table({
    title: 'Sessions that do not end',
    about: 'Sessions open for more than a day at the newest data: stuck, or a long stay.',
    sql: `SELECT ${s.station_id} AS station_id, ${s.port} AS port, ${s.session_id} AS session_id,
      ${s.started_at} AS started,
        ${length_s(s)} AS open_for, ${addressTimes(s)}
      FROM ${sessions.name} WHERE ${s.state} = 'open' AND ${length_s(s)} > ${stuck_s} AND ${here()}
      ORDER BY started, session_id LIMIT 100`,
    columns: {
      station_id: { heading: 'Station' },
      port: { heading: 'Port' },
      session_id: { heading: 'Session', link: toSession },
      started: { heading: 'Started', unit: 'instant' },
      open_for: { heading: 'Open for', unit: 'duration_s' },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
    },
    width: 10,
  }),
  table({
    title: 'Behaviour of stations, whole days',
    about:
      'By station over the days (UTC) that the range touches, as wholes: its clock, silence, loops and bad frames. Silence is ' +
      'time connected without a frame, in spells over 15 minutes; much of it is usual where the ' +
      'agreed interval of heartbeats is longer.',
    sql: `SELECT ${p.station_id} AS station_id, sum(${p.frames}) AS frames, sum(${p.bad_frames})
      AS bad_frames,
        argMax(${p.clock_offset_s}, ${p.day}) AS clock_offset, sum(${p.silence_s}) AS silence,
        sum(${p.reconnect_loops}) AS reconnects, sum(${p.boot_loops}) AS boot_loops
      FROM ${stationQuality.name} WHERE ${p.day} <= $__toTime AND ${p.day} > $__fromTime -
        INTERVAL 1 DAY AND ${here()}
      GROUP BY station_id ORDER BY bad_frames DESC, silence DESC, station_id LIMIT 200`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      frames: { heading: 'Frames', unit: 'count' },
      bad_frames: { heading: 'Bad frames', unit: 'count' },
      clock_offset: { heading: 'Clock off by', unit: 'seconds' },
      silence: { heading: 'Silence over 15 min', unit: 'duration_s' },
      reconnects: { heading: 'Reconnects in a row', unit: 'count' },
      boot_loops: { heading: 'Boots in a row', unit: 'count' },
    },
    width: 14,
  }),
];

export const board: Board = {
  title: 'Pipeline health',
  about: 'For whoever runs this: does what stations say arrive, is it understood, is it here.',
  topic: 'data',
  of: 'fleet',
  from: 'now-24h',
  refresh: '30s',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Course', panels: course },
    { title: 'Lists', panels: lists },
  ],
};
