// Board: what was billed, taken back and forgotten. Money comes from the CDRs alone.

import { forbiddingDoubts } from '../../lib/billing/unbillable.ts';
import { cdrs, periods, ports, tariffAssignments, tariffs } from '../../processors/ledger/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { Board } from '../board.ts';
import { worseFrom } from '../look.ts';
import { lines, stat, table, type ColumnLook } from '../panels.ts';
import { columns } from '../query.ts';
import { newestOf, siteName, sitesNow, stationsOnSites } from '../registry.ts';
import { here, ofTenant } from '../variables.ts';

const a = columns(tariffAssignments);
const c = columns(cdrs);
const p = columns(periods);
const po = columns(ports);
const q = columns(qualityFlags);
const s = columns(sessions);
const t = columns(tariffs);

const issued = `${cdrs.name} WHERE $__timeFilter(${c.recorded_at}) AND ${here()}`;

/** Bills that stand: issued at any time, and not taken back since. */
const standing = `SELECT * FROM ${cdrs.name} WHERE NOT ${c.credit} AND ${ofTenant()}
  AND ${c.cdr_id} NOT IN (SELECT ${c.credit_reference_id} FROM ${cdrs.name}
    WHERE ${c.credit} AND ${ofTenant()})`;
const billed = `SELECT ${c.session_id} FROM (${standing})`;

const endedHere = `$__timeFilter(${s.ended_at}) AND ${here()}`;

const glance = [
  stat({
    title: 'Bills issued',
    about: 'CDRs recorded in the range, without credits. Some may have been credited since.',
    sql: `SELECT countIf(NOT ${c.credit}) AS bills FROM ${issued}`,
    unit: 'count',
    width: 5,
  }),
  stat({
    title: 'Credits',
    about: 'CDRs recorded in the range that take another back. Each is whole: never a part.',
    sql: `SELECT countIf(${c.credit}) AS credits FROM ${issued}`,
    unit: 'count',
    width: 5,
  }),
  stat({
    title: 'Adjustments of closed periods',
    about: 'CDRs and credits recorded in the range that change what a closed period says.',
    sql: `SELECT countIf(${c.adjusts_period_id} != '') AS adjustments FROM ${issued}`,
    unit: 'count',
    width: 5,
  }),
  stat({
    title: 'Sessions without a bill',
    about: 'Sessions that ended in the range and that no CDR bills that stands; see why below.',
    sql: `SELECT countIf(${s.session_id} NOT IN (${billed})) AS unbilled
      FROM ${sessions.name} WHERE ${endedHere}`,
    unit: 'count',
    scale: worseFrom(1, 100_000),
    width: 4,
  }),
  stat({
    title: 'Energy without a bill',
    about: 'Energy of those sessions, as their registers moved.',
    sql: `SELECT sumIf(${s.energy_wh}, ${s.session_id} NOT IN (${billed})) AS energy_wh
      FROM ${sessions.name} WHERE ${endedHere}`,
    unit: 'energy_wh',
    decimals: 2,
    width: 5,
  }),
];

const money = (heading: string): ColumnLook => ({ heading, unit: 'money' });

const sums = `countIf(NOT ${c.credit}) AS bills, countIf(${c.credit}) AS credits,
  sumIf(${c.total_excl_vat}, NOT ${c.credit}) AS billed_excl,
  sumIf(${c.total_excl_vat}, ${c.credit}) AS credited_excl,
  sum(${c.total_excl_vat}) AS net_excl, sum(${c.total_incl_vat}) AS net_incl`;
const sumColumns = {
  bills: { heading: 'Bills', unit: 'count' },
  credits: { heading: 'Credits', unit: 'count' },
  billed_excl: money('Billed before tax'),
  credited_excl: money('Credited before tax'),
  net_excl: money('Net before tax'),
  net_incl: money('Net with tax'),
} as const;

