// The time of every port under several rulebooks at once, in SQL that reads the timeline once.

import { availability, availabilityByTime } from '../../processors/availability/table.ts';
import { states, type Class, type Rulebook } from './rulebook.ts';
import { lasts_ms } from './sums-asked.ts';
import { byStateAlone, countedClasses } from './timeline-sql.ts';
import { readOffSql } from './together-read-off.ts';

/** The span of a rulebook as SQL for milliseconds, the end exclusive. */
export interface BookSpan {
  readonly from: string;
  readonly to: string;
  /** SQL: its borders and those of the months within it, an Array(Int64); absent: one window. */
  readonly months?: string;
}

/** What is asked of several rulebooks; values are SQL, so that a board may put its own there. */
export interface TogetherAsked {
  readonly rulebooks: readonly Rulebook[];
  /** Of each rulebook. */
  readonly spans: readonly BookSpan[];
  /** SQL: the tenant, and the instant (milliseconds) up to which anything is known. */
  readonly tenant: string;
  readonly known_until: string;
  /** Relations as in `LedgerRelations`; null where there is no ledger. */
  readonly exclusions: string | null;
  readonly ports: string | null;
}

const quoted = (text: string): string => `'${text}'`;
const arrayOf = (values: readonly string[]): string => `[${values.join(', ')}]`;
const ms = (column: string): string => `toUnixTimestamp64Milli(${column})`;

/** A word by rulebook and key, as pairs for `transform`: rulebooks are numbered from 1. */
const worded = (
  rulebooks: readonly Rulebook[],
  wordsOf: (rulebook: Rulebook) => readonly (readonly [string, string])[],
) => {
  const pairs = rulebooks.flatMap((rulebook, i) =>
    wordsOf(rulebook).map(([key, word]) => [quoted(`${i + 1}/${key}`), word] as const),
  );
  const keys = arrayOf(pairs.map(([key]) => key));
  return { keys, words: arrayOf(pairs.map(([, word]) => word)), count: pairs.length };
};

/** The word of a key under the rulebook of the row, or the other one. */
const wordOf = (
  { keys, words, count }: ReturnType<typeof worded>,
  key: string,
  otherwise: string,
): string =>
  count === 0
    ? otherwise
    : `transform(concat(toString(book), '/', ${key}), ${keys}, ${words}, ${otherwise})`;

/** The class of a row of the timeline under the rulebook of the row. */
const classSql = (rulebooks: readonly Rulebook[]): string => {
  const byState = worded(rulebooks, ({ classes }) =>
    states.map((state) => [state, quoted(classes[state].class)]),
  );
  const byCause = worded(rulebooks, ({ causes }) =>
    Object.entries(causes).map(([key, reading]) => [key, quoted(reading.class)]),
  );
  return wordOf(byCause, "state, '/', cause", wordOf(byState, 'state', "'unknown'"));
};

/** Borders as flat arrays by cell: a cell is a window of a rulebook. */
const cells = ({ spans, known_until }: TogetherAsked): string =>
  [
    // Asked for once: what stands in place of a name is worked out wherever the name stands.
    `(SELECT ${arrayOf(spans.map(({ from, to, months }) => months ?? `[${from}, ${to}]`))}) AS borders_of`,
    'arrayMap(bs -> bs[1], borders_of) AS from_of',
    'arrayMap(bs -> bs[-1], borders_of) AS to_of',
    'arrayFlatten(arrayMap(bs -> arrayPopBack(bs), borders_of)) AS cell_starts',
    'arrayFlatten(arrayMap(bs -> arrayPopFront(bs), borders_of)) AS cell_ends',
    'arrayFlatten(arrayMap((bs, i) -> arrayMap(b -> i, arrayPopFront(bs)), borders_of, ' +
      'arrayEnumerate(borders_of))) AS cell_books',
    `${known_until} AS last_known`,
  ].join(',\n');

/**
 * The timeline with the life of each port laid over it; `heard` are the ends as they were told. Of
 * all stations, or of those that a SELECT names.
 */
