// The question for uptime: the sums of ports out of the store, and the figures made of them.

import { instantText } from '../../lib/time.ts';
import type { Query } from '../../store/port.ts';
import type { Asked } from '../define.ts';
import type { StoreRow } from '../encode.ts';
import { instantOf } from '../ask.ts';
import { apart } from './apart.ts';
import { rulebookOf, rulebooksOf } from './catalogue.ts';
import type { Figure, Sums } from './figure.ts';
import {
  ofGroup,
  ofPort,
  standardOf,
  type GroupFigure,
  type PortTime,
  type Standard,
} from './judge.ts';
import type { Rulebook } from './rulebook.ts';
import { ledgerAhead, ledgerRelations } from './ledger-relations.ts';
import { sumsQuery } from './sums-sql.ts';
import { monthOf, windowOf, type Window } from './windows.ts';

export interface UptimeParams {
  readonly rulebook?: string;
  readonly month?: string;
  readonly groupBy?: 'port' | 'station' | 'site' | 'network';
  readonly known_at?: string;
  readonly station_id?: readonly string[];
  readonly port?: number;
}

type UptimeAsked = Asked<UptimeParams>;

/** The window of a rulebook: its own that ends with the month asked for, or the range as it is. */
export const windowAsked = (
  rulebook: Rulebook,
  { params: { month }, from, to }: Asked<{ readonly month?: string }>,
): Window => {
  const number = month === undefined ? null : monthOf(month);
  return number === null ? { from, to } : windowOf(rulebook, number);
};

/** By what had been recorded in the ledger: an instant of a parameter, or null for everything. */
export const knownAt = (text: string | undefined): number | null =>
  text === undefined ? null : instantOf(text, 'UTC');

