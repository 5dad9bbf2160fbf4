// The ChargeX indicators out of the table `attempts`: counts by path in SQL, ratios in one place.

import { attempts as table } from '../../processors/attempts/table.ts';
import type { Query } from '../../store/port.ts';
import type { Asked } from '../define.ts';
import type { StoreRow } from '../encode.ts';
import { ofStation, ofTenant, select, within } from '../sql.ts';
import { chargex, paths, pooled, weightedBySuccesses, type Counts } from './chargex.ts';

export interface KpiParams {
  readonly groupBy?: 'network' | 'station' | 'port' | 'path';
  readonly station_id?: readonly string[];
  readonly port?: number;
}

const groups = {
  network: [],
  station: ['station_id'],
  port: ['station_id', 'port'],
  path: ['path'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const keyOfKpis = ({ groupBy = 'network' }: KpiParams): readonly string[] => [
  'rulebook',
  ...groups[groupBy],
];

/**
 * What is counted of a path. An open attempt counts for the start once it charges, else not
 * yet.
 */
const counts = {
  attempts: 'count()',
  open: "countIf(a.outcome = 'open')",
  startable: "countIf(a.outcome != 'open' OR isNotNull(a.charging_at))",
  started: 'countIf(isNotNull(a.charging_at))',
  decided: "countIf(a.outcome != 'open')",
  succeeded: "countIf(a.outcome = 'success')",
  unknown: "countIf(a.outcome = 'unknown')",
  stoppable: "countIf(isNotNull(a.charging_at) AND a.outcome != 'open')",
  // A stop as it should be, whether or not the register saw energy: as the calculator has it.
  stopped:
    "countIf(isNotNull(a.charging_at) AND (a.outcome = 'success' OR " +
    "a.failure IN ('no_energy', 'no_meter_data')))",
  interrupted: "countIf(isNotNull(a.charging_at) AND a.failure = 'bad_stop')",
  timed: 'countIf(isNotNull(a.start_time_s))',
} as const satisfies Readonly<Record<string, string>>;

type Count = keyof typeof counts;
/** What is counted, in the order in which the store gives it. */
export const countNames: readonly Count[] = Object.keys(counts).filter(
  (name): name is Count => name in counts,
);

const levels = '(0.1, 0.25, 0.5, 0.75)';

/** One row a group and path; what cannot be added up of counts goes on as a state. */
const byPath = (asked: Asked<KpiParams>): Query => {
  const { groupBy = 'network', ...filter } = asked.params;
  const by = new Set<string>([...groups[groupBy], 'path']);
  const shown = ['station_id', 'port', 'path'].map((name) =>
    by.has(name) ? `a.${name} AS ${name}` : `NULL AS ${name}`,
  );
  return select({
    columns: [
      ...shown,
      `[${countNames.map((name) => `toUInt64(${counts[name]})`).join(', ')}] AS counted`,
      `quantilesExactStateIf${levels}(assumeNotNull(a.start_time_s), ` +
        `isNotNull(a.start_time_s)) AS times`,
      'uniqExactState(a.visit_id) AS visits_tried',
      "uniqExactStateIf(a.visit_id, a.outcome = 'success') AS visits_won",
      "uniqExactStateIf(a.visit_id, a.outcome = 'success' AND a.visit_attempt = 1) AS visits_first",
    ],
    from: `${table.name} AS a`,
    where: [
      ofTenant(asked.tenant),
      within('a.opened_at', asked.from, asked.to),
      ...ofStation(filter, 'a.'),
    ],
    groupBy: [...by].map((name) => `a.${name}`),
  });
};

export const kpiColumns = [
  'rulebook',
  'station_id',
  'port',
  'path',
  'all_paths',
  'all_counted',
  'start_times',
  'visits',
  'visits_succeeded',
  'visits_succeeded_at_first',
] as const;

/** Indicators of each group: the counts of its paths side by side. */
export const kpiQuery = (asked: Asked<KpiParams>): Query => {
  const inner = byPath(asked);
  const by: readonly string[] = groups[asked.params.groupBy ?? 'network'];
  const shown = (name: string): string => (by.includes(name) ? `k.${name}` : 'NULL');
  return {
    sql:
      `SELECT '${chargex.id}' AS rulebook, ` +
      ['station_id', 'port', 'path'].map((name) => `${shown(name)} AS ${name}, `).join('') +
      'groupArray(k.path) AS all_paths, groupArray(k.counted) AS all_counted, ' +
      `quantilesExactMerge${levels}(k.times) AS start_times, ` +
      'uniqExactMerge(k.visits_tried) AS visits, uniqExactMerge(k.visits_won) AS ' +
      'visits_succeeded, ' +
      'uniqExactMerge(k.visits_first) AS visits_succeeded_at_first\n' +
      `FROM (${inner.sql}) AS k` +
      (by.length === 0 ? '' : ` GROUP BY ${by.map((name) => `k.${name}`).join(', ')}`),
    params: inner.params,
  };
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

type PathCounts = Readonly<Record<Count, number>> & { readonly path: string };

const countsOf = (path: unknown, numbers: unknown): PathCounts => {
  const values = listOf(numbers).map(Number);
  const of = (name: Count): number => values[countNames.indexOf(name)] ?? 0;
  return {
    path: String(path),
    attempts: of('attempts'),
    open: of('open'),
    startable: of('startable'),
    started: of('started'),
    decided: of('decided'),
    succeeded: of('succeeded'),
    unknown: of('unknown'),
    stoppable: of('stoppable'),
    stopped: of('stopped'),
    interrupted: of('interrupted'),
    timed: of('timed'),
  };
};

const starts = (all: readonly PathCounts[]): readonly Counts[] =>
  all.map(({ started, startable }) => ({ successes: started, attempts: startable }));
const sessions = (all: readonly PathCounts[]): readonly Counts[] =>
  all.map(({ succeeded, decided }) => ({ successes: succeeded, attempts: decided }));

const sum = (all: readonly PathCounts[], name: Count): number =>
  all.reduce((total, one) => total + one[name], 0);

/** Start times as text: nothing where none was measured, whatever the store has for none. */
const timesOf = (given: unknown, timed: number) => {
  const [p10 = null, p25 = null, p50 = null, p75 = null] = timed === 0 ? [] : listOf(given);
  return {
    start_time_s_p10: p10,
    start_time_s_p25: p25,
    start_time_s_p50: p50,
    start_time_s_p75: p75,
  };
};

/** The row of the answer, from the counts of the paths. */
export const kpiRow = (given: StoreRow): StoreRow => {
  const numbers = listOf(given['all_counted']);
  const all = listOf(given['all_paths']).map((path, i) => countsOf(path, numbers[i]));
  // The calculator knows four ways to begin; what began in none of them is in the pooled value
  // alone.
  const inCalculator = all.filter(({ path }) => Object.hasOwn(paths, path));
  const visits = Number(given['visits']);
  const visited = (name: string) => pooled([{ successes: Number(given[name]), attempts: visits }]);
  const charged = sum(all, 'stoppable');
  return {
    rulebook: given['rulebook'],
    station_id: given['station_id'],
    port: given['port'],
    path: given['path'],
    attempts: sum(all, 'attempts'),
    open: sum(all, 'open'),
    started: sum(all, 'started'),
    succeeded: sum(all, 'succeeded'),
    outcome_unknown: sum(all, 'unknown'),
    interrupted: sum(all, 'interrupted'),
    start_success_percent: pooled(starts(all)),
    start_success_inl_percent: weightedBySuccesses(starts(inCalculator)),
    session_success_percent: pooled(sessions(all)),
    session_success_inl_percent: weightedBySuccesses(sessions(inCalculator)),
    end_success_percent: pooled([{ successes: sum(all, 'stopped'), attempts: charged }]),
    interrupted_percent: pooled([{ successes: sum(all, 'interrupted'), attempts: charged }]),
    ...timesOf(given['start_times'], sum(all, 'timed')),
    visits,
    visit_success_percent: visited('visits_succeeded'),
    first_time_success_percent: visited('visits_succeeded_at_first'),
  };
};
