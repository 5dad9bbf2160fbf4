// Uptime by the rulebooks, as boards ask for it: their SQL with the board's values in it.

import { rulebookOf, rulebooks } from '../api/rulebooks/catalogue.ts';
import { ledgerRelations } from '../api/rulebooks/ledger-relations.ts';
import type { Rulebook } from '../api/rulebooks/rulebook.ts';
import { togetherSql, togetherTakenSql } from '../api/rulebooks/together-sql.ts';
import { day_ms, minute_ms } from '../lib/time.ts';
import { stations } from '../processors/stations/table.ts';
import { columns } from './query.ts';
import type { Span } from './rulebook-spans.ts';

export { rulebookOf as rulebookNamed, rulebooks, type Rulebook };

const s = columns(stations);

const tenant = '${tenant:singlequote}';

/** The instant since when nothing is known, as SQL for milliseconds. */
const known_ms = `toInt64(assumeNotNull((SELECT toUnixTimestamp64Milli(max(${s.last_seen_at}))
  FROM ${stations.name} WHERE ${s.tenant} = ${tenant})))`;

/** Rulebooks that are asked about together, each in a span of its own. */
export interface Asked {
  readonly rulebooks: readonly Rulebook[];
  readonly span: (rulebook: Rulebook) => Span;
}

/** The ledger of everybody, and with the board's tenant in the place of its placeholders. */
const ledger = ledgerRelations('tenant', null);
const ofTenant = (sql: string | null): string =>
  (sql ?? '').replaceAll(/\{[px]_tenant:String\}/g, () => tenant);

/** SQL that asks rulebooks, with the ledger that they ask. */
const overLedger = (sql: string): string =>
  sql.replace(
    /^WITH/,
    () => `WITH ledger_ports AS (${ofTenant(ledger.ports)}),
    ledger_exclusions AS (${ofTenant(ledger.exclusions)}),`,
  );

const askedOf = ({ rulebooks: of, span }: Asked) => ({
  rulebooks: of,
  spans: of.map(span),
  tenant,
  known_until: known_ms,
  exclusions: 'SELECT * FROM ledger_exclusions',
  ports: 'SELECT * FROM ledger_ports',
});

/** SQL: a number in which the products of times and percents have room. */
const number = (value: string | number): string => `toInt128(${value})`;

/** The value that the rulebook of a row has. */
const ofBook = (values: readonly string[]): string =>
  values.every((value) => value === values[0]) ? (values[0] ?? '') : `[${values.join(', ')}][book]`;

const budgetOf = ({ grants }: Rulebook): number =>
  Object.values(grants).find(({ year_ms }) => year_ms !== undefined)?.year_ms ?? 0;

/** SQL: the yearly budget for the years that a span has, as the API counts them. */
const budgetIn = (rulebook: Rulebook, { from, to }: Span): string => {
  const years = `greatest(1, intDiv((${to}) - (${from}), ${365 * day_ms}))`;
  return budgetOf(rulebook) === 0 ? 'toInt64(0)' : `toInt64(${budgetOf(rulebook)} * ${years})`;
};

/**
 * SQL: a row a rulebook, port (and month), in milliseconds: `good`, `bad` and `unknown` are what
 * the formula takes, the yearly budget spent; `bare_good` and `bare_bad` with nothing excluded.
 */
const portsSql = (asked: Asked): string => {
  const each = (value: (rulebook: Rulebook) => string): string =>
    ofBook(asked.rulebooks.map(value));
  const covered = `least(p.budgeted, ${each((one) => budgetIn(one, asked.span(one)))})`;
  const isUp = each(({ formula }) => (formula.ineligible === 'up' ? '1' : '0'));
  const ineligible = `p.ineligible * ${isUp}`;
  return `SELECT p.book AS book, ${each(({ id }) => `'${id}'`)} AS rulebook,
    ${each((one) => asked.span(one).own)} AS own,
    p.station_id AS station_id, p.port AS port, p.site_id AS site_id,
    p.starts_at AS starts_at, p.partial AS partial,
    ${number(`p.up + p.excluded + ${covered} + ${ineligible}`)} AS good,
    ${number(`p.down + p.budgeted - ${covered}`)} AS bad, ${number('p.unknown')} AS unknown,
    ${number(`p.excluded + ${covered}`)} AS excluded,
    ${number(`p.up + ${ineligible}`)} AS bare_good,
    ${number('p.down + p.budgeted + p.excluded')} AS bare_bad
    FROM (${overLedger(togetherSql(askedOf(asked)))}) AS p`;
};

/** SQL: what each exclusion takes out of the outages of each port: book, exclusion_id, taken. */
export const takenSql = (asked: Asked): string => overLedger(togetherTakenSql(askedOf(asked)));

/** Ratios are kept to a millionth of a percent, rounded down, as the API keeps them. */
const percent = (part: string, whole: string): string =>
  `if(${part} <= 0, 0., toFloat64(intDiv((${part}) * 100000000, greatest(${whole}, 1))) / 1000000)`;

