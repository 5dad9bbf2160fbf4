// Uptime by the rulebooks, as boards ask for it: the SQL of the API with the board's values in it.

import { rulebookOf, rulebooks } from '../api/rulebooks/catalogue.ts';
import { ledgerRelations } from '../api/rulebooks/ledger-relations.ts';
import type { Rulebook } from '../api/rulebooks/rulebook.ts';
import { sumsQuery, type LedgerRelations } from '../api/rulebooks/sums-sql.ts';
import { takenQuery } from '../api/rulebooks/taken-sql.ts';
import { day_ms, minute_ms } from '../lib/time.ts';
import { stations } from '../processors/stations/table.ts';
import type { Query } from '../store/port.ts';
import { columns } from './query.ts';

export { rulebookOf as rulebookNamed, rulebooks, type Rulebook };

const s = columns(stations);

/** Whose ledger it is: text that stands for it until the board's own is put in its place. */
const somebody = 'tenant';
const tenant = '${tenant:singlequote}';

/** SQL for a span in milliseconds since 1970, the end exclusive. */
export interface Span {
  readonly from: string;
  readonly to: string;
  /** SQL of all borders of months, as a list of text; without it the span is one piece. */
  readonly borders?: string;
  /** SQL: whether the span is one that the rulebook judges. */
  readonly own: string;
}

const ms = (instant: string): string => `toInt64(toUnixTimestamp(${instant})) * 1000`;

/** The instant since when nothing is known, as SQL for milliseconds. */
const known_ms = `toInt64(assumeNotNull((SELECT toUnixTimestamp64Milli(max(${s.last_seen_at}))
  FROM ${stations.name} WHERE ${s.tenant} = ${tenant})))`;

/**
 * The month after the last that is whole within the range, as a date. A month is whole that ended
 * anywhere: the range may be of any time zone, and Grafana ends it with its last second.
 */
const nextMonth = `toStartOfMonth(toTimeZone($__toTime + INTERVAL 14 HOUR, 'UTC'))`;

const startOfWindow = ({ window }: Rulebook): string => {
  if (window === 'trailing_year') return `subtractMonths(${nextMonth}, 12)`;
  const month = `subtractMonths(${nextMonth}, 1)`;
  // The year of the last whole month, which is the year before in January.
  return window === 'month' ? month : `toStartOfYear(${month})`;
};

/** The window that the rule judges, up to the last whole month, in the zone of the rule. */
export const ownWindow = (rulebook: Rulebook): Span => ({
  from: ms(`toDateTime(${startOfWindow(rulebook)}, '${rulebook.zone}')`),
  to: ms(`toDateTime(${nextMonth}, '${rulebook.zone}')`),
  // A calendar year is judged when it is over.
  own: rulebook.window === 'calendar_year' ? `toMonth(${nextMonth}) = 1` : 'true',
});

/** The range of the board as it is. */
export const range: Span = { from: ms('$__fromTime'), to: ms('$__toTime'), own: 'false' };

/** The range of the board cut at the months of the rulebook. */
export const rangeByMonths = ({ zone }: Rulebook): Span => {
  const of = `dateDiff('month', toTimeZone($__fromTime, '${zone}'),
    toTimeZone($__toTime, '${zone}'))`;
  const first = `addMonths(toStartOfMonth(toTimeZone($__fromTime, '${zone}')), i)`;
  const starts = `arrayMap(i -> toInt64(toUnixTimestamp(toDateTime(${first}, '${zone}'))) * 1000,
    range(1, toUInt32(1 + ${of})))`;
  const inner = `arrayFilter(b -> b > ${range.from} AND b < ${range.to}, ${starts})`;
  const all = `arrayConcat([${range.from}], ${inner}, [${range.to}])`;
  return { ...range, borders: `arrayMap(b -> toString(b), ${all})` };
};

/** What a span is called within a statement, so that its SQL stands there once. */
const words: Readonly<Record<string, string>> = {
  tenant,
  from: 'span_from',
  to: 'span_to',
  known_until: 'span_known',
  borders: 'span_borders',
};

