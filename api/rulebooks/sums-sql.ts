// The time of every port by class and month under a rulebook, in SQL: `sumsOf` for all.

import type { Table } from '../../schemas/table.ts';
import type { Query, QueryParams } from '../../store/port.ts';
import { availability, availabilityByTime } from '../../processors/availability/table.ts';
import { condition, instantParam, lasting, ofStation, ofTenant, withLength } from '../sql.ts';
import { day_ms } from '../../lib/time.ts';
import type { ClosedRelations } from './closed-hours.ts';
import { states, type Class, type Rulebook } from './rulebook.ts';

/**
 * What the ledger says, as relations; null where there is no ledger. Instants are milliseconds.
 *
 * - `exclusions`: station_id, port (0: every port), exclusion_id, incident, reason, regimes,
 *   starts_ms, ends_ms (the largest Int64 while it lasts).
 * - `ports`: station_id, port, site_id, since_ms, until_ms (0 and the largest Int64 where not
 * told),
 *   power_w_max, is_public.
 * - `closed`: when the sites of ports are not open.
 */
export interface LedgerRelations {
  readonly exclusions: string | null;
  readonly ports: string | null;
  readonly closed: ClosedRelations | null;
  /** Values of the placeholders within them. */
  readonly params: QueryParams;
}

export const noLedger: LedgerRelations = {
  exclusions: null,
  ports: null,
  closed: null,
  params: {},
};

export interface SumsAsked {
  readonly rulebook: Rulebook;
  readonly ledger: LedgerRelations;
  readonly tenant: string;
  /** Borders of the months, milliseconds, ascending; two of them are one window. */
  readonly borders: readonly number[];
  readonly known_until: number;
  readonly station_id?: readonly string[];
  readonly port?: number;
}

/** The end of what lasts. */
export const lasts_ms = 'toInt64(9223372036854775807)';
const quoted = (text: string): string => `'${text}'`;
const listed = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;

/** The class of a row of the timeline: the words of the record, never those of a request. */
const classSql = ({ classes, causes }: Rulebook): string => {
  const byCause = Object.entries(causes).map(
    ([key, reading]) => `concat(state, '/', cause) = ${quoted(key)}, ${quoted(reading.class)}, `,
  );
  const words = states.map((state) => classes[state].class);
  const byState = `transform(state, ${listed(states)}, ${listed(words)}, 'unknown')`;
  return byCause.length === 0 ? byState : `multiIf(${byCause.join('')}${byState})`;
};

const borders = 'arrayMap(b -> toInt64(b), {borders:Array(String)})';
const ms = (column: string): string => `toUnixTimestamp64Milli(${column})`;

/** Stations that a SELECT names, and the timeline in which theirs lies side by side. */
interface Some {
  readonly stations: string;
  readonly timeline: Table;
}

/**
 * Known pieces of the timeline within the window and the life of each port, cut at the months; of
 * all stations, or of some.
 */
const piecesSql = (asked: SumsAsked, some?: Some): string => {
  const ofAll = asked.station_id === undefined ? availabilityByTime : availability;
  const { name: timeline } = some?.timeline ?? ofAll;
  const { rulebook, ledger, borders: all } = asked;
  const span = { start: 'started_at', end: 'ended_at' } as const;
  const where = [
    ofTenant(asked.tenant),
    condition('port > 0'),
    withLength(span),
    lasting(span, 0, 0),
    ...ofStation(asked),
    ...(some === undefined ? [] : [condition(`station_id IN (${some.stations})`)]),
  ];
  const spans =
    `SELECT station_id, port, ${classSql(rulebook)} AS class, ` +
    `greatest(${ms('started_at')}, {from:Int64}) AS a, ` +
    `least(${ms(`ifNull(ended_at, ${instantParam('known_until')})`)}, ` +
    `{known_until:Int64}, {to:Int64}) AS z\n` +
    `FROM laddbok.${timeline} WHERE ${where.map(({ sql }) => sql).join(' AND ')}`;
  const lived =
    ledger.ports === null
      ? spans
      : `SELECT station_id, port, class, greatest(t.a, if(until_ms = 0, 0, since_ms)) AS a,\n` +
        `least(t.z, if(until_ms = 0, ${lasts_ms}, until_ms)) AS z\n` +
        `FROM (${spans}) AS t LEFT JOIN (SELECT * FROM (${ledger.ports}) WHERE ` +
        'since_ms > {from:Int64} OR until_ms < {to:Int64}) AS l USING (station_id, port)';
  // A piece without length stays: it says that the port is one that there is.
  if (all.length === 2)
    return `SELECT station_id, port, class, a AS s, greatest(a, z) AS e, 1 AS m FROM (${lived})`;
  const months = 'range(arrayCount(b -> b <= a, bs), greatest(arrayCount(b -> b < z, bs), 1) + 1)';
  return (
    'SELECT station_id, port, class, m, greatest(a, bs[m]) AS s,\n' +
    'greatest(s, least(z, bs[m + 1])) AS e\n' +
    `FROM (SELECT *, ${borders} AS bs, ${months} AS ms FROM (${lived}))\n` +
    'ARRAY JOIN if(empty(ms), [1], ms) AS m'
  );
};

