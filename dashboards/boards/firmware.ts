// Board: which firmware runs where, how roll-outs go, and whether stations do what they are told.

import { commands } from '../../processors/commands/table.ts';
import { faults } from '../../processors/faults/table.ts';
import { firmwareUpdates, firmwareVersions } from '../../processors/firmware/table.ts';
import { stations } from '../../processors/stations/table.ts';
import type { Board } from '../board.ts';
import { toStation } from '../links.ts';
import { betterFrom, neutral, worseFrom } from '../look.ts';
import { bars, lines, pie, stat, table } from '../panels.ts';
import { columns } from '../query.ts';
import { spent_s, within } from '../spans.ts';
import { here, named } from '../variables.ts';

const c = columns(commands);
const f = columns(faults);
const u = columns(firmwareUpdates);
const v = columns(firmwareVersions);
const st = columns(stations);

const issuedHere = `$__timeFilter(${c.issued_at}) AND ${here()}`;
const askedHere = `$__timeFilter(${u.requested_at}) AND ${here()}`;
const done = `('installed', 'published')`;
const failed = `('failed', 'refused')`;
/** Commands whose fate is known: answered, refused by an error, or never answered. */
const settled = `${c.state} != 'awaiting'`;
/** An answer that has no status, as that of 1.6 to an update, cannot refuse. */
const obeyed = `countIf(${c.status} IN ('Accepted', 'Scheduled', 'Unlocked', 'RebootRequired')
  OR (${c.state} = 'answered' AND ${c.status} = '' AND ${c.error_code} = ''))`;

const atAGlance = [
  stat({
    title: 'Versions in the field',
    about: 'Different firmware versions of the last boot of the stations.',
    sql: `SELECT uniqExact(${st.model}, ${st.firmware_version}) AS versions FROM ${stations.name}
      WHERE ${st.firmware_version} != '' AND ${here()}`,
    unit: 'count',
    width: 6,
  }),
  stat({
    title: 'Updates that succeeded',
    about: 'Updates asked for in the range that were installed or published, by those that ended.',
    sql: `SELECT countIf(${u.state} IN ${done}) / nullIf(countIf(${u.state} IN ${done} OR
      ${u.state} IN ${failed}), 0) AS success
      FROM ${firmwareUpdates.name} WHERE ${askedHere}`,
    unit: 'share',
    scale: betterFrom(0.9, 0.98),
    width: 6,
  }),
  stat({
    title: 'Commands obeyed',
    about:
      'Commands of the range that the station accepted, by all whose fate is known: an error or ' +
      'no answer counts as not obeyed.',
    sql: `SELECT ${obeyed} / nullIf(countIf(${settled}), 0) AS obeyed FROM ${commands.name} WHERE
      ${issuedHere}`,
    unit: 'share',
    scale: betterFrom(0.9, 0.98),
    width: 6,
  }),
  stat({
    title: 'Answer to a command, 95th percentile',
    about: 'From command to answer; commands without an answer are left out.',
    sql: `SELECT quantileExact(0.95)(${c.latency_ms}) AS latency FROM ${commands.name}
      WHERE ${c.latency_ms} IS NOT NULL AND ${issuedHere}`,
    unit: 'latency_ms',
    scale: worseFrom(5_000, 20_000),
    width: 6,
  }),
];

