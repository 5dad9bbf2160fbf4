// The sums that the store works out are those of the pure evaluation, on generated timelines.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { day_ms, hour_ms } from '../../lib/time.ts';
import { availability } from '../../processors/availability/table.ts';
import { openTestStore, type TestStore } from '../../test/open-test-store.ts';
import { afir } from './afir.ts';
import { closedRelations } from './closed-hours.ts';
import { california } from './california.ts';
import { sumsOf, type Exclusion, type PortHistory } from './evaluate.ts';
import { nevi } from './nevi.ts';
import { openingHoursOf } from './ocpi-hours.ts';
import { reasons, states, type Rulebook } from './rulebook.ts';
import { noLedger, type LedgerRelations } from './sums-asked.ts';
import { sumsQuery } from './sums-sql.ts';
import { togetherSql } from './together-sql.ts';
import { ukEligible, ukLiteral } from './uk.ts';
import { monthOf, startOfMonth, type Window } from './windows.ts';

const start = Date.parse('2025-02-10T00:00:00Z');
const span_ms = 70 * day_ms;
const known_until = start + 60 * day_ms;
const lasting_ms = '9223372036854775807';

const instant = fc.integer({ min: 0, max: span_ms / 1000 }).map((after) => start + after * 1000);

const intervals = fc
  .uniqueArray(fc.tuple(instant, fc.constantFrom(...states)), {
    minLength: 1,
    maxLength: 30,
    selector: ([at]) => at,
  })
  .map((told) => {
    const ordered = told.toSorted(([a], [b]) => a - b);
    return ordered.map(([started_at, state], i) => ({
      state,
      cause: 'status',
      started_at,
      ended_at: ordered[i + 1]?.[0] ?? null,
    }));
  });

const exclusion = fc
  .tuple(instant, fc.integer({ min: 1, max: 480 }), fc.constantFrom(...reasons, 'of nobody'))
  .chain(([valid_from, hours, reason]) =>
    fc.record({
      exclusion_id: fc.integer({ min: 1, max: 1e9 }).map(String),
      incident: fc.constantFrom('', 'one', 'other'),
      regimes: fc.constantFrom([], ['nevi'], ['california', 'uk']),
      valid_from: fc.constant(valid_from),
      valid_to: fc.constantFrom(null, valid_from + hours * hour_ms),
      reason: fc.constant(reason),
    }),
  );

const day = (weekday: number, period_begin: string, period_end: string) => ({
  weekday,
  period_begin,
  period_end,
});

/** Sites with their clocks and hours; those nights are within hours too, when clocks change. */
const sites = [
  { site_id: 'always', zone: 'Europe/London', hours: '' },
  ...['Europe/London', 'America/New_York'].flatMap((zone) => [
    {
      site_id: `days ${zone}`,
      zone,
      hours: JSON.stringify({
        regular_hours: [
          day(1, '08:00', '20:00'),
          day(3, '00:00', '24:00'),
          day(7, '01:00', '10:00'),
        ],
      }),
    },
    {
      site_id: `nights ${zone}`,
      zone,
      hours: JSON.stringify({
        regular_hours: [day(6, '18:00', '24:00'), day(7, '00:00', '01:30')],
      }),
    },
  ]),
];

const history = fc
  .record({
    intervals,
    exclusions: fc.array(exclusion, { maxLength: 6 }),
    since: fc.option(instant),
    until: fc.option(instant.map((at) => at + span_ms)),
    site: fc.constantFrom(...sites),
    known_until: fc.constant(known_until),
  })
  .map(({ site, ...told }) => {
    const port: PortHistory = {
      ...told,
      openingHours: openingHoursOf(site.hours),
      zone: site.zone,
    };
    return { port, site_id: site.site_id };
  });

const ports = fc.sample(history, { numRuns: 120, seed: 6 });
const named = ports.map(({ port, site_id }, i) => ({
  port,
  site_id,
  station_id: `S${i >> 1}`,
  number: (i % 2) + 1,
}));

type Value = string | number | null | readonly string[];

const text = (value: Value): string =>
  Array.isArray(value)
    ? `[${value.map((one) => `'${one}'`).join(',')}]`
    : typeof value === 'string' && value !== lasting_ms
      ? `'${value}'`
      : String(value);