/** Exclusions as the rulebook grants them, one row a port, beside its outages: see `grantedOf`. */
const grantedSql = ({ grants, name }: Rulebook, exclusions: string): string => {
  const entries = Object.entries(grants);
  const limited = entries.filter(([, grant]) => grant.incident_ms !== undefined);
  const budget = entries.filter(([, grant]) => grant.year_ms !== undefined);
  const limits = limited.map(
    ([reason, grant]) =>
      `reason = ${quoted(reason)}, least(ends_ms, first_ms + ${String(grant.incident_ms)}), `,
  );
  const incident = "if(incident = '', concat('of ', exclusion_id), incident)";
  const known =
    `SELECT DISTINCT x.station_id AS station_id, p.port AS port, exclusion_id, incident, reason, ` +
    'starts_ms, ends_ms, p.outages AS outages\n' +
    `FROM (${exclusions}) AS x INNER JOIN (SELECT station_id, port, groupArray((m, s, e)) AS ` +
    'outages FROM outages GROUP BY station_id, port) AS p ON x.station_id = p.station_id\n' +
    `WHERE (x.port = 0 OR x.port = p.port) AND ` +
    `reason IN (${entries.map(([reason]) => quoted(reason)).join(', ')}) ` +
    `AND (empty(regimes) OR has(regimes, ${quoted(name)}))`;
  return (
    `SELECT station_id, port, outages, exclusion_id, reason, ` +
    `has(${listed(budget.map(([reason]) => reason))}, reason) AS budgeted,\n` +
    `starts_ms, ${limits.length === 0 ? 'ends_ms' : `multiIf(${limits.join('')}ends_ms)`} ` +
    `AS ends_ms\n` +
    `FROM (SELECT *, min(starts_ms) OVER (PARTITION BY station_id, port, reason, ${incident}) ` +
    `AS first_ms FROM (${known}))`
  );
};

/** The closed hours that count as excluded, where they do. */
const freeHours = ({ rulebook, ledger }: SumsAsked): ClosedRelations | null =>
  rulebook.closed === 'excluded' ? ledger.closed : null;

const granted = ({ rulebook, ledger }: SumsAsked): string | null =>
  ledger.exclusions === null || Object.keys(rulebook.grants).length === 0
    ? null
    : grantedSql(rulebook, ledger.exclusions);

const unionOf = (...parts: readonly (string | null)[]): string | null => {
  const all = parts.filter((part) => part !== null);
  return all.length === 0 ? null : all.join('\nUNION ALL\n');
};

/**
 * The stations whose outages something may be taken out of: the others need no second look. Those
 * of exclusions are few, and found by their names; sites that close may be all of them.
 */
const coveredStations = (asked: SumsAsked): Some => {
  const { exclusions } = asked.ledger;
  const free = freeHours(asked);
  const excluded =
    exclusions === null
      ? null
      : `SELECT station_id FROM (${exclusions}) ` +
        'WHERE starts_ms < {to:Int64} AND ends_ms > {from:Int64}';
  const closing = free === null ? null : `SELECT station_id FROM (${free.ports})`;
  return {
    stations: unionOf(excluded, closing) ?? '',
    timeline: free === null ? availability : availabilityByTime,
  };
};