const worded = (sql: string, values: Readonly<Record<string, string>>): string =>
  sql.replaceAll(/\{(\w+):[^}]*\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`Boards have no value for ${name}.`);
    return value;
  });

/** The statement, which begins with WITH, with SQL in the place of its placeholders. */
const bound = ({ sql }: Query, { from, to, borders }: Span): string => {
  const given = [
    `${from} AS span_from`,
    `${to} AS span_to`,
    `${known_ms} AS span_known`,
    `${borders ?? '[toString(span_from), toString(span_to)]'} AS span_borders`,
  ];
  return worded(sql, words).replace(/^WITH/, () => `WITH ${given.join(', ')},`);
};

const ledger = ledgerRelations(somebody, null);
const ledgerWords = { p_tenant: tenant, x_tenant: tenant };

/** The relations of the ledger by name; `overLedger` says what they are, once for a statement. */
const namedLedger: LedgerRelations = {
  exclusions: 'SELECT * FROM ledger_exclusions',
  ports: 'SELECT * FROM ledger_ports',
  closed: null,
  params: {},
};

/** SQL that asks rulebooks, with the ledger that they ask. */
export const overLedger = (sql: string): string =>
  `WITH ledger_ports AS (${worded(ledger.ports ?? '', ledgerWords)}),
    ledger_exclusions AS (${worded(ledger.exclusions ?? '', ledgerWords)}) ${sql}`;

const askedOf = (rulebook: Rulebook, { borders }: Span) => ({
  rulebook,
  ledger: namedLedger,
  tenant: somebody,
  // The borders themselves are SQL; how many they are decides how pieces are cut.
  borders: borders === undefined ? [0, 1] : [0, 1, 2],
  known_until: 0,
});

const budgetOf = ({ grants }: Rulebook): number =>
  Object.values(grants).find(({ year_ms }) => year_ms !== undefined)?.year_ms ?? 0;

/** Budgets by the year that a span has, as the API counts them. */
const years = ({ from, to }: Span): string =>
  `greatest(1, intDiv((${to}) - (${from}), ${365 * day_ms}))`;

/**
 * SQL: a row a port (and month), in milliseconds: `good`, `bad` and `unknown` are what the formula
 * takes, the yearly budget spent.
 */
export const portsSql = (
  rulebook: Rulebook,
  span: Span,
  exclusions: 'with exclusions' | 'without exclusions' = 'with exclusions',
): string => {
  const asked = askedOf(rulebook, span);
  const given =
    exclusions === 'without exclusions'
      ? { ...asked, ledger: { ...asked.ledger, exclusions: null } }
      : asked;
  const covered = `least(p.budgeted, ${budgetOf(rulebook)} * ${years(span)})`;
  const ineligible = rulebook.formula.ineligible === 'up' ? ' + p.ineligible' : '';
  return `SELECT p.station_id AS station_id, p.port AS port, p.site_id AS site_id,
    p.starts_at AS starts_at, p.partial AS partial,
    toInt128(p.up + p.excluded + ${covered}${ineligible}) AS good,
    toInt128(p.down + p.budgeted - ${covered}) AS bad, toInt128(p.unknown) AS unknown,
    toInt128(p.excluded + ${covered}) AS excluded, toInt128(p.ineligible) AS ineligible
    FROM (${bound(sumsQuery(given), span)}) AS p`;
};

/** SQL: what each exclusion takes out of the outages of each port within the span. */
export const takenSql = (rulebook: Rulebook, span: Span): string =>
  bound(takenQuery(askedOf(rulebook, span)), span);

/** Ratios are kept to a millionth of a percent, rounded down, as the API keeps them. */
const percent = (part: string, whole: string): string =>
  `if(${part} <= 0, 0., toFloat64(intDiv((${part}) * 100000000, ${whole})) / 1000000)`;

