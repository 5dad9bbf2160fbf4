// Energy by window of time: of sessions, and what the registers counted outside of them.

import { Type } from 'typebox';
import { energyHours, sessionEnergy } from '../../processors/energy/table.ts';
import {
  choice,
  query,
  rangeParams,
  stationParams,
  type Asked,
  type Complaint,
} from '../define.ts';
import { field, row } from '../fields.ts';
import {
  hoursAreThoseOfUtc,
  isOfHours,
  windowLengths_ms,
  windowParts,
  windowSql,
  windowWords,
} from '../local-windows.ts';
import { ledgerRelations } from '../rulebooks/ledger-relations.ts';
import { condition, instantParam, ofStation, ofTenant, select, withinPart } from '../sql.ts';

/** Most windows of one question: a year of quarters of an hour, with a little to spare. */
export const windowsMax = 36_000;

const instant = (sql: string): string => `toDateTime64(${sql}, 3, 'UTC')`;

const groups = ['site_id', 'station_id', 'port'] as const;

/** Null where it is not grouped by; a column of nothing but untyped nulls is none in Parquet. */
const nothing = {
  site_id: "CAST(NULL, 'Nullable(String)')",
  station_id: "CAST(NULL, 'Nullable(String)')",
  port: "CAST(NULL, 'Nullable(UInt16)')",
} as const;
type Group = (typeof groups)[number];

/** Columns to group by. A port is told by its station too: port 1 of all stations is no port. */
const groupsOf = (asked: readonly string[] | undefined): readonly Group[] => {
  const words = new Set(asked?.flatMap((text) => text.split(',')));
  return groups.filter(
    (group) => words.has(group) || (group === 'station_id' && words.has('port')),
  );
};

/** A table of energy by time, and what is told apart in it. */
interface Source {
  readonly table: string;
  /** Where a row begins. */
  readonly start: string;
  readonly ofSession: string;
  /** Sessions of a window that has some energy, at each port. */
  readonly sessions: string;
}

/** In the order of stations. */
const quarters: Source = {
  table: sessionEnergy.name,
  start: 'e.bucket_start',
  ofSession: "e.session_id != ''",
  sessions: "uniqExactIf((e.session_id, e.port), e.session_id != '')",
};

const previous = 'e.previous_hour_start';

/** In the order of time: of each session the first hour within the window and the range counts. */
const hours: Source = {
  table: energyHours.name,
  start: 'e.hour_start',
  ofSession: 'e.of_session',
  sessions:
    `countIf(e.of_session AND (isNull(${previous}) OR ${previous} < window_start OR ` +
    `${previous} < ${instantParam('from')}))`,
};

/**
 * Hours where they say the same: quarters are quicker only where a few stations are asked for. A
 * part may be at whole hours where the range is not, as one that ends now.
 */
const sourceOf = ({ params: { window, station_id }, from, to, zone, part }: Params): Source => {
  const ranged = { from, to, ...part, zone };
  if (window === '15m' || station_id !== undefined || !isOfHours(ranged)) return quarters;
  return hoursAreThoseOfUtc(ranged) ? hours : quarters;
};

const sumsOf = ({ ofSession }: Source): readonly string[] => [
  'sum(e.energy_wh) AS energy_wh',
  `sumIf(e.energy_wh, ${ofSession}) AS session_energy_wh`,
  `sumIf(e.energy_wh, NOT ${ofSession}) AS unattributed_energy_wh`,
];

const columnOf = { site_id: 'p.site_id', station_id: 'e.station_id', port: 'e.port' } as const;

/**
 * The rows of a table, beside the site of their port where that is grouped by: as the newest entry
 * of the ledger has it, '' where the ledger has none.
 */
const besideSites = (table: string, tenant: string, by: readonly Group[]) => {
  if (!by.includes('site_id')) return { from: `${table} AS e`, params: {} };
  const { ports, params } = ledgerRelations(tenant, null);
  const on = 'e.station_id = p.station_id AND e.port = p.port';
  return { from: `${table} AS e LEFT JOIN (${ports ?? ''}) AS p ON ${on}`, params };
};

