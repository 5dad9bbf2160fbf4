// Board: how vehicles charge: power over state of charge, what they arrive and leave with.

import { battery } from '../../processors/battery/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { Board } from '../board.ts';
import { toSession } from '../links.ts';
import { betterFrom } from '../look.ts';
import { histogram, lines, stat, table, trend } from '../panels.ts';
import { columns } from '../query.ts';
import { addressTimes } from '../spans.ts';
import { here } from '../variables.ts';

const b = columns(battery);
const s = columns(sessions);

const sampledHere = `$__timeFilter(${b.at}) AND ${here()}`;
const startedHere = `$__timeFilter(${s.started_at}) AND ${here()}`;
/** Before power flows and after it a station tells 0 W, which is no point of a curve. */
const both = `${b.soc_percent} IS NOT NULL AND ${b.power_w} > 0`;
const binned = (width: number): string =>
  `intDiv(toInt32(assumeNotNull(${b.soc_percent})), ${width}) * ${width}`;
const withCharge = `${s.soc_percent_start} IS NOT NULL AND ${s.soc_percent_end} IS NOT NULL`;

const atAGlance = [
  stat({
    title: 'Sessions with state of charge',
    about: 'Share of the sessions with energy whose vehicle told its state of charge.',
    sql: `SELECT countIf(${withCharge}) / nullIf(count(), 0) AS known FROM ${sessions.name}
      WHERE ${s.energy_wh} > 0 AND ${startedHere}`,
    unit: 'share',
    scale: betterFrom(0.1, 0.5),
    width: 6,
  }),
  stat({
    title: 'Charge at arrival, median',
    about: 'First sampled state of charge of sessions that started in the range.',
    sql: `SELECT quantileExact(0.5)(${s.soc_percent_start}) AS soc FROM ${sessions.name} WHERE
      ${withCharge} AND ${startedHere}`,
    unit: 'percent',
    width: 6,
  }),
  stat({
    title: 'Charge at departure, median',
    about: 'Last sampled state of charge of sessions that started in the range.',
    sql: `SELECT quantileExact(0.5)(${s.soc_percent_end}) AS soc FROM ${sessions.name} WHERE
      ${withCharge} AND ${startedHere}`,
    unit: 'percent',
    width: 6,
  }),
  stat({
    title: 'Highest power, 95th percentile',
    about: 'Of the highest sampled power of each session that started in the range.',
    sql: `SELECT quantileExact(0.95)(${s.power_w_max}) AS power FROM ${sessions.name}
      WHERE ${s.power_w_max} IS NOT NULL AND ${startedHere}`,
    unit: 'power_w',
    decimals: 1,
    width: 6,
  }),
];

const curves = [
  trend({
    title: 'Power over state of charge',
    about:
      'The typical curve while power flows: 10th, 50th and 90th percentile of sampled power, by ' +
      '2 % of charge.',
    sql: `SELECT ${binned(2)} AS soc, quantileExact(0.1)(${b.power_w}) AS p10,
      quantileExact(0.5)(${b.power_w}) AS median,
        quantileExact(0.9)(${b.power_w}) AS p90
      FROM ${battery.name} WHERE ${both} AND ${sampledHere} GROUP BY soc ORDER BY soc`,
    over: ['soc', { heading: 'State of charge', unit: 'percent', decimals: 0 }],
    unit: 'power_w',
    width: 16,
  }),
  histogram({
    title: 'Minutes from 20 to 80 %',
    about: 'How long a useful charge takes, of sessions that were sampled on both sides.',
    sql: `SELECT dateDiff('second', minIf(${b.at}, ${b.soc_percent} >= 20), minIf(${b.at},
      ${b.soc_percent} >= 80)) / 60 AS minutes
      FROM ${battery.name} WHERE ${b.soc_percent} IS NOT NULL AND ${sampledHere}
      GROUP BY ${b.session_id} HAVING min(${b.soc_percent}) <= 20 AND max(${b.soc_percent}) >= 80
        ORDER BY minutes LIMIT 20000`,
    unit: 'text',
    bucket: 5,
    width: 8,
    height: 10,
  }),
  lines({
    title: 'Charge at arrival and departure',
    about: 'Medians of the sessions that started in each step of time.',
    sql: `SELECT $__timeInterval(${s.started_at}) AS time,
      quantileExact(0.5)(${s.soc_percent_start}) AS arrival,
        quantileExact(0.5)(${s.soc_percent_end}) AS departure
      FROM ${sessions.name} WHERE ${withCharge} AND ${startedHere} GROUP BY time ORDER BY time`,
    unit: 'percent',
    max: 100,
    interval: '6h',
    width: 24,
  }),
  table({
    title: 'Power by model',
    about: 'How much power sessions reached at each model: median, and the highest that was seen.',
    sql: `SELECT ${s.model} AS model, count() AS sessions, quantileExact(0.5)(${s.power_w_max}) AS
      typical_w, max(${s.power_w_max}) AS highest_w,
        quantileExact(0.5)(${s.power_w_average}) AS average_w
      FROM ${sessions.name} WHERE ${s.power_w_max} IS NOT NULL AND ${startedHere}
      GROUP BY model ORDER BY highest_w DESC, model LIMIT 100`,
    columns: {
      model: { heading: 'Model' },
      sessions: { heading: 'Sessions', unit: 'count' },
      typical_w: { heading: 'Highest power, median', unit: 'power_w' },
      highest_w: { heading: 'Highest power', unit: 'power_w' },
      average_w: { heading: 'Average power, median', unit: 'power_w' },
    },
    width: 10,
  }),
  table({
    title: 'Sessions by state of charge',
    about: 'Newest first; the id leads to the course of the session.',
    sql: `SELECT ${s.started_at} AS started, ${s.station_id} AS station_id, ${s.session_id} AS
      session_id, ${s.soc_percent_start} AS arrival,
        ${s.soc_percent_end} AS departure, ${s.energy_wh} AS energy_wh, ${s.power_w_max} AS
          power_w, ${addressTimes(s)}
      FROM ${sessions.name} WHERE ${withCharge} AND ${startedHere} ORDER BY started DESC,
        session_id LIMIT 200`,
    columns: {
      started: { heading: 'Started', unit: 'instant' },
      station_id: { heading: 'Station' },
      session_id: { heading: 'Session', link: toSession },
      arrival: { heading: 'Arrived with', unit: 'percent' },
      departure: { heading: 'Left with', unit: 'percent' },
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
      power_w: { heading: 'Highest power', unit: 'power_w' },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
    },
    width: 14,
  }),
];

export const board: Board = {
  title: 'Charge curves and battery',
  about:
    'For whoever studies charging: power over charge, and what vehicles arrive and leave with.',
  topic: 'planning',
  of: 'fleet',
  from: 'now-30d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Curves', panels: curves },
  ],
};
