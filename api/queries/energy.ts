// Energy by window of time: of sessions, and what the registers counted outside of them.

import { Type } from 'typebox';
import { sessionEnergy as table } from '../../processors/energy/table.ts';
import { day_ms, hour_ms, minute_ms } from '../../lib/time.ts';
import {
  choice,
  query,
  rangeParams,
  stationParams,
  type Asked,
  type Complaint,
} from '../define.ts';
import { field, row } from '../fields.ts';
import { ledgerRelations } from '../rulebooks/ledger-relations.ts';
import { instantParam, ofStation, ofTenant, select, within } from '../sql.ts';

/** Most windows of one question: a year of quarters of an hour, with a little to spare. */
export const windowsMax = 36_000;

interface Window {
  /** Start and end of the window that an instant (a column of type DateTime64) falls into. */
  readonly start: string;
  readonly end: string;
  /** Shortest length, by which the number of windows is bounded. */
  readonly length_ms: number;
}

const column = 'e.bucket_start';
const zone = '{zone:String}';
/** The first instant of the local day that is `text`, a Date; also where it has no midnight. */
const dayStart = (text: string): string => `toStartOfDay(toDateTime(${text}, ${zone}), ${zone})`;

const windows = {
  '15m': { start: column, end: `${column} + toIntervalMinute(15)`, length_ms: 15 * minute_ms },
  '1h': {
    start: `toStartOfHour(${column}, ${zone})`,
    end: `toStartOfHour(${column}, ${zone}) + toIntervalHour(1)`,
    length_ms: hour_ms,
  },
  '1d': {
    start: `toStartOfDay(${column}, ${zone})`,
    // Not a day later, which is 24 hours or another midnight: the start of the next date.
    end: dayStart(`addDays(toDate(${column}, ${zone}), 1)`),
    length_ms: day_ms,
  },
  '1mo': {
    start: dayStart(`toStartOfMonth(${column}, ${zone})`),
    end: dayStart(`addMonths(toStartOfMonth(${column}, ${zone}), 1)`),
    length_ms: 28 * day_ms,
  },
  all: { start: instantParam('from'), end: instantParam('to'), length_ms: Infinity },
} as const satisfies Readonly<Record<string, Window>>;

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

const sums = [
  'sum(e.energy_wh) AS energy_wh',
  "sumIf(e.energy_wh, e.session_id != '') AS session_energy_wh",
  "sumIf(e.energy_wh, e.session_id = '') AS unattributed_energy_wh",
];

const columnOf = { site_id: 'p.site_id', station_id: 'e.station_id', port: 'e.port' } as const;

/**
 * The buckets, beside the site of their port where that is grouped by: as the newest entry of the
 * ledger has it, '' where the ledger has none.
 */
const bucketsOf = (tenant: string, by: readonly Group[]) => {
  const buckets = `${table.name} AS e`;
  if (!by.includes('site_id')) return { from: buckets, params: {} };
  const { ports, params } = ledgerRelations(tenant, null);
  const on = 'e.station_id = p.station_id AND e.port = p.port';
  return { from: `${buckets} LEFT JOIN (${ports ?? ''}) AS p ON ${on}`, params };
};

const params = Type.Object({
  ...rangeParams,
  window: Type.Optional(
    choice(
      ['15m', '1h', '1d', '1mo', 'all'],
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
  const count = Math.ceil((to - from) / windows[window].length_ms);
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
  sql: ({ params: { window = '1h', groupBy, ...filter }, tenant, from, to, zone: name }) => {
    const { start, end } = windows[window];
    const by = groupsOf(groupBy);
    const cut = `(window_start < ${instantParam('from')} OR window_end > ${instantParam('to')})`;
    const buckets = bucketsOf(tenant, by);
    return select({
      columns: [
        `${instant(start)} AS window_start`,
        `${instant(end)} AS window_end`,
        `${cut} AS partial`,
        ...groups.map((group) => `${(by.includes(group) ? columnOf : nothing)[group]} AS ${group}`),
        ...sums,
        "uniqExactIf(e.session_id, e.session_id != '') AS sessions",
      ],
      from: buckets.from,
      where: [ofTenant(tenant), within(column, from, to), ...ofStation(filter, 'e.')],
      params: { ...buckets.params, zone: name },
      groupBy: ['window_start', 'window_end', ...by.map((group) => columnOf[group])],
    });
  },
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
      'Sessions with energy in the window. One that crosses windows is counted in each: energy ' +
        'adds up, these do not.',
    ),
  }),
  key: ({ groupBy }) => ['window_start', ...groupsOf(groupBy)],
  example: { window: '1h', groupBy: 'station_id', zone: 'Europe/Stockholm' },
});
