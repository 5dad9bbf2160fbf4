// Board: one session, from its first event to its last, with what each number rests on.

import { battery } from '../../processors/battery/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { meterValues } from '../../processors/samples/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { Board } from '../board.ts';
import { knownUntil } from '../data-row.ts';
import { neutral } from '../look.ts';
import { bars, lines, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { ofStation } from '../variables.ts';

const b = columns(battery);
const e = columns(sessionEnergy);
const m = columns(meterValues);
const q = columns(qualityFlags);
const s = columns(sessions);

const ofSession = `${ofStation()} AND ${s.session_id} = \${session:singlequote}`;
const one = (column: string): string =>
  `(SELECT any(${column}) FROM ${sessions.name} WHERE ${ofSession})`;

const atAGlance = [
  stat({
    title: 'Energy',
    about: 'Movement of the register of the port over the session.',
    sql: `SELECT sum(${s.energy_wh}) AS energy_wh FROM ${sessions.name} WHERE ${ofSession}`,
    unit: 'energy_wh',
    decimals: 3,
    width: 6,
  }),
  stat({
    title: 'Duration',
    about: 'From start to end; while it is open, to the last change of phase.',
    sql: `SELECT sum(${s.duration_s}) AS seconds FROM ${sessions.name} WHERE ${ofSession}`,
    unit: 'duration_s',
    width: 6,
  }),
  stat({
    title: 'Time charging',
    about: 'Seconds in which the station said that it charges.',
    sql: `SELECT sum(${s.charging_s}) AS seconds FROM ${sessions.name} WHERE ${ofSession}`,
    unit: 'duration_s',
    width: 6,
  }),
  stat({
    title: 'Highest power',
    about: 'Highest sampled active import power.',
    sql: `SELECT max(${s.power_w_max}) AS power FROM ${sessions.name} WHERE ${ofSession}`,
    unit: 'power_w',
    decimals: 1,
    width: 6,
  }),
  table({
    title: 'Session',
    about: 'Who, when, how it ended, and the events of the log that it was made from.',
    sql: `SELECT ${s.port} AS port, ${s.started_at} AS started, ${s.ended_at} AS ended,
      ${s.outcome} AS outcome, ${s.failure} AS failure,
        ${s.stop_reason} AS stop_reason, ${s.auth_method} AS auth_method,
        ${s.register_start_wh} AS register_start, ${s.register_end_wh} AS register_end,
        ${s.readings} AS readings
      FROM ${sessions.name} WHERE ${ofSession} ORDER BY started`,
    columns: {
      port: { heading: 'Port' },
      started: { heading: 'Started', unit: 'instant' },
      ended: { heading: 'Ended', unit: 'instant' },
      outcome: { heading: 'Outcome', scale: neutral },
      failure: { heading: 'Failed by' },
      stop_reason: { heading: 'Stopped by' },
      auth_method: { heading: 'Authorised by' },
      // In whole: rounded to MWh both ends of a session are the same.
      register_start: { heading: 'Register at start, Wh' },
      register_end: { heading: 'Register at end, Wh' },
      readings: { heading: 'Readings', unit: 'count' },
    },
    width: 24,
    height: 4,
  }),
  table({
    title: 'Evidence',
    about:
      'What told of the beginning and the end, whether one was inferred, and the first and the last ' +
      'event in the log that the session was read from.',
    sql: `SELECT ${s.transaction_id} AS transaction_id,
        ${s.start_evidence} AS start_evidence, ${s.end_evidence} AS end_evidence, ${s.estimated}
          AS estimated,
        ${s.first_event_id} AS first_event, ${s.last_event_id} AS last_event
      FROM ${sessions.name} WHERE ${ofSession} ORDER BY ${s.started_at}`,
    columns: {
      transaction_id: { heading: 'Transaction' },
      start_evidence: { heading: 'Start told by' },
      end_evidence: { heading: 'End told by' },
      estimated: { heading: 'Inferred' },
      first_event: { heading: 'First event' },
      last_event: { heading: 'Last event' },
    },
    width: 24,
    height: 4,
  }),
];

const course = [
  lines({
    title: 'Power',
    about: 'Sampled active import power, as the station told it.',
    sql: `SELECT ${b.at} AS time, ${b.power_w} AS power FROM ${battery.name}
      WHERE ${b.power_w} IS NOT NULL AND ${ofSession} ORDER BY time`,
    unit: 'power_w',
    width: 12,
  }),
  lines({
    title: 'State of charge',
    about: 'Sampled state of charge, where the vehicle tells it.',
    sql: `SELECT ${b.at} AS time, ${b.soc_percent} AS soc FROM ${battery.name}
      WHERE ${b.soc_percent} IS NOT NULL AND ${ofSession} ORDER BY time`,
    unit: 'percent',
    max: 100,
    width: 12,
  }),
  bars({
    title: 'Energy by quarter of an hour',
    about: 'The quarters sum to the energy of the session, exactly.',
    sql: `SELECT ${e.bucket_start} AS time, ${e.energy_wh} AS energy FROM ${sessionEnergy.name}
      WHERE ${ofSession} ORDER BY time`,
    unit: 'energy_wh',
    interval: '15m',
    width: 24,
  }),
];

const evidence = [
  table({
    title: 'What the meter told',
    about: 'Values as they were told, before any correction, by the clock of the station.',
    sql: `SELECT ${m.at} AS at, ${m.measurand} AS measurand, ${m.phase} AS phase, ${m.location} AS
      location,
        ${m.context} AS context, ${m.value} AS value, ${m.unit} AS unit
      FROM ${meterValues.name} WHERE ${ofSession} ORDER BY at, measurand, phase, location, context
        LIMIT 1000`,
    columns: {
      at: { heading: 'Sampled', unit: 'instant' },
      measurand: { heading: 'Measurand' },
      phase: { heading: 'Phase' },
      location: { heading: 'Where' },
      context: { heading: 'Why' },
      value: { heading: 'Value' },
      unit: { heading: 'Unit' },
    },
    width: 14,
  }),
  table({
    title: 'Doubts',
    about: 'Doubts about the port or the station that were received while the session lasted.',
    sql: `SELECT ${q.at} AS at, ${q.code} AS code, ${q.detail} AS detail, ${q.event_id} AS
      event_id FROM ${qualityFlags.name}
      WHERE ${ofStation()} AND ${q.port} IN (0, ${one(s.port)})
      AND ${q.concerns_at} >= ${one(s.started_at)} AND ${q.concerns_at} <=
        ifNull(${one(s.ended_at)}, ${knownUntil})
      ORDER BY at, code, event_id LIMIT 200`,
    columns: {
      at: { heading: 'Received', unit: 'instant' },
      code: { heading: 'Doubt' },
      detail: { heading: 'Found' },
      event_id: { heading: 'Event' },
    },
    width: 10,
  }),
];

export const board: Board = {
  title: 'Session',
  about: 'One session: how it went, and the values and events that its numbers rest on.',
  topic: 'evidence',
  of: 'session',
  from: 'now-24h',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Course', panels: course },
    { title: 'What it rests on', panels: evidence },
  ],
};