const reaches = ({ threshold }: Rulebook, part: string, whole: string): string => {
  if (threshold === null) return 'false';
  const need = Math.round(threshold.percent * 1000);
  return `(${part}) * 100000 ${threshold.strict ? '>' : '>='} (${whole}) * ${need}`;
};

/** SQL: value and bounds of rows with `good`, `bad`, `unknown`; over minutes where they are told. */
const figured = (
  rulebook: Rulebook,
  {
    minutes,
    insufficient,
    judged,
  }: Readonly<Record<'minutes' | 'insufficient' | 'judged', string>>,
): string => {
  const constant = `toInt128(${(rulebook.formula.minutes ?? 0) * minute_ms})`;
  const whole = `if(${minutes}, ${constant}, good + bad + unknown)`;
  const least = `if(${minutes}, ${constant} - bad - unknown, good)`;
  const most = `if(${minutes}, ${constant} - bad, good + unknown)`;
  const value = `if(${minutes},
    ${percent(`(good + bad) * ${constant} - bad * (good + bad + unknown)`, `(good + bad) * ${constant}`)},
    ${percent('good', '(good + bad)')})`;
  const known = 'good + bad > 0';
  const some = 'good + bad + unknown > 0';
  const verdict = `multiIf(NOT (${judged}), 'not_judged',
    ${insufficient} OR NOT (${known}), 'insufficient_data',
    ${reaches(rulebook, least, whole)}, 'met', ${reaches(rulebook, most, whole)},
    'insufficient_data', 'missed')`;
  const bounded = (part: string, otherwise: string): string =>
    `multiIf(${known}, ${percent(part, `greatest(${whole}, 1)`)}, ${some}, ${otherwise}, NULL)`;
  const dividable = value.replaceAll('(good + bad)', 'greatest(good + bad, 1)');
  return `if(${known}, ${dividable}, NULL) AS value,
    ${bounded(least, '0.')} AS lowest, ${bounded(most, '100.')} AS highest,
    ${percent('unknown', 'greatest(good + bad + unknown, 1)')} AS share_unknown,
    ${verdict} AS verdict`;
};

const isOf = ({ threshold }: Rulebook, scope: 'port' | 'network'): boolean =>
  threshold?.scope === scope;

/** SQL: a row a port with its figure. `where` narrows the ports. */
export const portFigures = (rulebook: Rulebook, span: Span, where: string): string => {
  const own = `(${span.own})`;
  const figure = figured(rulebook, {
    minutes: rulebook.formula.minutes === null ? 'false' : `(NOT partial AND ${own})`,
    insufficient: 'partial',
    judged: isOf(rulebook, 'port') ? own : 'false',
  });
  return `SELECT '${rulebook.id}' AS rulebook, station_id, port, site_id, starts_at, partial,
    good, bad, unknown, excluded, ${figure}
    FROM (${portsSql(rulebook, span)}) WHERE ${where}`;
};

interface Group {
  /** Columns that make the group; none: all ports are one. */
  readonly by: readonly string[];
  readonly where: string;
}

/**
 * SQL: the figure of ports together, pooled, as the API answers for a site or the network; with
 * how many ports met and missed the rule where it judges ports.
 */
export const groupFigures = (rulebook: Rulebook, span: Span, { by, where }: Group): string => {
  const isCounted = isOf(rulebook, 'port');
  const count = (verdict: string): string =>
    `${isCounted ? `countIf(verdict = '${verdict}')` : 'toUInt64(0)'} AS ${verdict}`;
  const verdicts = ['met', 'missed', 'insufficient_data'];
  const sums = `SELECT ${[...by, ''].join(', ')}count() AS ports, sum(good) AS good,
    sum(bad) AS bad, sum(unknown) AS unknown, sum(excluded) AS excluded,
    ${verdicts.map(count).join(', ')}
    FROM (${portFigures(rulebook, span, where)})
    ${by.length === 0 ? 'HAVING ports > 0' : `GROUP BY ${by.join(', ')}`}`;
  const figure = figured(rulebook, {
    minutes: 'false',
    insufficient: 'false',
    judged: isOf(rulebook, 'network') ? `(${span.own})` : 'false',
  });
  return `SELECT '${rulebook.id}' AS rulebook, ${[...by, ''].join(', ')}ports, good, bad, unknown,
    excluded, ${verdicts.join(', ')}, ${figure} FROM (${sums})`;
};

