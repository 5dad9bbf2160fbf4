// A year of ten thousand ports, written by the engine itself into the tables that questions read.

import { day_ms } from '../lib/time.ts';
import { ports as portsTable } from '../processors/ledger/table.ts';
import { availability, availabilityByTime } from '../processors/availability/table.ts';
import { energyHours, sessionEnergy } from '../processors/energy/table.ts';
import { sessions } from '../processors/sessions/table.ts';
import type { Table } from '../schemas/table.ts';
import { storedColumns, tableName } from '../store/ddl.ts';
import type { Store } from '../store/port.ts';

export interface Fleet {
  readonly ports: number;
  readonly days: number;
}

export const tenant = 'default';
const year = { from: '2025-01-01', to: '2026-01-01' } as const;
const start = `toDateTime64('${year.from} 00:00:00', 3, 'UTC')`;
const portsPerStation = 2;
const stationsPerSite = 4;
const sessionsPerDay = 2;

/** The id of the session with a number, as `sessionSql` writes it. */
export const sessionOf = (number: number): string =>
  `session-${String(number).padStart(12, '0')}-0123456789abcdef`;
const sessionSql = (number: string): string =>
  `concat('session-', leftPad(toString(${number}), 12, '0'), '-0123456789abcdef')`;

const stationSql = (p: string): string =>
  `concat('CS-', leftPad(toString(intDiv(${p}, ${portsPerStation})), 6, '0'))`;
const siteSql = (p: string): string =>
  `concat('site-', leftPad(toString(intDiv(${p}, ${portsPerStation * stationsPerSite})), 5, '0'))`;
const portSql = (p: string): string => `toUInt16(${p} % ${portsPerStation} + 1)`;

/** Days of the year, counted from 0. */
interface Days {
  readonly first: number;
  readonly count: number;
}

type Values = Readonly<Record<string, string>>;

/** What a column holds where a fleet says nothing of it. */
const plain = (type: string): string => {
  if (type.startsWith('Nullable')) return 'NULL';
  if (type.startsWith('Array')) return '[]';
  return /String/.test(type) ? "''" : `CAST(0 AS ${type})`;
};

/** The rows of a table from columns by name; the rest is empty, the version that of one event. */
export const filled = (table: Table, values: Values, from: string): string => {
  const all: Values = { tenant: `'${tenant}'`, version: '1', log_offset: '1', ...values };
  const columns = storedColumns(table).map(
    ({ name, type }) => `${all[name] ?? plain(type)} AS "${name}"`,
  );
  return `INSERT INTO ${tableName(table, 1)} SELECT ${columns.join(', ')} FROM (${from})`;
};

/** When a session began, by its number: two a day, each at a moment of its own. */
const beganSql = (n: string, { days }: Fleet): string =>
  `${start} + toIntervalSecond(intDiv(${n}, ${sessionsPerDay}) % ${days} * 86400 + 21600 + ` +
  `(${n}) % ${sessionsPerDay} * 28800 + cityHash64(${n}) % 14400)`;

/** Sessions of some days, one row each: port `p`, number `n`, when it began, and the next. */
const charging = (fleet: Fleet, { first, count }: Days): string => {
  const perPort = sessionsPerDay * fleet.days;
  const own = sessionsPerDay * count;
  return (
    `SELECT intDiv(number, ${own}) AS p, ` +
    `p * ${perPort} + ${first * sessionsPerDay} + number % ${own} AS n, ` +
    `${beganSql('n', fleet)} AS at, ` +
    `if((n + 1) % ${perPort} = 0, NULL, ${beganSql('n + 1', fleet)}) AS next ` +
    `FROM numbers(${fleet.ports * own})`
  );
};

/**
 * Of each session four intervals until the next, of every fortieth one a fault; `k` sessions of the
 * port, of which `f` had a fault, lie before it since `first`.
 */
const timeline = (fleet: Fleet, days: Days): string => {
  const own = `p * ${sessionsPerDay * fleet.days}`;
  return (
    'SELECT p, n, k, f, at, first, i.1 AS place, i.2 AS state, at + toIntervalSecond(i.3) AS s, ' +
    'if(i.4 = 0, next, at + toIntervalSecond(i.4)) AS e ' +
    `FROM (SELECT *, n - ${own} AS k, intDiv(n + 39, 40) - intDiv(${own} + 39, 40) AS f, ` +
    `${beganSql(own, fleet)} AS first FROM (${charging(fleet, days)})) ` +
    "ARRAY JOIN [(1, 'occupied', 0, 60), (2, 'charging', 60, 3000), " +
    "(3, if(n % 40 = 0, 'faulted', 'occupied'), 3000, 3600), (4, 'available', 3600, 0)] AS i"
  );
};

