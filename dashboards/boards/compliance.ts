// Board: uptime as regulators reckon it, side by side, with what is not known.

import { outages } from '../../processors/availability/table.ts';
import { exclusions, periods, sites } from '../../processors/ledger/table.ts';
import type { Board } from '../board.ts';
import { toStation } from '../links.ts';
import { betterFrom, colours, worseFrom } from '../look.ts';
import { stat, table, type ColumnLook } from '../panels.ts';
import { columns } from '../query.ts';
import { newestOf, siteName, sitesNow, sitesThatClose } from '../registry.ts';
import { ownWindow, range, rangeByMonths } from '../rulebook-spans.ts';
import {
  groupFigures,
  portFigures,
  rulebookNamed,
  rulebooks,
  takenSql,
  told,
  type Rulebook,
} from '../rulebooks.ts';
import { length_s, within } from '../spans.ts';
import { chosen, here } from '../variables.ts';

const o = columns(outages);
const p = columns(periods);
const x = columns(exclusions);
const s = columns(sites);

const judged =
  'In the window that the rule judges, up to the last month that is whole within the range';
const bounds =
  'The value leaves unknown time out; lowest and highest are what it would be if all unknown time ' +
  'had been down, or up.';

const where = chosen();

/** Every rulebook in the window that it judges. */
const inWindows = { rulebooks, span: ownWindow };

const share = (heading: string, rest: ColumnLook = {}): ColumnLook => ({
  heading,
  unit: 'percent',
  decimals: 3,
  ...rest,
});

/** Said wherever figures stand that hours of sites would change. */
const alwaysOpen =
  'A site that closes at times is read as open at all hours here. NEVI and the UK take closed hours ' +
  'out: of such a site the figures to rely on are those of /v1/uptime, which knows its hours.';

/** SQL: how the hours of a site are read, where not as they are. */
const hoursOf = (site_id: string): string =>
  `if(${site_id} IN (${sitesThatClose}), 'closes, read as open', '')`;

const ofRulebook = (column: string, id: string): string => `anyIf(${column}, rulebook = '${id}')`;

const atAGlance = {
  ...inWindows,
  rulebooks: rulebooks.filter(({ id }) => id !== 'uk-2024-eligible'),
};

/** A few are no disaster and none is no merit: it may be that nothing is known. */
const missing = (heading: string): ColumnLook => ({
  heading,
  unit: 'count',
  scale: { first: colours.neutral, steps: [[1, colours.bad]] },
});

const glance = [
  stat({
    title: 'Rules at a glance',
    about:
      'Ports miss 97 % that cannot have been up for it whatever the unknown time was; of others too ' +
      'little is known to say. UK: reg. 7(3) as written, rapid public ports alone, of what is known; ' +
      'the verdict stands below. AFIR: time in an operational status by time in any known one, ' +
      `without a bar. ${judged}: twelve months, the calendar year so far, and that month.`,
    sql: `SELECT ${ofRulebook('missed', 'nevi-2023')} AS nevi_missed,
      ${ofRulebook('insufficient_data', 'nevi-2023')} AS nevi_unknown,
      ${ofRulebook('missed', 'california-2024')} AS california_missed,
      ${ofRulebook('value', 'uk-2024-literal')} AS uk, ${ofRulebook('value', 'afir-2025')} AS afir
      FROM (${groupFigures(atAGlance, { by: [], where })})`,
    unit: 'percent',
    decimals: 3,
    columns: {
      nevi_missed: missing('NEVI: ports that miss 97 %'),
      nevi_unknown: { heading: 'NEVI: ports too little known', unit: 'count' },
      california_missed: missing('California: ports that miss 97 %'),
      uk: share('UK: network, as written'),
      afir: share('AFIR: operational'),
    },
    width: 20,
  }),
  stat({
    title: 'Sites read as always open',
    about: `Sites of the ledger that close at times. ${alwaysOpen}`,
    sql: `SELECT count() AS sites FROM (${sitesThatClose})`,
    unit: 'count',
    scale: worseFrom(1, 100_000),
    width: 4,
  }),
];