const groups = {
  port: ['station_id', 'port'],
  station: ['station_id'],
  site: ['site_id'],
  network: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const keyOfGroup = ({ groupBy = 'port' }: UptimeParams): readonly string[] => [
  'rulebook',
  ...groups[groupBy],
];

/** The time of a port as one value of a row. */
export const sumColumns =
  '[up, down, excluded, budgeted, ineligible, unknown, unmeasured, toInt64(partial)]';

const queryOf = (rulebook: Rulebook, asked: UptimeAsked): Query => {
  const { params, tenant, known_until } = asked;
  const { groupBy = 'port', rulebook: _word, month: _month, known_at, ...filter } = params;
  const window = windowAsked(rulebook, asked);
  const ledger = ledgerRelations(tenant, knownAt(known_at), {
    told: asked.ahead ?? [],
    window,
  });
  const ports = sumsQuery({ rulebook, ledger, tenant, window, known_until, ...filter });
  const by: readonly string[] = groups[groupBy];
  const shown = (name: string) => (by.includes(name) ? `p.${name}` : 'NULL');
  return {
    sql:
      `SELECT '${rulebook.id}' AS rulebook, ${shown('site_id')} AS site_id, ` +
      `${shown('station_id')} AS station_id, ` +
      `${shown('port')} AS port, groupArray(${sumColumns}) AS sums\n` +
      `FROM (${ports.sql}) AS p` +
      (by.length === 0 ? '' : ` GROUP BY ${by.map((name) => `p.${name}`).join(', ')}`),
    params: ports.params,
  };
};

/** What the ledger tells of the windows of all rulebooks asked for. */
export const uptimeAhead = (asked: UptimeAsked): Query => {
  const { params, tenant } = asked;
  const windows = rulebooksOf(params.rulebook ?? 'all').map((one) => windowAsked(one, asked));
  const from = Math.min(...windows.map((one) => one.from));
  const to = Math.max(...windows.map((one) => one.to));
  return ledgerAhead(tenant, knownAt(params.known_at), { from, to });
};

/** All rulebooks asked for, one below the other. */
export const uptimeQuery = (asked: UptimeAsked): Query => {
  const parts = rulebooksOf(asked.params.rulebook ?? 'all').map((rulebook, i) =>
    apart(queryOf(rulebook, asked), `r${i}_`),
  );
  return {
    sql: parts.map(({ sql }) => `SELECT * FROM (${sql})`).join('\nUNION ALL\n'),
    params: Object.assign({}, ...parts.map(({ params }) => params)),
  };
};

const timeOf = (given: unknown): PortTime => {
  const columns: readonly unknown[] = Array.isArray(given) ? given : [];
  const of = (place: number): number => Number(columns[place] ?? 0);
  const sums = {
    up: of(0),
    down: of(1),
    excluded: of(2),
    budgeted: of(3),
    ineligible: of(4),
    unknown: of(5),
    unmeasured: of(6),
  };
  return { sums, partial: of(7) === 1 };
};

/** Times of ports from `sumColumns` of each. */
export const timesOf = (given: unknown): readonly PortTime[] =>
  Array.isArray(given) ? given.map(timeOf) : [];

export const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
const instant = (at: number): string => instantText(at).slice(0, -1);

/** What is the same in every row of a rulebook. */
interface Head {
  readonly standard: Standard;
  readonly window: Window;
  readonly window_from: string;
  readonly window_to: string;
}

const heads = new WeakMap<UptimeAsked, Map<string, Head>>();

/** Worked out once a question: local midnights, for each of ten thousand rows, take a second. */
const headOf = (asked: UptimeAsked, id: string): Head => {
  const known = heads.get(asked) ?? new Map<string, Head>();
  heads.set(asked, known);
  const found = known.get(id);
  if (found !== undefined) return found;
  const rulebook = rulebookOf(id);
  const window = windowAsked(rulebook, asked);
  const head = {
    standard: standardOf(rulebook, window),
    window,
    window_from: instant(window.from),
    window_to: instant(window.to),
  };
  known.set(id, head);
  return head;
};

interface Judged {
  readonly figure: Figure;
  readonly sums: Sums;
  readonly verdict: Figure['verdict'];
  readonly ports: number;
  readonly group: GroupFigure | null;
}

const judgedOf = ({ standard, window }: Head, asked: UptimeAsked, given: StoreRow): Judged => {
  const { rulebook, own } = standard;
  const times = timesOf(given['sums']);
  const [time] = times;
  if ((asked.params.groupBy ?? 'port') === 'port' && time !== undefined) {
    const figure = ofPort(standard, time);
    const judged = own && rulebook.threshold?.scope === 'port';
    const verdict = judged ? figure.verdict : 'not_judged';
    return { figure, sums: figure.sums, verdict, ports: times.length, group: null };
  }
  const group = ofGroup(rulebook, times, window);
  const { sums, verdict } = group;
  return { figure: group, sums, verdict, ports: times.length, group };
};

/** The row of the answer, from the sums of the ports of a group. */
export const uptimeRow = (given: StoreRow, asked: UptimeAsked): StoreRow => {
  const head = headOf(asked, String(given['rulebook']));
  const { rulebook, own } = head.standard;
  const { figure, sums, verdict, ports, group } = judgedOf(head, asked, given);
  // Members by name, and no spread: there are as many rows as a network has ports.
  return {
    rulebook: rulebook.id,
    window_from: head.window_from,
    window_to: head.window_to,
    own_window: own,
    site_id: given['site_id'],
    station_id: given['station_id'],
    port: given['port'],
    ports,
    threshold_percent: rulebook.threshold?.percent ?? null,
    value_percent: figure.value,
    lowest_percent: figure.lowest,
    highest_percent: figure.highest,
    unknown_percent: figure.share_unknown,
    verdict,
    mean_percent: group?.mean ?? null,
    ports_met: group?.verdicts?.met ?? null,
    ports_missed: group?.verdicts?.missed ?? null,
    ports_insufficient: group?.verdicts?.insufficient_data ?? null,
    up_s: seconds(sums.up),
    down_s: seconds(sums.down + sums.budgeted),
    excluded_s: seconds(sums.excluded),
    ineligible_s: seconds(sums.ineligible),
    unknown_s: seconds(sums.unknown),
    unmeasured_s: seconds(sums.unmeasured),
  };
};