const firmware = [
  pie({
    title: 'Stations by version',
    about: 'How far a roll-out is: stations by the firmware of their last boot.',
    sql: `SELECT concat(${st.model}, ' ', ${st.firmware_version}) AS version, count() AS stations
      FROM ${stations.name}
      WHERE ${st.firmware_version} != '' AND ${here()} GROUP BY version ORDER BY stations DESC,
        version LIMIT 20`,
    value: 'stations',
    unit: 'count',
    width: 8,
  }),
  bars({
    title: 'Updates by result',
    about: 'Updates by when they were asked for and how they stand.',
    sql: `SELECT $__timeInterval(${u.requested_at}) AS time, ${u.state} AS state, count() AS Value
      FROM ${firmwareUpdates.name} WHERE ${askedHere} GROUP BY time, state ORDER BY time`,
    unit: 'count',
    interval: '6h',
    width: 16,
  }),
  table({
    title: 'Faults by version',
    about:
      'Whether a version made it worse: faults that opened while a station ran it, by the days ' +
      'that stations ran it within the range.',
    sql: `SELECT v.model AS model, v.version AS version, uniqExact(v.id) AS stations,
      sum(v.faults) AS faults,
        sum(v.ran_s) / 86400 AS station_days, faults / nullIf(station_days, 0) AS per_day
      FROM (SELECT v.${v.model} AS model, v.${v.firmware_version} AS version, v.${v.station_id} AS
        id,
          any(${spent_s(columns(firmwareVersions, 'v'))}) AS ran_s,
          countIf(f.opened >= v.${v.started_at} AND (v.${v.ended_at} IS NULL OR f.opened <
            v.${v.ended_at})) AS faults
        FROM ${firmwareVersions.name} AS v
        LEFT JOIN (SELECT ${f.station_id} AS fid, ${f.opened_at} AS opened FROM ${faults.name}
          WHERE ${f.severity} = 'fault' AND ${named} AND $__timeFilter(${f.opened_at}) AND
            ${here()}) AS f ON
            f.fid = v.${v.station_id}
        WHERE ${within(columns(firmwareVersions, 'v'))} AND ${here('v')}
        GROUP BY model, version, id, v.${v.started_at}) AS v
      GROUP BY model, version ORDER BY per_day DESC, model, version LIMIT 100`,
    columns: {
      model: { heading: 'Model' },
      version: { heading: 'Version' },
      stations: { heading: 'Stations', unit: 'count' },
      faults: { heading: 'Faults', unit: 'count' },
      station_days: { heading: 'Station days', unit: 'count' },
      per_day: { heading: 'Faults per station and day', unit: 'text' },
    },
    width: 12,
  }),
  table({
    title: 'Updates that failed',
    about: 'Which stations to try again, newest first.',
    sql: `SELECT ${u.requested_at} AS requested, ${u.station_id} AS station_id, ${u.from_version}
      AS from_version, ${u.state} AS state,
        ${u.last_status} AS last_status, ${u.failures} AS failures, ${u.retries} AS retries
      FROM ${firmwareUpdates.name} WHERE ${u.state} IN ${failed} AND ${askedHere}
      ORDER BY requested DESC, station_id LIMIT 200`,
    columns: {
      requested: { heading: 'Asked for', unit: 'instant' },
      station_id: { heading: 'Station', link: toStation },
      from_version: { heading: 'From' },
      state: { heading: 'State', scale: neutral },
      last_status: { heading: 'Last said' },
      failures: { heading: 'Failures', unit: 'count' },
      retries: { heading: 'Tries again', unit: 'count' },
    },
    width: 12,
  }),
];

const control = [
  bars({
    title: 'Commands by state',
    about: 'Commands by when they were sent and what became of them.',
    sql: `SELECT $__timeInterval(${c.issued_at}) AS time, ${c.state} AS state, count() AS Value
      FROM ${commands.name} WHERE ${issuedHere} GROUP BY time, state ORDER BY time`,
    unit: 'count',
    interval: '6h',
    width: 12,
  }),
  lines({
    title: 'Answer to a command',
    about:
      'From command to answer: half were quicker than the median, one in twenty slower than p95.',
    sql: `SELECT $__timeInterval(${c.issued_at}) AS time,
      quantileExact(0.5)(assumeNotNull(${c.latency_ms})) AS median,
      quantileExact(0.95)(assumeNotNull(${c.latency_ms})) AS p95
      FROM ${commands.name} WHERE ${c.latency_ms} IS NOT NULL AND ${issuedHere} GROUP BY time
      ORDER BY time`,
    unit: 'latency_ms',
    interval: '24h',
    width: 12,
  }),
  table({
    title: 'Commands',
    about:
      'By kind: how many, how many were accepted, whether what should follow was seen, and how ' +
      'soon stations answer.',
    sql: `SELECT ${c.action} AS action, count() AS issued, ${obeyed} / nullIf(countIf(${settled}),
      0) AS obeyed,
        countIf(${c.state} = 'unanswered') AS unanswered, countIf(${c.state} = 'error') AS errors,
        countIf(${c.effect} IN ('observed', 'held')) / nullIf(countIf(${c.effect} IN ('observed',
          'held', 'missed')), 0) AS seen,
        quantileExactIf(0.5)(${c.latency_ms}, ${c.latency_ms} IS NOT NULL) AS median_ms
      FROM ${commands.name} WHERE ${issuedHere} GROUP BY action ORDER BY issued DESC, action`,
    columns: {
      action: { heading: 'Command' },
      issued: { heading: 'Sent', unit: 'count' },
      obeyed: { heading: 'Obeyed', unit: 'share', scale: betterFrom(0.9, 0.98) },
      unanswered: { heading: 'Unanswered', unit: 'count' },
      errors: { heading: 'Errors', unit: 'count' },
      seen: { heading: 'Effect seen', unit: 'share' },
      median_ms: { heading: 'Answer, median', unit: 'latency_ms' },
    },
    width: 24,
    height: 7,
  }),
];

export const board: Board = {
  title: 'Firmware and commands',
  about:
    'For whoever steers the fleet: which firmware runs, how updates go, whether commands work.',
  topic: 'operations',
  of: 'fleet',
  from: 'now-30d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: atAGlance },
    { title: 'Firmware', panels: firmware },
    { title: 'Commands', panels: control },
  ],
};
