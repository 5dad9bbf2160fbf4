// Board: everything about one station, for whoever arrives by a link.

import { availability } from '../../processors/availability/table.ts';
import { commands } from '../../processors/commands/table.ts';
import { connections } from '../../processors/connections/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { faults } from '../../processors/faults/table.ts';
import { firmwareVersions } from '../../processors/firmware/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Board } from '../board.ts';
import { knownUntil } from '../data-row.ts';
import { toSession } from '../links.ts';
import { neutral, stateNumber, worseFrom } from '../look.ts';
import { lines, stat, table, timeline } from '../panels.ts';
import { columns } from '../query.ts';
import { addressTimes, length_s, ofPorts, outOfService, spent_s, within } from '../spans.ts';
import { named, ofStation } from '../variables.ts';

const a = columns(availability);
const c = columns(commands);
const n = columns(connections);
const e = columns(sessionEnergy);
const f = columns(faults);
const v = columns(firmwareVersions);
const q = columns(qualityFlags);
const s = columns(sessions);
const st = columns(stations);

/** SQL: what a row of the timeline is of; port 0 is no port. */
const portName = `if(${a.port} = 0, 'station', concat('port ', toString(${a.port})))`;

const connectionSpan = { started_at: n.opened_at, ended_at: n.closed_at };

const atAGlance = [
  table({
    title: 'Station',
    about: 'The station as it was last known.',
    sql: `SELECT ${st.vendor} AS vendor, ${st.model} AS model, ${st.serial_number} AS serial_number,
        ${st.firmware_version} AS firmware, ${st.protocol} AS protocol,
        if(${st.connected}, 'connected', 'offline') AS state, ${st.last_seen_at} AS last_seen,
          ${st.last_booted_at} AS last_boot
      FROM ${stations.name} WHERE ${ofStation()} ORDER BY ${st.station_id}`,
    columns: {
      vendor: { heading: 'Vendor' },
      model: { heading: 'Model' },
      serial_number: { heading: 'Serial number' },
      firmware: { heading: 'Firmware' },
      protocol: { heading: 'Protocol' },
      state: { heading: 'Connection', scale: neutral },
      last_seen: { heading: 'Last heard', unit: 'instant' },
      last_boot: { heading: 'Last boot', unit: 'instant' },
    },
    width: 24,
    height: 3,
  }),
  stat({
    title: 'Time out of service',
    about:
      'Port-time faulted, unavailable or offline in the range, all ports of the station added.',
    sql: `SELECT sum(${spent_s(a)}) AS seconds FROM ${availability.name}
      WHERE ${ofPorts(a)} AND ${a.state} IN ${outOfService} AND ${within(a)} AND ${ofStation()}`,
    unit: 'duration_s',
    scale: worseFrom(1, 86_400),
    width: 6,
  }),
  stat({
    title: 'Sessions',
    about: 'Sessions that started in the range.',
    sql: `SELECT count() AS sessions FROM ${sessions.name} WHERE $__timeFilter(${s.started_at})
      AND ${ofStation()}`,
    unit: 'count',
    width: 6,
  }),
  stat({
    title: 'Energy delivered',
    about: 'Movement of the registers of its ports in the range, by quarters of an hour.',
    sql: `SELECT sum(${e.energy_wh}) AS energy_wh FROM ${sessionEnergy.name}
      WHERE $__timeFilter(${e.bucket_start}) AND ${ofStation()}`,
    unit: 'energy_wh',
    decimals: 2,
    width: 6,
  }),
  stat({
    title: 'Connections lost',
    about: 'Connections that ended in the range, whoever ended them.',
    sql: `SELECT count() AS lost FROM ${connections.name} WHERE $__timeFilter(${n.closed_at}) AND
      ${ofStation()}`,
    unit: 'count',
    scale: worseFrom(5, 50),
    width: 6,
  }),
];

const course = [
  timeline({
    title: 'Ports',
    about:
      'State of each port over time, by the neutral timeline, and below them what is told of the ' +
      'station as a whole. What comes after the newest data is unknown.',
    sql: `SELECT time, port, Value FROM (
        SELECT greatest(${a.started_at}, toDateTime64($__fromTime, 3)) AS time,
          ${portName} AS port, ${stateNumber(a.state)} AS Value
        FROM ${availability.name} WHERE ${within(a)} AND ${ofStation()}
        UNION ALL
        SELECT ${knownUntil} AS time, ${portName} AS port,
          ${stateNumber("'unknown'")} AS Value
        FROM ${availability.name} WHERE ${within(a)} AND ${ofStation()} AND ${knownUntil} <
          $__toTime - 120 AND ${knownUntil} >= $__fromTime
        GROUP BY ${a.port}
      ) ORDER BY time, port`,
    unit: 'text',
    width: 24,
  }),
  lines({
    title: 'Power',
    about: 'Average power of each port: energy of each step of time by its length.',
    sql: `SELECT $__timeInterval(${e.bucket_start}) AS time, concat('port ', toString(${e.port}))
      AS port,
        sum(${e.energy_wh}) * 3600 / $__interval_s AS Value
      FROM ${sessionEnergy.name} WHERE $__timeFilter(${e.bucket_start}) AND ${ofStation()}
      GROUP BY time, port ORDER BY time, port`,
    unit: 'power_w',
    interval: '15m',
    width: 24,
  }),
];