const cut = (): string => 'greatest(s, starts_ms), least(e, ends_ms)';

/** The days of UTC that a span lies on. */
const daysOf = (start: string, end: string): string =>
  `arrayJoin(range(intDiv(${start}, ${day_ms}), intDiv(${end} - 1, ${day_ms}) + 1))`;

/**
 * Pieces of ports beside the closed hours that they meet, found by day: a span beside each of the
 * hundreds of nights of a year would be too many.
 */
const metSql = (pieces: string, closed: ClosedRelations): string =>
  `SELECT a.*, starts_ms, ends_ms FROM (SELECT a.*, pattern, ${daysOf('s', 'e')} AS day ` +
  `FROM (SELECT * FROM ${pieces} WHERE s < e) AS a ` +
  `INNER JOIN (${closed.ports}) AS h USING (station_id, port)) AS a\n` +
  `INNER JOIN (SELECT pattern, starts_ms, ends_ms, ${daysOf('starts_ms', 'ends_ms')} AS day ` +
  `FROM (${closed.spans})) AS c USING (pattern, day) WHERE starts_ms < e AND ends_ms > s`;

/** What of each outage may be taken out: granted exclusions, and closed hours where they are one. */
const coversSql = (asked: SumsAsked): string | null => {
  const grants = granted(asked);
  const free = freeHours(asked);
  const columns = 'SELECT station_id, port, m, s, e, starts_ms, ends_ms';
  const parts = 'outage.1 AS m, outage.2 AS s, outage.3 AS e';
  return unionOf(
    grants === null
      ? null
      : `SELECT station_id, port, ${parts}, starts_ms, ends_ms, budgeted FROM (${grants})\n` +
          'ARRAY JOIN outages AS outage WHERE s < e AND starts_ms < e AND ends_ms > s',
    free === null ? null : `${columns}, false AS budgeted FROM (${metSql('outages', free)})`,
  );
};

/** Outage that is covered, counted once however many covers lie over it. */
const coveredSql = (covers: string): string =>
  `SELECT station_id, port, m, toInt64(intervalLengthSum(${cut()})) AS covered,\n` +
  `toInt64(intervalLengthSumIf(${cut()}, NOT budgeted)) AS freed\n` +
  `FROM (${covers}) GROUP BY station_id, port, m`;

/** Leaves out registered ports that the rulebook is not about. */
const coveredPorts = ({ covers }: Rulebook): string =>
  covers === null
    ? ''
    : ` AND (l.until_ms = 0 OR (l.power_w_max >= ${covers.power_w_min}` +
      `${covers.public ? ' AND l.is_public' : ''}))`;

/** The life of each port in each month, and what was counted in it. */
const livesSql = (): string =>
  'SELECT station_id, port, site_id, m, bs[m] AS starts_at, bs[m + 1] - bs[m] AS length,\n' +
  'ups[m] AS up_ms, downs[m] AS down_ms, ineligibles[m] AS ineligible_ms,\n' +
  'since_ms > bs[m] OR until_ms < bs[m + 1] AS partial,\n' +
  'greatest(bs[m], least(since_ms, bs[m + 1])) AS s, greatest(s, least(until_ms, bs[m + 1])) AS e\n' +
  `FROM (SELECT *, ${borders} AS bs, arrayJoin(range(1, length(bs))) AS m FROM ports_known)\n` +
  'WHERE s < e';

/** Time within the life of each port in which the regime measures nothing, in all and by class. */
const shutSql = (closed: ClosedRelations): string => {
  const of = (name: Class): string =>
    `toInt64(intervalLengthSumIf(${cut()}, class = '${name}')) AS ${name}_shut`;
  const pieces =
    '(SELECT station_id, port, class, s, e, m FROM pieces UNION ALL\n' +
    "SELECT station_id, port, 'life', s, e, m FROM lives)";
  return (
    `SELECT station_id, port, m, ${of('up')}, ${of('down')}, ${of('ineligible')},\n` +
    `toInt64(intervalLengthSumIf(${cut()}, class = 'life')) AS shut\n` +
    `FROM (${metSql(pieces, closed)}) GROUP BY station_id, port, m`
  );
};