const revenue = [
  table({
    title: 'Revenue by currency',
    about:
      'Sums of the CDRs recorded in the range, credits taken off. Currencies are never added up. ' +
      'Adjustments are the part of the net that belongs to closed periods.',
    sql: `SELECT ${c.currency} AS currency, ${sums},
      sumIf(${c.total_excl_vat}, ${c.adjusts_period_id} != '') AS adjusting_excl
      FROM ${issued} GROUP BY currency ORDER BY currency`,
    columns: {
      currency: { heading: 'Currency' },
      ...sumColumns,
      adjusting_excl: money('Of it adjustments'),
    },
    width: 14,
    height: 8,
  }),
  lines({
    title: 'Net before tax by day of charging',
    about:
      'By the day (UTC) on which the session that is billed began, whenever its bill was issued; ' +
      'credits taken off. A line a currency, on one scale.',
    sql: `SELECT $__timeInterval(${c.valid_from}) AS time, ${c.currency} AS currency,
      toFloat64(sum(${c.total_excl_vat})) AS Value
      FROM ${cdrs.name}
      WHERE $__timeFilter(${c.valid_from}) AND ${here()}
      GROUP BY time, currency ORDER BY time, currency`,
    unit: 'money',
    interval: '24h',
    width: 10,
  }),
  table({
    title: 'Revenue by site and tariff',
    about: 'As above. Energy is that of the bills less that of the bills that were credited.',
    sql: `SELECT ${siteName('b.site_id', 'n.name')} AS site, b.tariff AS tariff,
      b.currency AS currency, b.* EXCEPT (site_id, tariff, currency)
      FROM (SELECT ${c.site_id} AS site_id, ${c.tariff_id} AS tariff, ${c.currency} AS currency,
          ${sums}, sumIf(${c.energy_wh}, NOT ${c.credit}) - sumIf(${c.energy_wh}, ${c.credit})
            AS energy_wh
        FROM ${issued} GROUP BY site_id, tariff, currency) AS b
      LEFT JOIN (SELECT site_id, name FROM (${sitesNow})) AS n ON n.site_id = b.site_id
      ORDER BY currency, net_excl DESC, site, tariff LIMIT 200`,
    columns: {
      site: { heading: 'Site' },
      tariff: { heading: 'Tariff' },
      currency: { heading: 'Currency' },
      ...sumColumns,
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
    },
    width: 24,
    height: 8,
  }),
];

const closedBooks = `SELECT * FROM (${newestOf(periods)}) WHERE ${p.purpose} = 'billing'`;

const corrections = [
  table({
    title: 'Credits and corrections',
    about:
      'Credits recorded in the range, each with the bill that it takes back and the one that was ' +
      'issued in its place; the newest first.',
    sql: `SELECT k.${c.recorded_at} AS recorded, k.${c.session_id} AS session_id,
      k.${c.credit_reference_id} AS credited, k.${c.currency} AS currency,
      k.${c.total_excl_vat} AS credit_excl, r.${c.cdr_id} AS again,
      if(again = '', NULL, r.${c.total_excl_vat}) AS again_excl,
      k.${c.total_excl_vat} + r.${c.total_excl_vat} AS difference_excl,
      k.${c.adjusts_period_id} AS adjusts
      FROM (SELECT * FROM ${issued} AND ${c.credit}) AS k
      LEFT JOIN (SELECT * FROM ${cdrs.name} WHERE ${ofTenant()} AND ${c.replaces_cdr_id} != '')
        AS r ON r.${c.replaces_cdr_id} = k.${c.credit_reference_id}
      ORDER BY recorded DESC, credited LIMIT 200`,
    columns: {
      recorded: { heading: 'Recorded', unit: 'instant' },
      session_id: { heading: 'Session' },
      credited: { heading: 'Takes back' },
      currency: { heading: 'Currency' },
      credit_excl: money('Credit before tax'),
      again: { heading: 'Issued again as' },
      again_excl: money('For, before tax'),
      difference_excl: money('Difference'),
      adjusts: { heading: 'Adjusts' },
    },
    width: 24,
    height: 7,
  }),
  table({
    title: 'Billing periods',
    about:
      'Months in which CDRs are booked, whatever the range: closed ones, and those that are open ' +
      'still. Later news of a closed one are adjustments, booked in an open one.',
    sql: `SELECT i.id AS period_id, if(k.${p.period_id} = '', 'open', 'closed') AS state,
      if(state = 'open', NULL, k.${p.recorded_at}) AS closed_at, b.currency AS currency,
      b.bills AS bills, b.credits AS credits, b.net_excl AS net_excl, b.net_incl AS net_incl
      FROM (SELECT DISTINCT id FROM (
        SELECT ${c.period_id} AS id FROM ${cdrs.name} WHERE ${here()} UNION ALL
        SELECT ${p.period_id} AS id FROM (${closedBooks}))) AS i
      LEFT JOIN (${closedBooks}) AS k
        ON k.${p.period_id} = i.id
      LEFT JOIN (SELECT ${c.period_id} AS id, ${c.currency} AS currency,
        countIf(NOT ${c.credit}) AS bills, countIf(${c.credit}) AS credits,
        sum(${c.total_excl_vat}) AS net_excl, sum(${c.total_incl_vat}) AS net_incl
        FROM ${cdrs.name} WHERE ${here()} GROUP BY id, currency) AS b ON b.id = i.id
      ORDER BY period_id DESC, currency LIMIT 100`,
    columns: {
      period_id: { heading: 'Period' },
      state: { heading: 'State' },
      closed_at: { heading: 'Closed', unit: 'instant' },
      currency: { heading: 'Currency' },
      bills: { heading: 'Bills', unit: 'count' },
      credits: { heading: 'Credits', unit: 'count' },
      net_excl: money('Net before tax'),
      net_incl: money('Net with tax'),
    },
    width: 24,
    height: 7,
  }),
];

const forbidding = Object.entries(forbiddingDoubts)
  .filter(([, [forbids]]) => forbids === 'always')
  .map(([code]) => `'${code}'`)
  .join(', ');