const evidence = [
  table({
    title: 'Sessions of the station',
    about: 'Sessions that started in the range, newest first; the id leads to the session.',
    sql: `SELECT ${s.session_id} AS session_id, ${s.port} AS port, ${s.started_at} AS started,
      if(${s.state} = 'open', NULL, ${s.duration_s}) AS duration,
        ${s.energy_wh} AS energy_wh, ${s.outcome} AS outcome, ${s.failure} AS failure,
          ${s.stop_reason} AS stop_reason,
        ${s.auth_method} AS auth_method, ${s.station_id} AS station_id, ${addressTimes(s)}
      FROM ${sessions.name} WHERE $__timeFilter(${s.started_at}) AND ${ofStation()}
      ORDER BY started DESC, session_id LIMIT 200`,
    columns: {
      session_id: { heading: 'Session', link: toSession },
      port: { heading: 'Port' },
      started: { heading: 'Started', unit: 'instant' },
      duration: { heading: 'Duration', unit: 'duration_s' },
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
      outcome: { heading: 'Outcome', scale: neutral },
      failure: { heading: 'Failed by' },
      stop_reason: { heading: 'Stopped by' },
      auth_method: { heading: 'Authorised by' },
      station_id: { hidden: true },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
    },
    width: 24,
  }),
  table({
    title: 'Faults',
    about: 'Faults and warnings opened in the range, newest first.',
    sql: `SELECT ${f.opened_at} AS opened, ${f.port} AS port, ${f.error_code} AS error_code,
      ${f.vendor_error_code} AS vendor_code,
        ${f.severity} AS severity, ${f.recovery_s} AS recovery, ${f.reports} AS reports, ${f.info}
          AS info
      FROM ${faults.name} WHERE $__timeFilter(${f.opened_at}) AND ${named} AND ${ofStation()}
      ORDER BY opened DESC, port, error_code LIMIT 200`,
    columns: {
      opened: { heading: 'Opened', unit: 'instant' },
      port: { heading: 'Port' },
      error_code: { heading: 'Error' },
      vendor_code: { heading: 'Vendor code' },
      severity: { heading: 'Severity', scale: neutral },
      recovery: { heading: 'Cleared after', unit: 'duration_s' },
      reports: { heading: 'Reports', unit: 'count' },
      info: { heading: 'Said' },
    },
    width: 12,
  }),
  table({
    title: 'Commands',
    about: 'What was asked of the station in the range, newest first.',
    sql: `SELECT ${c.issued_at} AS issued, ${c.action} AS action, ${c.port} AS port, ${c.state} AS
      state, ${c.status} AS status,
        ${c.latency_ms} AS latency_ms, ${c.effect} AS effect, ${c.detail} AS detail
      FROM ${commands.name} WHERE $__timeFilter(${c.issued_at}) AND ${ofStation()}
      ORDER BY issued DESC, ${c.command_id} LIMIT 200`,
    columns: {
      issued: { heading: 'Issued', unit: 'instant' },
      action: { heading: 'Command' },
      port: { heading: 'Port' },
      state: { heading: 'State' },
      status: { heading: 'Answer' },
      latency_ms: { heading: 'After', unit: 'latency_ms' },
      effect: { heading: 'Effect' },
      detail: { heading: 'Asked' },
    },
    width: 12,
  }),
  table({
    title: 'Connections',
    about: 'Connections open at any time of the range, newest first.',
    sql: `SELECT ${n.opened_at} AS opened, ${length_s(connectionSpan)} AS lasted, ${n.protocol} AS
      protocol,
        ${n.closed_by} AS closed_by, ${n.close_code} AS close_code, ${n.close_reason} AS reason
      FROM ${connections.name} WHERE ${within(connectionSpan)} AND ${ofStation()}
      ORDER BY opened DESC, ${n.connection_id} LIMIT 200`,
    columns: {
      opened: { heading: 'Opened', unit: 'instant' },
      lasted: { heading: 'Lasted', unit: 'duration_s' },
      protocol: { heading: 'Protocol' },
      closed_by: { heading: 'Closed by' },
      close_code: { heading: 'Code' },
      reason: { heading: 'Reason' },
    },
    width: 12,
  }),
  table({
    title: 'Doubts',
    about: 'What was doubtful in what the station sent, by receipt, newest first.',
    sql: `SELECT ${q.at} AS at, ${q.code} AS code, ${q.port} AS port, ${q.detail} AS detail,
      ${q.event_id} AS event_id
      FROM ${qualityFlags.name} WHERE $__timeFilter(${q.at}) AND ${ofStation()}
      ORDER BY at DESC, code, event_id LIMIT 200`,
    columns: {
      at: { heading: 'Received', unit: 'instant' },
      code: { heading: 'Doubt' },
      port: { heading: 'Port' },
      detail: { heading: 'Found' },
      event_id: { heading: 'Event' },
    },
    width: 12,
  }),
  table({
    title: 'Firmware',
    about: 'Versions that the station ran within the range, as it said itself, newest first.',
    sql: `SELECT ${v.started_at} AS first_named, ${v.firmware_version} AS version, ${length_s(v)}
      AS ran, ${v.evidence} AS evidence
      FROM ${firmwareVersions.name} WHERE ${within(v)} AND ${ofStation()} ORDER BY first_named
        DESC LIMIT 50`,
    columns: {
      first_named: { heading: 'First named', unit: 'instant' },
      version: { heading: 'Version' },
      ran: { heading: 'Ran for', unit: 'duration_s' },
      evidence: { heading: 'Told by' },
    },
    width: 24,
    height: 5,
  }),
];

export const board: Board = {
  title: 'Station',
  about: 'What one station did, and what it rests on: ports, sessions, faults, commands, doubts.',
  topic: 'evidence',
  of: 'station',
  from: 'now-24h',
  refresh: '30s',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Course', panels: course },
    { title: 'What it rests on', panels: evidence },
  ],
};