const livedSql = ({ tenant, ports }: TogetherAsked, stations?: string): string => {
  const table = stations === undefined ? availabilityByTime : availability;
  const named = stations === undefined ? '' : `AND station_id IN (${stations}) `;
  const rows =
    `SELECT station_id, port, state, cause, ${ms('started_at')} AS a,\n` +
    `if(isNull(ended_at), ${lasts_ms}, ${ms('assumeNotNull(ended_at)')}) AS heard_z\n` +
    `FROM laddbok.${table.name} WHERE tenant = ${tenant} AND port > 0 ${named}` +
    'AND (isNull(ended_at) OR ended_at > started_at) ' +
    "AND started_at < fromUnixTimestamp64Milli(arrayMax(to_of), 'UTC') AND (isNull(ended_at) " +
    "OR ended_at > fromUnixTimestamp64Milli(arrayMin(from_of), 'UTC'))";
  const columns = 'station_id, port, state, cause, t.a AS heard_a, heard_z';
  if (ports === null)
    return `SELECT ${columns}, t.a AS from_ms, least(heard_z, last_known) AS to_ms FROM (${rows}) AS t`;
  return (
    `SELECT ${columns}, greatest(t.a, if(until_ms = 0, 0, since_ms)) AS from_ms,\n` +
    `least(heard_z, last_known, if(until_ms = 0, ${lasts_ms}, until_ms)) AS to_ms\n` +
    `FROM (${rows}) AS t LEFT JOIN (SELECT station_id, port, since_ms, until_ms FROM (${ports})) ` +
    'AS l USING (station_id, port)'
  );
};

/** Time by state and cell of each port, and the rulebooks within whose windows it was heard of. */
const timelineSql = (asked: TogetherAsked, stations?: string): string =>
  'SELECT station_id, port, state, cause, sumForEach(arrayMap((s, e) -> greatest(toInt64(0), ' +
  'least(to_ms, e) - greatest(from_ms, s)), cell_starts, cell_ends)) AS times,\n' +
  'sumForEach(arrayMap((s, e) -> heard_a < e AND heard_z > s, from_of, to_of)) AS heard\n' +
  `FROM (${livedSql(asked, stations)}) GROUP BY station_id, port, state, cause`;

/** Stations of which a port came or went while any of the windows lasts. */
const cutStations = (ports: string): string =>
  `SELECT station_id FROM (${ports}) ` +
  'WHERE since_ms > arrayMin(from_of) OR until_ms < arrayMax(to_of)';

const countedSql = ({ rulebooks, ports }: TogetherAsked, readOff: string | null): string => {
  const of = (name: Class): string => `if(class = '${name}', time, toInt64(0)) AS ${name}_ms`;
  const eachCell = 'ARRAY JOIN arrayEnumerate(cell_starts) AS cell';
  const told =
    `SELECT station_id, port, cell, book, ${countedClasses.map(of).join(', ')} FROM (` +
    'SELECT station_id, port, cell, toUInt32(cell_books[cell]) AS book, ' +
    `toInt64(times[cell]) AS time, ${classSql(rulebooks)} AS class\n` +
    `FROM timeline ${eachCell} WHERE heard[book] > 0)`;
  // A port that never said a word is one of which nothing is known, and not one that is well.
  const silent =
    ports === null
      ? null
      : 'SELECT station_id, port, cell, toUInt32(cell_books[cell]) AS book, ' +
        `${countedClasses.map((name) => `toInt64(0) AS ${name}_ms`).join(', ')} ` +
        `FROM (${ports}) ${eachCell} ` +
        'WHERE since_ms < to_of[book] AND (until_ms = 0 OR until_ms > from_of[book])';
  // Without a ledger no port comes or goes, and all of them are read off.
  const counted = [readOff, readOff !== null && ports === null ? null : told, silent];
  return (
    'SELECT station_id, port, cell, book, ' +
    `${countedClasses.map((name) => `sum(t.${name}_ms) AS ${name}_ms`).join(', ')}\n` +
    `FROM (${counted.filter((one) => one !== null).join('\nUNION ALL ')}) AS t ` +
    'GROUP BY station_id, port, cell, book'
  );
};