/** Whether the part reaches the bar of the rulebook of the row. */
const reaches = (asked: Asked, part: string): string => {
  const need = ofBook(
    asked.rulebooks.map(({ threshold }) => number(Math.round((threshold?.percent ?? 0) * 1000))),
  );
  const strict = ofBook(asked.rulebooks.map(({ threshold }) => String(threshold?.strict ?? false)));
  // More than the bar, or at least it: the numbers are whole.
  return `(${part}) * 100000 >= whole * ${need} + toUInt8(${strict})`;
};

interface Judging {
  /** SQL: whether the constant minutes of the rule are the whole. */
  readonly minutes: string;
  readonly insufficient: string;
  readonly judged: string;
}

/** SQL: value, bounds and verdict of rows with `good`, `bad`, `unknown` under their rulebooks. */
const figured = (asked: Asked, { minutes, insufficient, judged }: Judging): string => {
  const constant = ofBook(
    asked.rulebooks.map(({ formula }) => number((formula.minutes ?? 0) * minute_ms)),
  );
  const bounded = (part: string, otherwise: string): string =>
    `multiIf(known > 0, ${percent(part, 'whole')}, known + unknown > 0, ${otherwise}, NULL)`;
  return `good + bad AS known, ${minutes} AS of_minutes,
    if(of_minutes, ${constant}, known + unknown) AS whole,
    if(of_minutes, whole - bad - unknown, good) AS least_good,
    if(of_minutes, whole - bad, good + unknown) AS most_good,
    if(of_minutes, known * whole - bad * (known + unknown), good) AS part_good,
    if(of_minutes, known * whole, known) AS part_whole,
    if(known > 0, ${percent('part_good', 'part_whole')}, NULL) AS value,
    ${bounded('least_good', '0.')} AS lowest, ${bounded('most_good', '100.')} AS highest,
    ${percent('unknown', 'known + unknown')} AS share_unknown,
    multiIf(NOT (${judged}), 'not_judged', ${insufficient} OR known = 0, 'insufficient_data',
      ${reaches(asked, 'least_good')}, 'met',
      ${reaches(asked, 'most_good')}, 'insufficient_data', 'missed') AS verdict`;
};

/** SQL: whether the rulebook of the row judges such a scope. */
const judges = ({ rulebooks: of }: Asked, scope: 'port' | 'network'): string =>
  ofBook(of.map(({ threshold }) => String(threshold?.scope === scope)));

/** SQL: a row a rulebook and port with its figure. `where` narrows the ports. */
export const portFigures = (asked: Asked, where: string): string => {
  const constant = ofBook(asked.rulebooks.map(({ formula }) => String(formula.minutes !== null)));
  const figure = figured(asked, {
    minutes: `${constant} AND NOT partial AND own`,
    insufficient: 'partial',
    judged: `${judges(asked, 'port')} AND own`,
  });
  return `SELECT book, rulebook, own, station_id, port, site_id, starts_at, partial, good, bad,
    unknown, excluded, bare_good, bare_bad, ${figure} FROM (${portsSql(asked)}) WHERE ${where}`;
};

interface Group {
  /** Columns that make the group of a rulebook; none: all ports are one. */
  readonly by: readonly string[];
  readonly where: string;
}

/**
 * SQL: the figure of ports together, pooled, as the API answers for a site or the network; with
 * how many ports met and missed the rule where it judges ports, and the value if nothing were
 * excluded.
 */
export const groupFigures = (asked: Asked, { by, where }: Group): string => {
  const sum = (name: string): string => `sum(${name}) AS ${name}`;
  const counted = judges(asked, 'port');
  const count = (verdict: string): string =>
    `if(${counted}, toNullable(countIf(verdict = '${verdict}')), NULL) AS ${verdict}`;
  const group = ['book', 'rulebook', 'own', ...by].join(', ');
  const times = ['good', 'bad', 'unknown', 'excluded', 'bare_good', 'bare_bad'];
  const verdicts = ['met', 'missed', 'insufficient_data'];
  const sums = `SELECT ${group}, count() AS ports, ${times.map(sum).join(', ')},
    ${verdicts.map(count).join(', ')} FROM (${portFigures(asked, where)}) GROUP BY ${group}`;
  const figure = figured(asked, {
    minutes: 'false',
    insufficient: 'false',
    judged: `${judges(asked, 'network')} AND own`,
  });
  return `SELECT ${group}, ports, ${times.join(', ')}, ${verdicts.join(', ')}, ${figure},
    if(known > 0, ${percent('bare_good', 'bare_good + bare_bad')}, NULL) AS without_exclusions
    FROM (${sums})`;
};

/** SQL: what a rulebook of the asked ones says of the row. */
export const told = (asked: Asked, value: (rulebook: Rulebook) => string): string =>
  ofBook(asked.rulebooks.map(value));
