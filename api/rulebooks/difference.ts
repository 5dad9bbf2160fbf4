// What differs between two rulebooks, two versions of one above all: words, and what they change.

import type { Query } from '../../store/port.ts';
import { availability as table } from '../../processors/availability/table.ts';
import type { Asked } from '../define.ts';
import type { StoreRow } from '../encode.ts';
import { instantParam, lasting, ofStation, ofTenant, withLength } from '../sql.ts';
import { apart } from './apart.ts';
import { rulebookOf } from './catalogue.ts';
import { ofGroup } from './judge.ts';
import { grantText, thresholdText } from './listing.ts';
import { classOf, reasons, states, type Rulebook } from './rulebook.ts';
import { ledgerAhead, ledgerRelations } from './ledger-relations.ts';
import { sumsQuery } from './sums-sql.ts';
import { seconds, sumColumns, timesOf } from './uptime.ts';

export interface Difference {
  /** A state, a state with a cause (`state/cause`), or a part of the rulebook. */
  readonly subject: string;
  readonly kind: 'class' | 'setting';
  readonly before: string;
  readonly after: string;
}

const causesOf = (...both: readonly Rulebook[]): readonly string[] =>
  [...new Set(both.flatMap(({ causes }) => Object.keys(causes)))].toSorted();

const classes = (rulebook: Rulebook, subject: string): string => {
  const [state = '', cause = ''] = subject.split('/');
  return classOf(rulebook, state, cause);
};

const settings = (rulebook: Rulebook): Readonly<Record<string, string>> => ({
  formula: rulebook.formula.text,
  threshold: thresholdText(rulebook),
  window: `${rulebook.window}, ${rulebook.zone}`,
  closed_hours: rulebook.closed,
  ...Object.fromEntries(
    reasons.map((reason) => [`excludes ${reason}`, grantText(rulebook, reason)]),
  ),
});

/** What differs, states first. Empty for a rulebook and itself. */
export const differencesOf = (before: Rulebook, after: Rulebook): readonly Difference[] => {
  const read = [...states, ...causesOf(before, after)].map((subject): Difference => ({
    subject,
    kind: 'class',
    before: classes(before, subject),
    after: classes(after, subject),
  }));
  const [old, young] = [settings(before), settings(after)];
  const set = Object.keys(old).map((subject): Difference => ({
    subject,
    kind: 'setting',
    before: old[subject] ?? '',
    after: young[subject] ?? '',
  }));
  return [...read, ...set].filter((one) => one.before !== one.after);
};

export interface DifferenceParams {
  readonly before: string;
  readonly after: string;
  readonly station_id?: readonly string[];
  readonly port?: number;
}

type DifferenceAsked = Asked<DifferenceParams>;

export const differenceColumns = ['subject', 'spent_ms', 'sums_before', 'sums_after'] as const;

/** The figure over all ports, as a subject beside the differences. */
const figure = 'value_percent';

const sumsOf = (id: string, asked: DifferenceAsked): Query => {
  const { params, tenant, known_until, from, to } = asked;
  const window = { from, to };
  const { before: _before, after: _after, ...filter } = params;
  const rulebook = rulebookOf(id);
  const ledger = ledgerRelations(tenant, null, {
    told: asked.ahead ?? [],
    window,
  });
  return sumsQuery({ rulebook, ledger, tenant, window, known_until, ...filter });
};

/** What the ledger tells of the range. */
export const differenceAhead = ({ tenant, from, to }: DifferenceAsked): Query =>
  ledgerAhead(tenant, null, { from, to });

const noSums = "CAST([], 'Array(Array(Int64))')";

/** Time of each subject within the range: a state alone is what no cause of its own takes away. */
const spentSql = (asked: DifferenceAsked, named: readonly string[]): Query => {
  const { params, tenant, from, to, known_until } = asked;
  const span = { start: 'started_at', end: 'ended_at' } as const;
  const where = [ofTenant(tenant), withLength(span), lasting(span, from, to), ...ofStation(params)];
  const [start, end, known] = ['from', 'to', 'known_until'].map(instantParam);
  return {
    sql:
      "SELECT if(has({named:Array(String)}, concat(state, '/', cause)), " +
      "concat(state, '/', cause), state) AS subject, sum(greatest(0, dateDiff('millisecond', " +
      `greatest(started_at, ${start}), least(ifNull(ended_at, ${known}), ${known}, ${end})))) ` +
      `AS spent_ms FROM laddbok.${table.name}\n` +
      `WHERE port > 0 AND ${where.map(({ sql }) => sql).join(' AND ')} GROUP BY subject`,
    params: Object.assign({ named, known_until }, ...where.map((one) => one.params)),
  };
};

/** One row a difference with the time that it concerns, and one of the figures under both. */
export const differenceQuery = (asked: DifferenceAsked): Query => {
  const [before, after] = [rulebookOf(asked.params.before), rulebookOf(asked.params.after)];
  const subjects = differencesOf(before, after).map(({ subject }) => subject);
  const spent = spentSql(asked, causesOf(before, after));
  const old = apart(sumsOf(before.id, asked), 'b_');
  const young = apart(sumsOf(after.id, asked), 'a_');
  const sums = ({ sql }: Query) => `(SELECT groupArray(${sumColumns}) FROM (${sql}))`;
  return {
    sql:
      `SELECT d.subject AS subject, toInt64(ifNull(t.spent_ms, 0)) AS spent_ms, ` +
      `${noSums} AS sums_before, ${noSums} AS sums_after\n` +
      `FROM (SELECT arrayJoin({subjects:Array(String)}) AS subject) AS d\n` +
      `LEFT JOIN (${spent.sql}) AS t ON d.subject = t.subject\nUNION ALL\n` +
      `SELECT '${figure}', toInt64(0), ${sums(old)}, ${sums(young)}`,
    params: { ...spent.params, ...old.params, ...young.params, subjects },
  };
};

const valueText = (value: number | null): string => (value === null ? 'unknown' : String(value));

/** The row of the answer: the difference again, by its subject, with what the store counted. */
export const differenceRow = (given: StoreRow, asked: DifferenceAsked): StoreRow => {
  const [before, after] = [rulebookOf(asked.params.before), rulebookOf(asked.params.after)];
  const head = { rulebook_before: before.id, rulebook_after: after.id };
  const { subject } = given;
  const found = differencesOf(before, after).find((one) => one.subject === subject);
  if (found !== undefined) {
    const isClass = found.kind === 'class';
    return { ...head, ...found, time_s: isClass ? seconds(Number(given['spent_ms'])) : null };
  }
  const window = { from: asked.from, to: asked.to };
  return {
    ...head,
    subject,
    kind: 'figure',
    before: valueText(ofGroup(before, timesOf(given['sums_before']), window).value),
    after: valueText(ofGroup(after, timesOf(given['sums_after']), window).value),
    time_s: null,
  };
};