/** SQL: the value of all ports together if nothing were excluded; one row. */
export const valueWithoutExclusions = (rulebook: Rulebook, span: Span, where: string): string =>
  `SELECT ${percent('good', 'greatest(good + bad, 1)')} AS without FROM (
    SELECT sum(good) AS good, sum(bad) AS bad
    FROM (${portsSql(rulebook, span, 'without exclusions')}) WHERE ${where})`;

/** SQL: the same of every rulebook, one below the other. */
export const ofAll = (
  part: (rulebook: Rulebook) => string,
  of: readonly Rulebook[] = rulebooks,
): string =>
  overLedger(of.map((rulebook) => `SELECT * FROM (${part(rulebook)})`).join(' UNION ALL '));

/** Between tenant and id where those of all tenants stand in one relation. */
const tab = 'char(9)';

/** The statement over all tenants: what is unique within one is made unique among all. */
const ofAllTenants = (sql: string): string => {
  const apart = (name: string) =>
    `if(${name} = '', '', concat(tenant, ${tab}, ${name})) AS ${name}`;
  const names: Readonly<Record<string, readonly string[]>> = {
    availability: ['station_id'],
    ports: ['station_id', 'site_id'],
    exclusions: ['station_id', 'site_id', 'exclusion_id'],
  };
  return sql
    .replaceAll(/tenant = \{\w+:String\}/g, 'true')
    .replaceAll(/laddbok\.(\w+)/g, (_whole, name: string) => {
      const given = (names[name] ?? []).map(apart).join(', ');
      return `(SELECT * REPLACE (${given}) FROM ${name})`;
    });
};

/** What is left of the budget of a year is used up within this many days, as the last week went. */
export const budget_days = 30;
const week_days = 7;

/**
 * SQL: by tenant, ports that use up the budget of outage of a trailing year faster than it lasts:
 * at the pace of the last seven days, what is left of it is gone within `budget_days`.
 */
export const burningPorts = (rulebook: Rulebook): string => {
  const { formula, threshold } = rulebook;
  const allowed_ms = Math.round(
    (formula.minutes ?? 0) * minute_ms * (1 - (threshold?.percent ?? 100) / 100),
  );
  const span: Span = { from: ms('(now() - INTERVAL 365 DAY)'), to: ms('now()'), own: 'false' };
  const week = `(span_to - ${week_days * day_ms})`;
  const ledgerOfAll = `WITH ledger_ports AS (${ofAllTenants(ledger.ports ?? '')}),
    ledger_exclusions AS (${ofAllTenants(ledger.exclusions ?? '')})`;
  const newest = `toInt64(toUnixTimestamp64Milli(assumeNotNull((SELECT max(${s.last_seen_at})
    FROM ${stations.name}))))`;
  const asked = askedOf(rulebook, { ...span, borders: 'two' });
  const sums = worded(ofAllTenants(sumsQuery(asked).sql), words).replace(
    /^WITH/,
    () => `WITH ${span.from} AS span_from, ${span.to} AS span_to, ${newest} AS span_known,
    [toString(span_from), toString(${week}), toString(span_to)] AS span_borders,`,
  );
  return `SELECT tenant, toFloat64(countIf(of_week > 0 AND
      (${allowed_ms} - of_year) * ${week_days} < of_week * ${budget_days})) AS burning
    FROM (${ledgerOfAll} SELECT splitByString(${tab}, station_id)[1] AS tenant, station_id, port,
      sum(down) AS of_year, argMax(down, starts_at) AS of_week
      FROM (${sums}) GROUP BY tenant, station_id, port)
    GROUP BY tenant ORDER BY tenant`;
};