const params = Type.Object({
  ...rangeParams,
  window: Type.Optional(
    choice(
      windowWords,
      'Length of the windows; days and months are those of `zone`, of 23 or 25 hours where the ' +
        'clock changes. Default: 1h.',
    ),
  ),
  groupBy: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^(site_id|station_id|port|none)(,(site_id|station_id|port|none))*$',
      }),
      {
        maxItems: 4,
        description:
          'site_id, station_id, port (which includes its station) or none; repeated or with ' +
          'commas. The site is that of the newest entry of the ledger; empty where it has none. ' +
          'Default: none.',
      },
    ),
  ),
  ...stationParams,
});

type Params = Asked<Type.Static<typeof params>>;

const refuse = ({ params: { window = '1h' }, from, to }: Params): readonly Complaint[] => {
  const count = Math.ceil((to - from) / windowLengths_ms[window]);
  if (count <= windowsMax) return [];
  const detail =
    `${count} windows of ${window} are more than ${windowsMax}. ` +
    'Ask for a shorter range, or for longer windows.';
  return [{ code: 'window_too_fine', parameter: 'window', detail }];
};

export const energy = query({
  name: 'energy',
  path: '/v1/energy',
  answers: 'list',
  about:
    'Energy by window: energy_wh is all that the import registers counted, the sum of what went ' +
    'into sessions and of what belongs to none. Energy is kept in quarters of an hour; one counts ' +
    'where it starts, so ranges that touch add up. No row where no energy was counted.',
  params,
  refuse,
  sql: (asked) => {
    const { tenant, zone: name } = asked;
    const { window = '1h', groupBy, ...filter } = asked.params;
    const source = sourceOf(asked);
    const { start } = windowSql(window, source.start);
    // Of each window once, and not of each row: its end is that of the window that it starts.
    const { end } = windowSql(window, 'window_start');
    const by = groupsOf(groupBy);
    const cut = `(window_start < ${instantParam('from')} OR window_end > ${instantParam('to')})`;
    const { from, params: bound } = besideSites(source.table, tenant, by);
    return select({
      columns: [
        `${instant(start)} AS window_start`,
        `${instant(end)} AS window_end`,
        `${cut} AS partial`,
        ...groups.map((group) => `${(by.includes(group) ? columnOf : nothing)[group]} AS ${group}`),
        ...sumsOf(source),
        `${source.sessions} AS sessions`,
      ],
      from,
      where: [
        ofTenant(tenant),
        withinPart(source.start, asked),
        // What late news took away stays as a row of nothing.
        condition('e.energy_wh > 0'),
        ...ofStation(filter, 'e.'),
      ],
      params: { ...bound, zone: name },
      groupBy: ['window_start', ...by.map((group) => columnOf[group])],
    });
  },
  // Where a few stations are asked for, all of the range lies together.
  parts: (asked) =>
    asked.params.station_id === undefined ? windowParts(asked.params.window ?? '1h', asked) : null,
  row: row({
    window_start: field('zoned', 'Start of the window, with the offset of `zone`.'),
    window_end: field('zoned', 'End of the window, with the offset of `zone`.'),
    partial: field('flag', 'Whether from or to cut the window: it holds what lies within them.'),
    site_id: field('text', 'The site; null where not grouped by it.', { nullable: true }),
    station_id: field('text', 'The station; null where not grouped by it.', { nullable: true }),
    port: field('integer', 'The port; null where not grouped by it.', { nullable: true }),
    energy_wh: field('decimal', 'All energy, watt-hours.'),
    session_energy_wh: field('decimal', 'Energy of sessions, watt-hours.'),
    unattributed_energy_wh: field('decimal', 'Energy that belongs to no session, watt-hours.'),
    sessions: field(
      'integer',
      'Sessions with energy in the window, at each port where one had it. One that crosses ' +
        'windows is counted in each: energy adds up, these do not.',
    ),
  }),
  key: ({ groupBy }) => ['window_start', ...groupsOf(groupBy)],
  example: { window: '1h', groupBy: 'station_id', zone: 'Europe/Stockholm' },
});