/** The life of each port within each cell, of the ports that the rulebook is about. */
const livesSql = ({ rulebooks, ports }: TogetherAsked): string => {
  const least_w = arrayOf(rulebooks.map(({ covers }) => String(covers?.power_w_min ?? 0)));
  const isPublic = arrayOf(rulebooks.map(({ covers }) => String(covers?.public ?? false)));
  const of =
    ports === null
      ? `SELECT *, '' AS site_id, toInt64(0) AS since_ms, ${lasts_ms} AS until_ms FROM counted`
      : 'SELECT k.*, l.site_id AS site_id, if(l.until_ms = 0, 0, l.since_ms) AS since_ms,\n' +
        `if(l.until_ms = 0, ${lasts_ms}, l.until_ms) AS until_ms FROM counted AS k ` +
        `LEFT JOIN (${ports}) AS l ON k.station_id = l.station_id AND k.port = l.port\n` +
        `WHERE l.until_ms = 0 OR (l.power_w_max >= ${least_w}[k.book] ` +
        `AND (l.is_public OR NOT ${isPublic}[k.book]))`;
  return (
    'SELECT *, cell_starts[cell] AS starts_at, cell_ends[cell] AS ends_at,\n' +
    'since_ms > starts_at OR until_ms < ends_at AS partial,\n' +
    'greatest(starts_at, least(since_ms, ends_at)) AS s, greatest(s, least(until_ms, ends_at)) AS e\n' +
    `FROM (${of}) WHERE s < e`
  );
};

/** Outage by cell of each port of the stations that something is excluded of. */
const outagesSql = (asked: TogetherAsked, exclusions: string): string =>
  'SELECT station_id, port, cell, toUInt32(cell_books[cell]) AS book, ' +
  'greatest(from_ms, cell_starts[cell]) AS s, least(to_ms, cell_ends[cell]) AS e\n' +
  `FROM (${livedSql(asked, `SELECT station_id FROM (${exclusions})`)})\n` +
  'ARRAY JOIN arrayFilter(i -> cell_starts[i] < to_ms AND cell_ends[i] > from_ms, ' +
  `arrayEnumerate(cell_starts)) AS cell WHERE ${classSql(asked.rulebooks)} = 'down'`;

/** Exclusions as each rulebook grants them, with the beginnings of their incident. */
const grantedSql = ({ rulebooks }: TogetherAsked, exclusions: string): string => {
  const of = (word: (grant: Rulebook['grants']['vandalism']) => string) =>
    worded(rulebooks, ({ grants }) =>
      Object.entries(grants).map(([reason, grant]) => [reason, word(grant)]),
    );
  const granting = of(() => '1');
  const limit = wordOf(
    of((grant) => `toInt64(${grant?.incident_ms ?? 0})`),
    'reason',
    'toInt64(0)',
  );
  const budgeted = wordOf(
    of((grant) => (grant?.year_ms === undefined ? '0' : '1')),
    'reason',
    '0',
  );
  const names = arrayOf(rulebooks.map(({ name }) => quoted(name)));
  const known =
    `SELECT *, arrayJoin(arrayEnumerate(${names})) AS book FROM (${exclusions}) ` +
    `WHERE ${wordOf(granting, 'reason', '0')} = 1 AND (empty(regimes) OR has(regimes, ${names}[book]))`;
  const incident = "if(incident = '', concat('of ', exclusion_id), incident)";
  return (
    `SELECT station_id, port, book, exclusion_id, ${budgeted} = 1 AS budgeted, starts_ms, ends_ms,\n` +
    `${limit} AS incident_ms, groupArray((port, starts_ms)) OVER (PARTITION BY book, station_id, ` +
    `reason, ${incident}) AS begun FROM (${known})`
  );
};

