// Board: whether drivers who tried got a charge, and where it failed.

import { attempts } from '../../processors/attempts/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Board } from '../board.ts';
import { toSession } from '../links.ts';
import { betterFrom, neutral, worseFrom } from '../look.ts';
import { bars, lines, rankedBars, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { addressTimes } from '../spans.ts';
import { here } from '../variables.ts';

const t = columns(attempts);
const s = columns(sessions);
const st = columns(stations);

const begunHere = `$__timeFilter(${t.started_at}) AND ${here()}`;
const success = `countIf(${t.outcome} = 'success') / nullIf(countIf(${t.outcome} != 'open'), 0)`;
const scale = betterFrom(0.9, 0.97);

const atAGlance = [
  stat({
    title: 'Session success',
    about:
      'Attempts that ended in a successful session by all attempts that have ended. An outcome ' +
      'that is not known is no success.',
    sql: `SELECT ${success} AS success FROM ${attempts.name} WHERE ${begunHere}`,
    unit: 'share',
    scale,
    width: 4,
  }),
  stat({
    title: 'Charge start success',
    about: 'Attempts of which charging was told or energy read, by all attempts that have ended.',
    sql: `SELECT countIf(${t.charging_at} IS NOT NULL AND ${t.outcome} != 'open') /
      countIf(${t.outcome} != 'open') AS started
      FROM ${attempts.name} WHERE ${begunHere}`,
    unit: 'share',
    scale,
    width: 4,
  }),
  stat({
    title: 'First-attempt success',
    about: 'The same as session success, of the first attempt of each visit alone.',
    sql: `SELECT countIf(${t.outcome} = 'success') / countIf(${t.outcome} != 'open') AS success
      FROM ${attempts.name} WHERE ${t.visit_attempt} = 1 AND ${begunHere}`,
    unit: 'share',
    scale,
    width: 4,
  }),
  stat({
    title: 'Visit success',
    about: 'Visits with at least one success by all visits none of whose attempts is open.',
    sql: `SELECT countIf(succeeded > 0) / count() AS success FROM (
        SELECT ${t.visit_id}, countIf(${t.outcome} = 'success') AS succeeded FROM ${attempts.name}
        WHERE ${begunHere} GROUP BY ${t.visit_id} HAVING countIf(${t.outcome} = 'open') = 0)`,
    unit: 'share',
    scale,
    width: 4,
  }),
  stat({
    title: 'Time to charging, median',
    about: 'From the start of the attempt to charging; half of the drivers waited longer.',
    sql: `SELECT quantileExact(0.5)(${t.start_time_s}) AS seconds FROM ${attempts.name}
      WHERE ${t.start_time_s} IS NOT NULL AND ${begunHere}`,
    unit: 'seconds',
    decimals: 1,
    scale: worseFrom(45, 120),
    width: 4,
  }),
  stat({
    title: 'Outcome not known',
    about: 'Share of the attempts that have ended whose outcome is unknown.',
    sql: `SELECT countIf(${t.outcome} = 'unknown') / countIf(${t.outcome} != 'open') AS unknown
      FROM ${attempts.name} WHERE ${begunHere}`,
    unit: 'share',
    scale: worseFrom(0.01, 0.05),
    width: 4,
  }),
];

const course = [
  lines({
    title: 'Session success',
    about: 'Success of the attempts that began in each step of time.',
    sql: `SELECT $__timeInterval(${t.started_at}) AS time, ${success} AS success
      FROM ${attempts.name} WHERE ${begunHere} GROUP BY time ORDER BY time`,
    unit: 'share',
    max: 1,
    interval: '6h',
    width: 12,
  }),
  bars({
    title: 'Attempts by outcome',
    about: 'Attempts by the time of their beginning and what became of them.',
    sql: `SELECT $__timeInterval(${t.started_at}) AS time, ${t.outcome} AS outcome, count() AS Value
      FROM ${attempts.name} WHERE ${begunHere} GROUP BY time, outcome ORDER BY time`,
    unit: 'count',
    interval: '6h',
    width: 12,
  }),
  lines({
    title: 'Time to charging',
    about: 'Seconds from the start of the attempt to charging: median and 95th percentile.',
    sql: `SELECT $__timeInterval(${t.started_at}) AS time,
        quantileExact(0.5)(${t.start_time_s}) AS median, quantileExact(0.95)(${t.start_time_s}) AS
          p95
      FROM ${attempts.name} WHERE ${t.start_time_s} IS NOT NULL AND ${begunHere} GROUP BY time
        ORDER BY time`,
    unit: 'seconds',
    interval: '6h',
    width: 24,
  }),
];

const failureWords = {
  failure: { heading: 'Failed by' },
  session_id: { heading: 'Session', link: toSession },
  station_id: { heading: 'Station' },
};

const reasons = [
  rankedBars({
    title: 'Why attempts failed',
    about: 'Attempts that failed, were abandoned or are unknown, by where it happened.',
    sql: `SELECT concat(${t.outcome}, if(${t.failure} = '', '', ': '), ${t.failure}) AS reason,
      count() AS attempts FROM ${attempts.name}
      WHERE ${t.outcome} NOT IN ('success', 'open') AND ${begunHere}
      GROUP BY reason ORDER BY attempts DESC, reason LIMIT 15`,
    value: 'attempts',
    unit: 'count',
    width: 8,
    height: 9,
  }),
  table({
    title: 'Success by model and way of beginning',
    about: 'Who suffers: attempts by the model of the station and how the attempt began.',
    sql: `SELECT s.${st.model} AS model, t.${t.path} AS path, count() AS attempts,
        ${success.replaceAll(t.outcome, `t.${t.outcome}`)} AS success
      FROM ${attempts.name} AS t INNER JOIN ${stations.name} AS s ON s.${st.tenant} =
        t.${t.tenant} AND s.${st.station_id} = t.${t.station_id}
      WHERE $__timeFilter(t.${t.started_at}) AND ${here('t')}
      GROUP BY model, path ORDER BY success, attempts DESC, model, path LIMIT 100`,
    columns: {
      model: { heading: 'Model' },
      path: { heading: 'Began with' },
      attempts: { heading: 'Attempts', unit: 'count' },
      success: { heading: 'Success', unit: 'share', scale },
    },
    width: 16,
  }),
  table({
    title: 'Sessions that were no success',
    about: 'Sessions that failed, were abandoned or are unknown, newest first.',
    sql: `SELECT ${s.started_at} AS started, ${s.station_id} AS station_id, ${s.port} AS port,
      ${s.session_id} AS session_id,
        ${s.outcome} AS outcome, ${s.failure} AS failure, ${s.stop_reason} AS stop_reason,
          ${s.energy_wh} AS energy_wh, ${addressTimes(s)}
      FROM ${sessions.name} WHERE ${s.outcome} NOT IN ('success', 'open') AND
        $__timeFilter(${s.started_at}) AND ${here()}
      ORDER BY started DESC, session_id LIMIT 200`,
    columns: {
      started: { heading: 'Started', unit: 'instant' },
      ...failureWords,
      port: { heading: 'Port' },
      outcome: { heading: 'Outcome', scale: neutral },
      stop_reason: { heading: 'Stopped by' },
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
    },
    width: 24,
  }),
];

export const board: Board = {
  title: 'Session success',
  about:
    'For whoever answers for drivers: did those who tried get a charge, how soon, and why not.',
  topic: 'drivers',
  of: 'fleet',
  from: 'now-7d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Course', panels: course },
    { title: 'Why', panels: reasons },
  ],
};