const relation = (columns: string, rows: readonly (readonly Value[])[]): string =>
  `SELECT * FROM values('${columns}', ` +
  `${rows.map((row) => `(${row.map(text).join(',')})`).join(',')})`;

const excluded = (
  { exclusion_id, incident, reason, regimes, valid_from, valid_to }: Exclusion,
  station_id: string,
  number: number,
) =>
  [
    station_id,
    number,
    exclusion_id,
    incident,
    reason,
    regimes,
    valid_from,
    valid_to ?? lasting_ms,
  ] as const;

const exclusionsRelation = relation(
  'station_id String, port UInt16, exclusion_id String, incident String, reason String, ' +
    'regimes Array(String), starts_ms Int64, ends_ms Int64',
  named.flatMap(({ port, station_id, number }) =>
    port.exclusions.map((one) => excluded(one, station_id, number)),
  ),
);

const portsRelation = relation(
  'station_id String, port UInt16, site_id String, since_ms Int64, until_ms Int64, ' +
    'power_w_max UInt32, is_public Bool',
  named.map(({ port, site_id, station_id, number }) => [
    station_id,
    number,
    site_id,
    port.since ?? 0,
    port.until ?? lasting_ms,
    50_000,
    'true',
  ]),
);

let opened: TestStore | undefined;
let ledger: LedgerRelations = noLedger;
const store = (): TestStore => {
  if (opened === undefined) throw new Error('The store is open within tests only.');
  return opened;
};

beforeAll(async () => {
  opened = await openTestStore();
  await opened.add(
    availability,
    named.flatMap(({ port, station_id, number }) =>
      port.intervals.map((one) => ({
        tenant: 't',
        station_id,
        port: number,
        event_id: 'c/1',
        ...one,
      })),
    ),
  );
  const around = { from: start - 20 * day_ms, to: start + 120 * day_ms };
  const registered = await kept('ports', portsRelation);
  const closed = closedRelations(registered, sites.slice(1), around);
  ledger = {
    exclusions: await kept('exclusions', exclusionsRelation),
    ports: registered,
    closed: closed.relations,
    cut: null,
    params: closed.params,
  };
});
afterAll(async () => opened?.close());

/** Keeps a relation in a table of its own, which is read much faster than a text of many rows. */
const kept = async (name: string, sql: string): Promise<string> => {
  await store().command(`CREATE OR REPLACE TABLE laddbok.test_${name} ENGINE = Memory AS ${sql}`);
  return `SELECT * FROM laddbok.test_${name}`;
};

const kinds = [
  'up',
  'down',
  'excluded',
  'budgeted',
  'ineligible',
  'unknown',
  'unmeasured',
] as const;

type StoreRow = Readonly<Record<string, unknown>>;

/** A row of the store as one line. */
const lineOf = (row: StoreRow) => [
  row['station_id'],
  Number(row['port']),
  Number(row['starts_at']),
  ...kinds.map((kind) => Number(row[kind])),
];

/** The ledger with the stations named of which a port came or went. */
const readAhead = (span: Window): LedgerRelations => {
  const isInside = (at: number | null) => at !== null && at > span.from && at < span.to;
  const some = named.filter(({ port }) => isInside(port.since) || isInside(port.until));
  const cut = [...new Set(some.map(({ station_id }) => station_id))];
  return { ...ledger, cut, params: { ...ledger.params, cut } };
};

/** What both say, one line a port. */
const both = async (rulebook: Rulebook, span: Window, told: LedgerRelations) => {
  const asked = { rulebook, ledger: told, tenant: 't', window: span, known_until };
  const rows = await store().query(sumsQuery(asked));
  const ours = rows.map((row) => lineOf({ ...row, starts_at: span.from }));
  return {
    ours: ours.map(String).toSorted(),
    pure: pureOf(rulebook, [span.from, span.to], told),
  };
};

/** What the pure evaluation says, one line a port and month. */
const pureOf = (rulebook: Rulebook, borders: readonly number[], told: LedgerRelations) => {
  const bare = told === noLedger ? { exclusions: [], since: null, until: null } : {};
  const windows = borders.slice(1).map((to, i) => ({ from: borders[i] ?? to, to }));
  const pure = named.flatMap(({ port, station_id, number }) => {
    const seen = { ...port, ...bare, ...(told.closed === null ? { openingHours: null } : {}) };
    const heard = seen.intervals.some((one) => one.started_at < (borders.at(-1) ?? 0));
    if (!heard && told.ports === null) return [];
    const lived = windows.filter(
      ({ from, to }) => (seen.since ?? 0) < to && (seen.until ?? Infinity) > from,
    );
    return lived.map((window) => {
      const sums = sumsOf(rulebook, seen, window);
      return [station_id, number, window.from, ...kinds.map((kind) => sums[kind])];
    });
  });
  return pure.map(String).toSorted();
};