const countedSql = (): string => {
  const of = (name: Class): string => `sumIf(e - s, class = '${name}') AS ${name}_ms`;
  return (
    `SELECT station_id, port, m, ${of('up')}, ${of('down')}, ${of('ineligible')}\n` +
    'FROM pieces GROUP BY station_id, port, m'
  );
};

/** What was counted of each port by month, and its life: the timeline is read once for all of it. */
const portsKnownSql = ({ rulebook, ledger, ...asked }: SumsAsked): string => {
  const by = (name: Class): string => `sumMap(map(toUInt16(m), ${name}_ms)) AS ${name}s`;
  const counted =
    `SELECT station_id, port, true AS heard, ${by('up')}, ${by('down')}, ${by('ineligible')}\n` +
    'FROM counted GROUP BY station_id, port';
  if (ledger.ports === null)
    return `SELECT *, '' AS site_id, toInt64(0) AS since_ms, ${lasts_ms} AS until_ms FROM (${counted})`;
  // A port that never said a word is one of which nothing is known, and not one that is well.
  const silent = [
    'l.since_ms < {to:Int64}',
    '(l.until_ms = 0 OR l.until_ms > {from:Int64})',
    ...ofStation(asked).map(({ sql }) => sql),
  ];
  return (
    'SELECT station_id, port, ups, downs, ineligibles, l.site_id AS site_id,\n' +
    `if(l.until_ms = 0, 0, l.since_ms) AS since_ms, if(l.until_ms = 0, ${lasts_ms}, l.until_ms) ` +
    `AS until_ms\nFROM (${counted}) AS k FULL JOIN (${ledger.ports}) AS l USING (station_id, port)\n` +
    `WHERE (heard OR (${silent.join(' AND ')}))${coveredPorts(rulebook)}`
  );
};

/**
 * Milliseconds by class of every port and month, the yearly budget not spent: columns station_id,
 * port, site_id, starts_at (ms), length, partial, up, down, excluded, budgeted, ineligible,
 * unknown, unmeasured.
 */
export const sumsQuery = (asked: SumsAsked): Query => {
  const { rulebook, ledger, tenant, known_until } = asked;
  const covers = coversSql(asked);
  const shut = ledger.closed !== null && rulebook.closed === 'unmeasured' ? ledger.closed : null;
  const [from = 0, to = 0] = [asked.borders[0], asked.borders.at(-1)];
  const join = (name: string): string => `LEFT JOIN ${name} USING (station_id, port, m)\n`;
  const less = (name: string): string => (shut === null ? '' : ` - ${name}`);
  return {
    sql:
      `WITH pieces AS (${piecesSql(asked)}),\ncounted AS (${countedSql()}),\n` +
      `ports_known AS (${portsKnownSql(asked)}),\nlives AS (${livesSql()})` +
      (covers === null
        ? ''
        : `,\noutages AS (SELECT * FROM (${piecesSql(asked, coveredStations(asked))}) ` +
          `WHERE class = 'down'),\ncovers AS (${coveredSql(covers)})`) +
      (shut === null ? '' : `,\nshuts AS (${shutSql(shut)})`) +
      `\nSELECT station_id, port, site_id, starts_at, length, partial,\n` +
      `up_ms${less('up_shut')} AS up,\n` +
      `down_ms${less('down_shut')}${covers === null ? '' : ' - covered'} AS down,\n` +
      `${covers === null ? 'toInt64(0)' : 'freed'} AS excluded,\n` +
      `${covers === null ? 'toInt64(0)' : 'covered - freed'} AS budgeted,\n` +
      `ineligible_ms${less('ineligible_shut')} AS ineligible,\n` +
      `e - s - up_ms - down_ms - ineligible_ms` +
      `${shut === null ? '' : ' - shut + up_shut + down_shut + ineligible_shut'} AS unknown,\n` +
      `length - (e - s)${shut === null ? '' : ' + shut'} AS unmeasured\n` +
      `FROM lives ${covers === null ? '' : join('covers')}` +
      (shut === null ? '' : join('shuts')),
    params: {
      ...ledger.params,
      tenant,
      from,
      to,
      known_until,
      borders: asked.borders.map(String),
      ...Object.assign({}, ...ofStation(asked).map(({ params }) => params)),
    },
  };
};