const barOf = ({ threshold }: Rulebook): string => {
  if (threshold === null) return 'none';
  const { percent, strict, scope } = threshold;
  const whose = scope === 'port' ? 'each port' : 'the network';
  return `${strict ? 'more than' : 'at least'} ${percent} %, ${whose}`;
};

const instantOf = (ms: string): string => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;

const ofEach = (value: (rulebook: Rulebook) => string): string => told(inWindows, value);

const eachRegime = `SELECT ${ofEach(({ title }) => `'${title}'`)} AS regime,
  ${ofEach((each) => `'${barOf(each)}'`)} AS bar, verdict, ports, met, missed,
  insufficient_data AS insufficient, value, lowest, highest, share_unknown, without_exclusions,
  ${instantOf(ofEach((each) => ownWindow(each).from))} AS window_from,
  ${instantOf(ofEach((each) => ownWindow(each).to))} AS window_to, rulebook
  FROM (${groupFigures(inWindows, { by: [], where })})`;

const figureColumns = {
  value: share('Value'),
  lowest: share('Lowest'),
  highest: share('Highest'),
  share_unknown: share('Unknown'),
} as const;

const hours = (ms: string): string => `toFloat64(${ms}) / 3600000`;
const hourColumn = (heading: string): ColumnLook => ({ heading, unit: 'hours', decimals: 1 });

const sideBySide = [
  table({
    title: 'Regimes side by side',
    about:
      `${judged}. ${bounds} Ports together: their time pooled. A bar is met or missed only where ` +
      `unknown time cannot change it. ${alwaysOpen}`,
    sql: `SELECT * FROM (${eachRegime}) ORDER BY regime, rulebook`,
    columns: {
      regime: { heading: 'Regime', width: 300 },
      bar: { heading: 'Bar' },
      verdict: { heading: 'Network' },
      ports: { heading: 'Ports', unit: 'count' },
      met: { heading: 'Ports met', unit: 'count' },
      missed: missing('Ports missed'),
      insufficient: { heading: 'Ports unclear', unit: 'count' },
      ...figureColumns,
      without_exclusions: share('Without exclusions'),
      window_from: { heading: 'From', unit: 'instant' },
      window_to: { heading: 'To', unit: 'instant' },
      rulebook: { heading: 'Rulebook' },
    },
    width: 24,
    height: 8,
  }),
  table({
    title: 'The range as it is',
    about:
      'The same of the range of the board to the second, which no rule judges unless it is its ' +
      `window. ${bounds} Hours are those of all ports together. ${alwaysOpen}`,
    sql: `SELECT rulebook, ports, value, lowest, highest, share_unknown,
      ${hours('bad')} AS down, ${hours('excluded')} AS excluded_hours,
      ${hours('unknown')} AS unknown_hours
      FROM (${groupFigures({ rulebooks, span: range }, { by: [], where })}) ORDER BY rulebook`,
    columns: {
      rulebook: { heading: 'Rulebook' },
      ports: { heading: 'Ports', unit: 'count' },
      ...figureColumns,
      down: hourColumn('Down, hours'),
      excluded_hours: hourColumn('Excluded, hours'),
      unknown_hours: hourColumn('Unknown, hours'),
    },
    width: 24,
    height: 8,
  }),
];

const byMonth = groupFigures({ rulebooks, span: rangeByMonths }, { by: ['starts_at'], where });

const course = [
  table({
    title: 'Months',
    about:
      'Months in the zone of each rulebook, the newest first; the first and the last as far as the ' +
      `range goes. ${bounds} ${alwaysOpen}`,
    sql: `SELECT ${instantOf('starts_at')} AS starts, rulebook, ports, value, lowest, highest,
      share_unknown, ${hours('bad')} AS down, ${hours('excluded')} AS excluded_hours
      FROM (${byMonth}) ORDER BY starts DESC, rulebook LIMIT 200`,
    columns: {
      starts: { heading: 'From', unit: 'instant' },
      rulebook: { heading: 'Rulebook' },
      ports: { heading: 'Ports', unit: 'count' },
      ...figureColumns,
      down: hourColumn('Down, hours'),
      excluded_hours: hourColumn('Excluded, hours'),
    },
    width: 24,
    height: 10,
  }),
];