/** The first instant of an incident at the port of the outage. */
const first = 'arrayMin(arrayMap(b -> b.2, arrayFilter(b -> b.1 IN (0, d.port), begun)))';

/** Outages beside the exclusions that lie over them. */
const metSql = (asked: TogetherAsked, exclusions: string): string =>
  'SELECT * FROM (SELECT d.station_id AS station_id, d.port AS port, d.cell AS cell, ' +
  'd.book AS book, s, e, exclusion_id, budgeted, starts_ms,\n' +
  `if(incident_ms = 0, g.ends_ms, least(g.ends_ms, ${first} + incident_ms)) AS ends_ms\n` +
  `FROM (${outagesSql(asked, exclusions)}) AS d INNER JOIN (${grantedSql(asked, exclusions)}) AS g ` +
  'ON d.station_id = g.station_id AND d.book = g.book\n' +
  'WHERE g.port IN (0, d.port)) WHERE s < e AND starts_ms < e AND ends_ms > s';

const overlap = 'greatest(s, starts_ms), least(e, ends_ms)';

/** Outage that is covered, counted once however many covers lie over it. */
const coveredSql = (asked: TogetherAsked, exclusions: string): string =>
  `SELECT station_id, port, cell, toInt64(intervalLengthSum(${overlap})) AS covered,\n` +
  `toInt64(intervalLengthSumIf(${overlap}, NOT budgeted)) AS freed\n` +
  `FROM (${metSql(asked, exclusions)}) GROUP BY station_id, port, cell`;

/**
 * Milliseconds by class of every port under every rulebook in each of its windows, what `sumsQuery`
 * says of one: columns book (the number of the rulebook, from 1), station_id, port, site_id,
 * starts_at and ends_at (ms), partial, up, down, excluded, budgeted (the yearly budget not spent),
 * ineligible, unknown, unmeasured. Opening hours are not known to it.
 */
export const togetherSql = (asked: TogetherAsked): string => {
  const { exclusions } = asked;
  const covers = exclusions === null ? '' : `,\ncovers AS (${coveredSql(asked, exclusions)})`;
  const of = (sql: string): string => (exclusions === null ? 'toInt64(0)' : sql);
  const cut = asked.ports === null ? null : cutStations(asked.ports);
  const isReadOff =
    asked.spans.every(({ months }) => months === undefined) && asked.rulebooks.every(byStateAlone);
  const timeline = timelineSql(asked, isReadOff && cut !== null ? cut : undefined);
  const readOff = isReadOff ? readOffSql(asked, cut) : null;
  return (
    `WITH ${cells(asked)},\ntimeline AS (${timeline}),\n` +
    `counted AS (${countedSql(asked, readOff)}),\nlives AS (${livesSql(asked)})${covers}\n` +
    'SELECT book, station_id, port, site_id, starts_at, ends_at, partial, up_ms AS up,\n' +
    `down_ms - ${of('covered')} AS down, ${of('freed')} AS excluded,\n` +
    `${of('covered - freed')} AS budgeted, ineligible_ms AS ineligible,\n` +
    'e - s - up_ms - down_ms - ineligible_ms AS unknown, ends_at - starts_at - (e - s) AS unmeasured\n' +
    `FROM lives${exclusions === null ? '' : ' LEFT JOIN covers USING (station_id, port, cell)'}`
  );
};

/**
 * A row for each exclusion, rulebook and port of which it takes time, the borders being one window:
 * columns book, exclusion_id, station_id, port, taken (milliseconds). Where two lie over one
 * outage both take it, so that what all take together is what `togetherSql` says, and not the sum
 * of these. Before the yearly budget.
 */
export const togetherTakenSql = (asked: TogetherAsked): string =>
  `WITH ${cells(asked)}\n` +
  `SELECT book, exclusion_id, station_id, port, toInt64(intervalLengthSum(${overlap})) AS taken\n` +
  `FROM (${metSql(asked, asked.exclusions ?? '')}) GROUP BY book, exclusion_id, station_id, port`;