const months = ['2025-02', '2025-03', '2025-04', '2025-05', '2025-06'].map((month) =>
  startOfMonth(monthOf(month) ?? NaN, 'Europe/London'),
);
const window = { from: start + 3 * day_ms + 1, to: start + 50 * day_ms };

describe.each([nevi, ukLiteral, ukEligible, california, afir])('under $id', (rulebook) => {
  test('the store and the pure evaluation agree, with a ledger and without one', async () => {
    for (const told of [noLedger, ledger, readAhead(window)]) {
      const { ours, pure } = await both(rulebook, window, told);
      expect(ours.length).toBeGreaterThan(80);
      expect(ours).toEqual(pure);
    }
  });

  test.each(months.slice(-2).map((to) => ({ from: to - 30 * day_ms, to })))(
    'they agree in thirty days of which a part or nothing is known',
    async (month) => {
      for (const told of [noLedger, ledger, readAhead(month)]) {
        const { ours, pure } = await both(rulebook, month, told);
        expect(ours).toEqual(pure);
      }
    },
  );

  test('they agree of stations that are named', async () => {
    const asked = { rulebook, ledger, tenant: 't', window, known_until, station_id: ['S3', 'S4'] };
    const rows = await store().query(sumsQuery(asked));
    const ours = rows.map((row) => String(lineOf({ ...row, starts_at: window.from })));
    const pure = pureOf(rulebook, [window.from, window.to], ledger);
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.toSorted()).toEqual(pure.filter((line) => /^S[34],/.test(line)));
  });
});

test('a ledger that heard of ports since it was read ahead leaves no time over, and none twice', async () => {
  const told: LedgerRelations = { ...ledger, cut: [], params: { ...ledger.params, cut: [] } };
  const asked = { rulebook: nevi, ledger: told, tenant: 't', window, known_until };
  const rows = await store().query(sumsQuery(asked));
  expect(rows.length).toBeGreaterThan(80);
  for (const row of rows) {
    const times = kinds.map((kind) => Number(row[kind]));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(times.reduce((sum, one) => sum + one, 0)).toBe(window.to - window.from);
  }
});

const all = [nevi, ukLiteral, california, ukEligible, afir];

describe('all rulebooks together', () => {
  const rowsOf = (bordersOf: (i: number) => readonly number[], told: LedgerRelations) => {
    const asked = {
      rulebooks: all,
      spans: all.map((_one, i) => {
        const borders = bordersOf(i).map((at) => `toInt64(${at})`);
        const [from = '', to = ''] = [borders[0], borders.at(-1)];
        return borders.length === 2
          ? { from, to }
          : { from, to, months: `[${borders.join(', ')}]` };
      }),
      tenant: "'t'",
      known_until: `toInt64(${known_until})`,
      exclusions: told.exclusions,
      ports: told.ports,
    };
    return store().query({ sql: togetherSql(asked), params: {} });
  };

  type Borders = (i: number) => readonly number[];
  const inMonths: Borders = (i) =>
    i === 1 ? months : [window.from + i * day_ms, window.to - i * hour_ms];
  const inWindows: Borders = (i) => [window.from + (i % 3) * day_ms, window.to + i * 5 * day_ms];

  test.each([
    ['months beside windows', inMonths],
    ['windows of which all is known or a part', inWindows],
  ])('each has what the pure evaluation says, in %s', async (_what, bordersOf) => {
    for (const told of [noLedger, { ...ledger, closed: null }]) {
      const rows = await rowsOf(bordersOf, told);
      for (const [i, rulebook] of all.entries()) {
        const ours = rows.filter(({ book }) => Number(book) === i + 1).map(lineOf);
        expect(ours.length).toBeGreaterThan(50);
        expect(ours.map(String).toSorted()).toEqual(pureOf(rulebook, bordersOf(i), told));
      }
    }
  });
});
