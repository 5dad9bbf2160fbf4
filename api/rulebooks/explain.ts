// Why an uptime is what it is: each interval with its class, and what was taken out of it.

import type { Query } from '../../store/port.ts';
import { availability as table } from '../../processors/availability/table.ts';
import type { Asked } from '../define.ts';
import { storeInstant, type StoreRow } from '../encode.ts';
import { condition, instantParam, lasting, ofTenant, withLength } from '../sql.ts';
import { rulebookOf } from './catalogue.ts';
import { sitesWithHours } from './closed-hours.ts';
import { grantedOf, stretchesOf, type Exclusion, type PortHistory } from './evaluate.ts';
import { nothing, type Sums } from './figure.ts';
import { ledgerRelations } from './ledger-relations.ts';
import { openingHoursOf } from './ocpi-hours.ts';
import { classOf, notHeard, states, type Reading, type Rulebook } from './rulebook.ts';
import { knownAt, seconds, windowAsked } from './uptime.ts';
import type { Window } from './windows.ts';

export interface ExplainParams {
  readonly rulebook: string;
  readonly station_id: string;
  readonly port: number;
  readonly month?: string;
  readonly known_at?: string;
}

type ExplainAsked = Asked<ExplainParams>;

export const explainColumns = [
  'started_at',
  'ended_at',
  'state',
  'cause',
  'event_id',
  'exclusions',
  'life',
  'hours',
] as const;

/** Columns of an exclusion in a row, in order. */
const exclusionTuple =
  '(exclusion_id, incident, reason, regimes, toString(starts_ms), toString(ends_ms))';

/** Time zone and opening hours of the site of the port, as the ledger has them. */
const hoursSql = ({ params, tenant }: ExplainAsked, ports: string, own: string): Query => {
  const sites = sitesWithHours(tenant, knownAt(params.known_at));
  return {
    sql:
      `(SELECT [any(zone), any(hours)] FROM (${sites.sql}) WHERE site_id IN ` +
      `(SELECT site_id FROM (${ports}) WHERE ${own} = {port:UInt16})) AS hours`,
    params: sites.params,
  };
};

/** Exclusions, life and hours of the port as the ledger has them, as values of every row. */
const ledgerSql = (asked: ExplainAsked): Query => {
  const { params, tenant } = asked;
  const ledger = ledgerRelations(tenant, knownAt(params.known_at));
  const own = 'station_id = {station_id:String} AND port';
  const hours = hoursSql(asked, ledger.ports ?? '', own);
  return {
    sql:
      `${hours.sql},\n(SELECT groupArray(${exclusionTuple}) FROM (${ledger.exclusions ?? ''}) ` +
      `WHERE ${own} IN (0, {port:UInt16})) AS exclusions,\n` +
      `(SELECT [toString(max(since_ms)), toString(max(until_ms))] FROM (${ledger.ports ?? ''}) ` +
      `WHERE ${own} = {port:UInt16}) AS life`,
    params: { ...ledger.params, ...hours.params },
  };
};

/** The intervals of the port, cut to the window, and what lies before and after all of them. */
export const explainQuery = (asked: ExplainAsked): Query => {
  const { params, tenant, known_until } = asked;
  const { from, to } = windowAsked(rulebookOf(params.rulebook), asked);
  const span = { start: 'started_at', end: 'ended_at' } as const;
  const where = [
    ofTenant(tenant),
    condition('station_id = {station_id:String} AND port = {port:UInt16}', {
      station_id: params.station_id,
      port: params.port,
    }),
    withLength(span),
    lasting(span, from, to),
  ];
  const [start, end, known] = ['from', 'to', 'known_until'].map(instantParam);
  const ledger = ledgerSql(asked);
  const cut =
    `SELECT greatest(started_at, ${start}) AS a, ` +
    `least(ifNull(ended_at, ${known}), ${known}, ${end}) AS z, state, cause, event_id\n` +
    `FROM laddbok.${table.name} WHERE ${where.map(({ sql }) => sql).join(' AND ')}`;
  const gap = (s: string, e: string, cause: string): string =>
    `SELECT ${s} AS s, ${e} AS e, 'unknown' AS state, '${cause}' AS cause, '' AS event_id ` +
    `FROM told`;
  return {
    sql:
      `WITH told AS (SELECT * FROM (${cut}) WHERE a < z)\n` +
      `SELECT s AS started_at, e AS ended_at, state, cause, event_id, ${ledger.sql}\n` +
      `FROM (SELECT a AS s, z AS e, state, cause, event_id FROM told\nUNION ALL ` +
      gap(start ?? '', `ifNull(minOrNull(a), ${end})`, 'not_heard_yet') +
      `\nUNION ALL ${gap(`ifNull(maxOrNull(z), ${end})`, end ?? '', 'not_known_yet')}) WHERE s < e`,
    params: Object.assign({ known_until }, ledger.params, ...where.map((one) => one.params)),
  };
};