const pivot = `${ofRulebook('value', 'nevi-2023')} AS nevi,
  ${ofRulebook('lowest', 'nevi-2023')} AS nevi_lowest,
  ${ofRulebook('highest', 'nevi-2023')} AS nevi_highest,
  ${ofRulebook('share_unknown', 'nevi-2023')} AS unknown,
  ${ofRulebook('value', 'california-2024')} AS california,
  ${ofRulebook('value', 'uk-2024-literal')} AS uk_literal,
  ${ofRulebook('value', 'uk-2024-eligible')} AS uk_eligible,
  ${ofRulebook('value', 'afir-2025')} AS afir,
  ${hours(ofRulebook('bad', 'nevi-2023'))} AS down,
  ${hours(ofRulebook('excluded', 'nevi-2023'))} AS excluded_hours`;

const pivotColumns = {
  nevi: share('NEVI', { scale: betterFrom(97, 97) }),
  nevi_lowest: share('NEVI, lowest'),
  nevi_highest: share('NEVI, highest'),
  unknown: share('NEVI, unknown'),
  california: share('California', { scale: betterFrom(97, 97) }),
  uk_literal: share('UK, as written'),
  uk_eligible: share('UK, eligible'),
  afir: share('AFIR'),
  down: hourColumn('NEVI, down h'),
  excluded_hours: hourColumn('NEVI, excluded h'),
} as const;

const places = [
  table({
    title: 'Sites',
    about: `Ports of a site together. ${judged}, which differs by rule. Empty where the rule is not about it: UK is about rapid public ports. ${alwaysOpen}`,
    sql: `SELECT ${siteName('f.site_id', 'n.name')} AS site, ${hoursOf('f.site_id')} AS hours,
        f.* EXCEPT (site_id)
      FROM (SELECT site_id, ${ofRulebook('ports', 'nevi-2023')} AS ports, ${pivot}
        FROM (${groupFigures(inWindows, { by: ['site_id'], where })})
        GROUP BY site_id) AS f
      LEFT JOIN (SELECT ${s.site_id}, ${s.name} FROM (${sitesNow})) AS n ON n.site_id = f.site_id
      ORDER BY nevi, site LIMIT 200`,
    columns: {
      site: { heading: 'Site' },
      hours: { heading: 'Hours' },
      ports: { heading: 'Ports', unit: 'count' },
      ...pivotColumns,
    },
    width: 24,
    height: 8,
  }),
  table({
    title: 'Ports',
    about:
      `Each port under each rule, the worst first. ${judged}. The verdicts are of NEVI and ` +
      `California, which judge ports. ${alwaysOpen}`,
    sql: `SELECT station_id AS station_id, port, site_id, ${hoursOf('site_id')} AS hours, ${pivot},
      ${ofRulebook('verdict', 'nevi-2023')} AS nevi_verdict,
      ${ofRulebook('verdict', 'california-2024')} AS california_verdict
      FROM (${portFigures(inWindows, where)})
      GROUP BY station_id, port, site_id ORDER BY nevi, station_id, port LIMIT 500`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      port: { heading: 'Port' },
      site_id: { heading: 'Site' },
      hours: { heading: 'Hours' },
      ...pivotColumns,
      nevi_verdict: { heading: 'Verdict of NEVI' },
      california_verdict: { heading: 'Verdict of California' },
    },
    width: 24,
    height: 12,
  }),
];

const granting = { rulebooks: ['nevi-2023', 'california-2024'].map(rulebookNamed), span: range };

/** What each exclusion takes away under the two of them, in milliseconds. */
const taken = `SELECT exclusion_id, sumIf(taken, book = 1) AS nevi_ms,
  sumIf(taken, book = 2) AS california_ms
  FROM (${takenSql(granting)}) WHERE ${where} GROUP BY exclusion_id`;

