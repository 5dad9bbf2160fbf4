// The time of every port by class in a window under a rulebook, in SQL: `sumsOf` for all.

import type { Query } from '../../store/port.ts';
import { availability, availabilityByTime } from '../../processors/availability/table.ts';
import { ofStation } from '../sql.ts';
import { day_ms } from '../../lib/time.ts';
import type { ClosedRelations } from './closed-hours.ts';
import type { Class, Rulebook } from './rulebook.ts';
import { lasts_ms, type SumsAsked } from './sums-asked.ts';
import { countedSql, listed, piecesSql, type Some } from './timeline-sql.ts';

const quoted = (text: string): string => `'${text}'`;

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
    `FROM (${exclusions}) AS x INNER JOIN (SELECT station_id, port, groupArray((s, e)) AS ` +
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
    stations: `(${unionOf(excluded, closing) ?? ''})`,
    timeline: free === null ? availability : availabilityByTime,
  };
};

const overlap = 'greatest(s, starts_ms), least(e, ends_ms)';

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
  const columns = 'SELECT station_id, port, s, e, starts_ms, ends_ms';
  const parts = 'outage.1 AS s, outage.2 AS e';
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
  `SELECT station_id, port, toInt64(intervalLengthSum(${overlap})) AS covered,\n` +
  `toInt64(intervalLengthSumIf(${overlap}, NOT budgeted)) AS freed\n` +
  `FROM (${covers}) GROUP BY station_id, port`;

/** Leaves out registered ports that the rulebook is not about. */
const coveredPorts = ({ covers }: Rulebook): string =>
  covers === null
    ? ''
    : ` AND (l.until_ms = 0 OR (l.power_w_max >= ${covers.power_w_min}` +
      `${covers.public ? ' AND l.is_public' : ''}))`;

/** Whether the port was read ahead as one that stood for the whole window. */
const stoodSql = ({ ledger: { cut } }: SumsAsked): string => {
  if (cut === null) return 'false';
  return cut.length === 0 ? 'true' : 'station_id NOT IN {cut:Array(String)}';
};

/**
 * The life of each port within the window, and what was counted in it. A port stood as it was read
 * ahead, also where the ledger has heard otherwise since: what was counted and what there was to
 * count are of one ledger.
 */
const livesSql = (asked: SumsAsked): string =>
  'SELECT station_id, port, site_id, up_ms, down_ms, ineligible_ms,\n' +
  'NOT stood AND (since_ms > {from:Int64} OR until_ms < {to:Int64}) AS partial,\n' +
  'if(stood, {from:Int64}, greatest({from:Int64}, least(since_ms, {to:Int64}))) AS s, ' +
  'if(stood, {to:Int64}, greatest(s, least(until_ms, {to:Int64}))) AS e\n' +
  `FROM (SELECT *, ${stoodSql(asked)} AS stood FROM ports_known ` +
  'WHERE since_ms < {to:Int64} AND until_ms > {from:Int64}) WHERE s < e';

/** Time within the life of each port in which the regime measures nothing, in all and by class. */
const shutSql = (asked: SumsAsked, closed: ClosedRelations): string => {
  const of = (name: Class): string =>
    `toInt64(intervalLengthSumIf(${overlap}, class = '${name}')) AS ${name}_shut`;
  const closing = {
    stations: `(SELECT station_id FROM (${closed.ports}))`,
    timeline: availabilityByTime,
  };
  const pieces =
    `(SELECT station_id, port, class, s, e FROM (${piecesSql(asked, closing)}) UNION ALL\n` +
    "SELECT station_id, port, 'life', s, e FROM lives)";
  return (
    `SELECT station_id, port, ${of('up')}, ${of('down')}, ${of('ineligible')},\n` +
    `toInt64(intervalLengthSumIf(${overlap}, class = 'life')) AS shut\n` +
    `FROM (${metSql(pieces, closed)}) GROUP BY station_id, port`
  );
};

/** What was counted of each port, and its life. */
const portsKnownSql = ({ rulebook, ledger, ...asked }: SumsAsked): string => {
  if (ledger.ports === null)
    return `SELECT *, '' AS site_id, toInt64(0) AS since_ms, ${lasts_ms} AS until_ms FROM counted`;
  // A port that never said a word is one of which nothing is known, and not one that is well.
  const silent = [
    'l.since_ms < {to:Int64}',
    '(l.until_ms = 0 OR l.until_ms > {from:Int64})',
    ...ofStation(asked).map(({ sql }) => sql),
  ];
  return (
    'SELECT station_id, port, up_ms, down_ms, ineligible_ms, l.site_id AS site_id,\n' +
    `if(l.until_ms = 0, 0, l.since_ms) AS since_ms, if(l.until_ms = 0, ${lasts_ms}, l.until_ms) ` +
    'AS until_ms\nFROM (SELECT *, true AS heard FROM counted) AS k ' +
    `FULL JOIN (${ledger.ports}) AS l USING (station_id, port)\n` +
    `WHERE (heard OR (${silent.join(' AND ')}))${coveredPorts(rulebook)}`
  );
};

/**
 * Milliseconds by class of every port within the window, the yearly budget not spent: columns
 * station_id, port, site_id, partial, up, down, excluded, budgeted, ineligible, unknown,
 * unmeasured.
 */
export const sumsQuery = (asked: SumsAsked): Query => {
  const { rulebook, ledger, tenant, known_until, window } = asked;
  const covers = coversSql(asked);
  const shut = ledger.closed !== null && rulebook.closed === 'unmeasured' ? ledger.closed : null;
  const join = (name: string): string => `LEFT JOIN ${name} USING (station_id, port)\n`;
  const less = (name: string): string => (shut === null ? '' : ` - ${name}`);
  return {
    sql:
      `WITH counted AS (${countedSql(asked)}),\n` +
      `ports_known AS (${portsKnownSql(asked)}),\nlives AS (${livesSql(asked)})` +
      (covers === null
        ? ''
        : `,\noutages AS (SELECT * FROM (${piecesSql(asked, coveredStations(asked))}) ` +
          `WHERE class = 'down'),\ncovers AS (${coveredSql(covers)})`) +
      (shut === null ? '' : `,\nshuts AS (${shutSql(asked, shut)})`) +
      `\nSELECT station_id, port, site_id, partial,\n` +
      `up_ms${less('up_shut')} AS up,\n` +
      `down_ms${less('down_shut')}${covers === null ? '' : ' - covered'} AS down,\n` +
      `${covers === null ? 'toInt64(0)' : 'freed'} AS excluded,\n` +
      `${covers === null ? 'toInt64(0)' : 'covered - freed'} AS budgeted,\n` +
      `ineligible_ms${less('ineligible_shut')} AS ineligible,\n` +
      `e - s - up_ms - down_ms - ineligible_ms` +
      `${shut === null ? '' : ' - shut + up_shut + down_shut + ineligible_shut'} AS unknown,\n` +
      `{to:Int64} - {from:Int64} - (e - s)${shut === null ? '' : ' + shut'} AS unmeasured\n` +
      `FROM lives ${covers === null ? '' : join('covers')}` +
      (shut === null ? '' : join('shuts')),
    params: {
      ...ledger.params,
      ...window,
      tenant,
      known_until,
      ...Object.assign({}, ...ofStation(asked).map(({ params }) => params)),
    },
  };
};