/** Seconds in each state before an interval, as milliseconds. */
const before: Values = {
  occupied_before_ms:
    '1000 * (k * 60 + (k - f) * 600 + if(place > 1, 60, 0) + if(place > 3 AND n % 40 > 0, 600, 0))',
  charging_before_ms: '1000 * (k * 2940 + if(place > 2, 2940, 0))',
  faulted_before_ms: '1000 * (f * 600 + if(place > 3 AND n % 40 = 0, 600, 0))',
  available_before_ms: "1000 * (dateDiff('second', first, at) - k * 3600)",
};

const sessionRow: Values = {
  opened_at: 'at',
  station_id: stationSql('p'),
  session_id: sessionSql('n'),
  kind: "'transaction'",
  port: portSql('p'),
  connector_id: '1',
  transaction_id: 'toString(n)',
  state: "'ended'",
  started_at: 'at',
  ended_at: 'at + toIntervalSecond(3600)',
  energy_wh: 'toDecimal64((cityHash64(n) % 40000000) / 1000, 3)',
  readings: '60',
  duration_s: '3600',
  charging_s: '2940',
  id_token: 'hex(cityHash64(n % 100003))',
  outcome: "'success'",
  first_event_id: `concat('c-', toString(n))`,
  last_event_id: `concat('c-', toString(n))`,
  changed_at: 'opened_at',
};

const intervalRow: Values = {
  station_id: stationSql('p'),
  port: portSql('p'),
  started_at: 's',
  state: 'state',
  cause: "'status'",
  ended_at: 'e',
  event_id: `concat('c-', toString(n))`,
};

/** Four quarters of an hour of each session, from the one in which it began on. */
const quartersOf = (fleet: Fleet, days: Days): string =>
  'SELECT *, toStartOfFifteenMinutes(at) + toIntervalMinute(15 * q) AS quarter, ' +
  'toDecimal64((cityHash64(n, q) % 10000000) / 1000, 3) AS energy_wh ' +
  `FROM (SELECT *, arrayJoin(range(4)) AS q FROM (${charging(fleet, days)}))`;

/** The same by hour: a session lies in one, or in one and the next. */
const hoursOf = (fleet: Fleet, days: Days): string =>
  'SELECT p, n, hour, energy_wh, if(hour = toStartOfHour(at), NULL, toStartOfHour(at)) AS previous ' +
  'FROM (SELECT p, n, at, toStartOfHour(quarter) AS hour, sum(energy_wh) AS energy_wh ' +
  `FROM (${quartersOf(fleet, days)}) GROUP BY p, n, at, hour)`;

const monthOf = (fleet: Fleet, days: Days): readonly string[] => [
  filled(sessions, sessionRow, charging(fleet, days)),
  filled(availability, intervalRow, timeline(fleet, days)),
  filled(availabilityByTime, { ...intervalRow, ...before }, timeline(fleet, days)),
  filled(
    sessionEnergy,
    {
      station_id: stationSql('p'),
      port: portSql('p'),
      bucket_start: 'quarter',
      session_id: sessionSql('n'),
      energy_wh: 'energy_wh',
    },
    quartersOf(fleet, days),
  ),
  filled(
    energyHours,
    {
      hour_start: 'hour',
      station_id: stationSql('p'),
      port: portSql('p'),
      session_id: sessionSql('n'),
      of_session: 'true',
      energy_wh: 'energy_wh',
      previous_hour_start: 'previous',
    },
    hoursOf(fleet, days),
  ),
];

const registered = ({ ports }: Fleet): string =>
  filled(
    portsTable,
    {
      station_id: stationSql('p'),
      port: portSql('p'),
      entry_id: "'1'",
      kind: "'PortRegistered'",
      valid_from: start,
      recorded_at: start,
      site_id: siteSql('p'),
      commissioned_at: start,
      power_w_max: '150000',
      is_public: 'true',
    },
    `SELECT number AS p FROM numbers(${ports})`,
  );

const months = 12;

const daysIn = (month: number): Days => {
  const first = (Date.UTC(2025, month - 1) - Date.UTC(2025, 0)) / day_ms;
  return { first, count: new Date(Date.UTC(2025, month, 0)).getUTCDate() };
};

/**
 * Writes the year. Months that have passed are merged, as an hour without news merges them; the
 * newest is as its inserts left it.
 */
export const writeYear = async (
  store: Store,
  fleet: Fleet,
  onMonth: (month: number) => void,
): Promise<void> => {
  await store.command(registered(fleet));
  for (let month = 1; month <= months; month++) {
    onMonth(month);
    for (const sql of monthOf(fleet, daysIn(month))) await store.command(sql);
    if (month === months) return;
    for (const table of [availability, availabilityByTime, sessionEnergy, energyHours, sessions])
      await store.command(
        `OPTIMIZE TABLE ${tableName(table, 1)} PARTITION 2025${String(month).padStart(2, '0')} FINAL`,
      );
  }
};