const doubted = `SELECT d.${s.session_id} AS doubted_id, min(f.${q.code}) AS code
  FROM ${sessions.name} AS d
  INNER JOIN (SELECT * FROM ${qualityFlags.name} WHERE ${ofTenant()}
    AND ${q.code} IN (${forbidding})) AS f ON f.${q.station_id} = d.${s.station_id}
  WHERE ${ofTenant('d')} AND (f.${q.port} = 0 OR f.${q.port} = d.${s.port})
  AND f.${q.concerns_at} >= d.${s.started_at} AND f.${q.concerns_at} <= d.${s.ended_at}
  GROUP BY doubted_id`;

const assigned = `SELECT ${a.station_id} FROM (${newestOf(tariffAssignments)})
  WHERE ${a.station_id} != '' UNION DISTINCT
  SELECT ${po.station_id} FROM (${stationsOnSites}) WHERE site_id IN (
    SELECT ${a.site_id} FROM (${newestOf(tariffAssignments)}) WHERE ${a.station_id} = ''
    AND ${a.tariff_id} IN (SELECT ${t.tariff_id} FROM (${newestOf(tariffs)})))`;

/** As a billing run says it (lib/billing/unbillable.ts), as far as that needs no pricing. */
const why = `multiIf(s.${s.state} != 'ended', 'open', s.${s.kind} = 'untracked', 'untracked',
  s.${s.id_token} = '', 'token_unknown', length(s.${s.id_token}) > 36, 'token_too_long',
  s.${s.auth_verdict} NOT IN ('', 'Accepted'), 'not_accepted',
  s.${s.energy_wh} <= 0, 'no_energy',
  s.${s.station_id} NOT IN (${assigned}), 'tariff_unknown',
  d.code != '', d.code, 'not billed yet, or left out by the run')`;

const open = [
  table({
    title: 'Sessions without a bill, and why',
    about:
      'Sessions that ended in the range and that no CDR bills, by the first thing that forbids a ' +
      'bill. What only pricing finds out, the billing run tells: laddbok ledger issue-cdrs.',
    sql: `SELECT ${why} AS reason, count() AS sessions, sum(s.${s.energy_wh}) AS energy_wh,
      max(s.${s.ended_at}) AS newest
      FROM (SELECT * FROM ${sessions.name} WHERE ${endedHere}
        AND ${s.session_id} NOT IN (${billed})) AS s
      LEFT JOIN (${doubted}) AS d ON d.doubted_id = s.${s.session_id}
      GROUP BY reason ORDER BY sessions DESC, reason LIMIT 50`,
    columns: {
      reason: { heading: 'Why' },
      sessions: { heading: 'Sessions', unit: 'count' },
      energy_wh: { heading: 'Energy', unit: 'energy_wh' },
      newest: { heading: 'Newest ended', unit: 'instant' },
    },
    width: 10,
    height: 9,
  }),
  table({
    title: 'Energy metered and billed',
    about:
      'Sessions that ended in the range, by site: what their registers moved, and what the bills ' +
      'that stand say of the same sessions, whenever they were issued. What is left over was not ' +
      'billed, or not as measured.',
    sql: `SELECT ${siteName('m.site_id', 'n.name')} AS site, m.* EXCEPT (site_id)
      FROM (SELECT ifNull(k.site_id, '') AS site_id, count() AS sessions,
          countIf(b.${c.session_id} != '') AS billed_sessions,
          sum(s.${s.energy_wh}) AS metered_wh, sum(b.${c.energy_wh}) AS billed_wh,
          metered_wh - billed_wh AS difference_wh
        FROM (SELECT * FROM ${sessions.name} WHERE ${endedHere}) AS s
        LEFT JOIN (${standing}) AS b ON b.${c.session_id} = s.${s.session_id}
        LEFT JOIN (${stationsOnSites}) AS k ON k.station_id = s.${s.station_id}
        GROUP BY site_id) AS m
      LEFT JOIN (SELECT site_id, name FROM (${sitesNow})) AS n ON n.site_id = m.site_id
      ORDER BY difference_wh DESC, site LIMIT 200`,
    columns: {
      site: { heading: 'Site' },
      sessions: { heading: 'Sessions', unit: 'count' },
      billed_sessions: { heading: 'Billed', unit: 'count' },
      metered_wh: { heading: 'Metered', unit: 'energy_wh' },
      billed_wh: { heading: 'Billed energy', unit: 'energy_wh' },
      difference_wh: { heading: 'Not billed', unit: 'energy_wh' },
    },
    width: 14,
    height: 9,
  }),
];

export const board: Board = {
  title: 'Billing',
  about: 'For finance: what was billed, credited and adjusted, what is not billed yet, and why.',
  topic: 'billing',
  of: 'fleet',
  from: 'now-30d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: glance },
    { title: 'Revenue', panels: revenue },
    { title: 'Corrections and periods', panels: corrections },
    { title: 'Not billed', panels: open },
  ],
};