const causes = [
  table({
    title: 'Exclusions',
    about:
      'Exclusions of the ledger that hold within the range, and the hours of outage within the ' +
      'range that each takes away under a rule that grants its reason; 0 where none does, or ' +
      'nothing was down. Where two lie over one outage both take it. California grants planned ' +
      'maintenance for 72 hours a year, of which this is before.',
    sql: `SELECT e.${x.exclusion_id} AS exclusion_id, e.${x.reason} AS reason,
      concat(e.${x.site_id}, e.${x.station_id}, if(isNull(e.${x.port}), '', concat(' port ',
        toString(assumeNotNull(e.${x.port}))))) AS place,
      e.${x.valid_from} AS valid_from, e.${x.valid_to} AS valid_to,
      if(empty(e.${x.regimes}), 'all', arrayStringConcat(e.${x.regimes}, ', ')) AS regimes,
      ${hours('t.nevi_ms')} AS nevi, ${hours('t.california_ms')} AS california,
      e.${x.evidence} AS evidence, e.${x.recorded_at} AS recorded_at
      FROM (${newestOf(exclusions)}) AS e
      LEFT JOIN (${taken}) AS t ON t.exclusion_id = e.exclusion_id
      WHERE e.${x.valid_from} <= $__toTime
      AND (isNull(e.${x.valid_to}) OR e.${x.valid_to} > $__fromTime)
      ORDER BY valid_from DESC, exclusion_id LIMIT 200`,
    columns: {
      exclusion_id: { heading: 'Exclusion' },
      reason: { heading: 'Reason' },
      place: { heading: 'Place' },
      valid_from: { heading: 'From', unit: 'instant' },
      valid_to: { heading: 'To', unit: 'instant' },
      regimes: { heading: 'Declared for' },
      nevi: hourColumn('NEVI, hours taken'),
      california: hourColumn('California, hours taken'),
      evidence: { heading: 'Evidence' },
      recorded_at: { heading: 'Recorded', unit: 'instant' },
    },
    width: 24,
    height: 7,
  }),
  table({
    title: 'Outages',
    about: 'Outages that overlap the range, the longest first; how a rule reads each is its own.',
    sql: `SELECT ${o.station_id} AS station_id, ${o.port} AS port, ${o.started_at} AS started,
      ${o.ended_at} AS ended, ${length_s(o)} AS lasted
      FROM ${outages.name} WHERE ${within(o)} AND ${here()}
      ORDER BY lasted DESC, station_id, port, started LIMIT 200`,
    columns: {
      station_id: { heading: 'Station', link: toStation },
      port: { heading: 'Port' },
      started: { heading: 'Started', unit: 'instant' },
      ended: { heading: 'Ended', unit: 'instant' },
      lasted: { heading: 'Lasted', unit: 'duration_s' },
    },
    width: 14,
    height: 9,
  }),
  table({
    title: 'Filed periods',
    about:
      'Periods of the ledger that were closed for a filing, whatever the range: what is said of ' +
      'them later is told as an amendment. When a filing is due is not in the data.',
    sql: `SELECT ${p.period_id} AS period_id, ${p.valid_from} AS valid_from, ${p.valid_to} AS
      valid_to, ${p.recorded_at} AS closed_at, ${p.recorded_by} AS closed_by, ${p.notes} AS notes
      FROM (${newestOf(periods)}) WHERE ${p.purpose} = 'filing'
      ORDER BY valid_from DESC LIMIT 100`,
    columns: {
      period_id: { heading: 'Period' },
      valid_from: { heading: 'From', unit: 'instant' },
      valid_to: { heading: 'To', unit: 'instant' },
      closed_at: { heading: 'Closed', unit: 'instant' },
      closed_by: { heading: 'By' },
      notes: { heading: 'Notes' },
    },
    width: 10,
    height: 9,
  }),
];

export const board: Board = {
  title: 'Compliance',
  about:
    'For whoever answers to regulators: uptime under NEVI, California, UK (both readings) and ' +
    'AFIR, with bounds, exclusions, and how much is not known.',
  topic: 'compliance',
  of: 'fleet',
  from: 'now-90d',
  refresh: '1m',
  rows: [
    { title: 'At a glance', panels: glance },
    { title: 'Side by side', panels: sideBySide },
    { title: 'Month by month', panels: course },
    { title: 'Sites and ports', panels: places },
    { title: 'Exclusions, outages, filings', panels: causes },
  ],
};