const exclusionOf = (given: unknown): Exclusion => {
  const [exclusion_id, incident, reason, regimes, starts, ends]: readonly unknown[] = Array.isArray(
    given,
  )
    ? given
    : [];
  return {
    exclusion_id: String(exclusion_id),
    incident: String(incident),
    reason: String(reason),
    regimes: Array.isArray(regimes) ? regimes.map(String) : [],
    valid_from: Number(starts),
    valid_to: Number(ends),
  };
};

const readingOf = (rulebook: Rulebook, state: string, cause: string): Reading => {
  const known = states.find((one) => one === state);
  const reading = known === undefined ? notHeard : rulebook.classes[known];
  return rulebook.causes[`${state}/${cause}`] ?? reading;
};

const sumsIn = (rulebook: Rulebook, port: PortHistory, window: Window): Sums => {
  const sums = { ...nothing };
  for (const { from, to, kind } of stretchesOf(rulebook, port, window)) sums[kind] += to - from;
  return sums;
};

/** From when to when the port stood; of one that nobody registered nothing is said. */
const lifeOf = (given: unknown): Pick<PortHistory, 'since' | 'until'> => {
  const [since = 0, until = 0] = Array.isArray(given) ? given.map(Number) : [];
  return until === 0 ? { since: null, until: null } : { since, until };
};

/** The hours and the clock of the site; where nobody told them it is always open. */
const hoursOf = (given: unknown): Pick<PortHistory, 'openingHours' | 'zone'> => {
  const [zone = '', hours = ''] = Array.isArray(given) ? given.map(String) : [];
  return { openingHours: openingHoursOf(hours), zone: zone === '' ? 'UTC' : zone };
};

/** The row of the answer: the interval, how the rulebook reads it, and the time that it makes. */
export const explainRow = (given: StoreRow, { params }: ExplainAsked): StoreRow => {
  const rulebook = rulebookOf(params.rulebook);
  const window = { from: storeInstant(given['started_at']), to: storeInstant(given['ended_at']) };
  const [state, cause] = [String(given['state']), String(given['cause'])];
  const told = Array.isArray(given['exclusions']) ? given['exclusions'].map(exclusionOf) : [];
  const sums = sumsIn(
    rulebook,
    {
      intervals: [{ started_at: window.from, ended_at: window.to, state, cause }],
      exclusions: told,
      ...lifeOf(given['life']),
      ...hoursOf(given['hours']),
      known_until: Infinity,
    },
    window,
  );
  const isDown = classOf(rulebook, state, cause) === 'down';
  const used = grantedOf(rulebook, told).filter(
    (one) => isDown && one.from < window.to && one.to > window.from,
  );
  const { class: read, why } = readingOf(rulebook, state, cause);
  return {
    rulebook: rulebook.id,
    station_id: params.station_id,
    port: params.port,
    started_at: given['started_at'],
    ended_at: given['ended_at'],
    state,
    cause,
    class: read,
    why,
    up_s: seconds(sums.up),
    down_s: seconds(sums.down),
    excluded_s: seconds(sums.excluded),
    budgeted_s: seconds(sums.budgeted),
    ineligible_s: seconds(sums.ineligible),
    unknown_s: seconds(sums.unknown),
    unmeasured_s: seconds(sums.unmeasured),
    exclusions: used.map(({ exclusion_id }) => exclusion_id),
    event_id: given['event_id'],
  };
};
