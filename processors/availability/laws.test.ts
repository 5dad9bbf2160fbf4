// Laws of the timeline of a port and of its outages, over generated statuses and connections.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '../../schemas/table.ts';
import { rowKey } from '../../schemas/table.ts';
import type { FactOf } from '../facts.ts';
import type { PortStatus } from '../facts/status.ts';
import availability, { claimsLimit } from './index.ts';
import { columnOf, timed } from './table.ts';

type Fact = FactOf<'PortStatusReported' | 'StationConnected' | 'StationDisconnected'>;

const epoch = Date.UTC(2026, 2, 1);
/** Everything is told after it happened. */
const heardAt = epoch + 86_400_000;

const words: readonly PortStatus[] = [
  'available',
  'occupied',
  'charging',
  'reserved',
  'unavailable',
  'faulted',
];

const word = fc.constantFrom(...words);

const statusAt = (minute: number, port: number, status: PortStatus): Fact => ({
  type: 'PortStatusReported',
  at: epoch + minute * 60_000,
  port,
  connectorId: 1,
  status,
  statusReported: status,
  errorCode: '',
  vendorErrorCode: '',
  info: '',
});

const lineAt = (minute: number, what: 'connect' | 'lose' | 'leave'): Fact => {
  const at = epoch + minute * 60_000;
  if (what !== 'connect') {
    const side = what === 'lose' ? 'station' : 'gateway';
    return { type: 'StationDisconnected', at, connectionId: 'c', code: 1006, reason: '', side };
  }
  const more = { connectionId: 'c', protocol: 'ocpp1.6', remoteAddress: '', lastSeenAt: at };
  return { type: 'StationConnected', at, before: 'station', ...more };
};

interface Tables {
  readonly intervals: readonly Row[];
  readonly byTime: readonly Row[];
  readonly outages: readonly Row[];
}

const portOf = (row: Row): number => Number(row['port']);

const tablesOf = (facts: readonly Fact[]): Tables => {
  let state = availability.initial;
  const tables = new Map<string, Map<string, Row>>();
  facts.forEach((fact, offset) => {
    const eventId = `${fact.type}/${fact.at}`;
    const context = { tenant: 't', stationId: 's', eventId, receivedAt: heardAt, offset };
    const next = availability.step(state, fact, context);
    state = next.state;
    for (const { table, row } of next.rows) {
      const rows = tables.get(table.name) ?? new Map<string, Row>();
      tables.set(table.name, rows.set(rowKey(table, row), row));
    }
  });
  const rows = (name: string) =>
    [...(tables.get(name)?.values() ?? [])]
      .filter((row) => row['started_at'] !== row['ended_at'])
      .sort((a, b) => Number(a['started_at']) - Number(b['started_at']) || portOf(a) - portOf(b));
  return {
    intervals: rows('availability'),
    byTime: rows('availability_by_time'),
    outages: rows('outages'),
  };
};

/** What a row tells in either order: that of time has no event, and the time spent before. */
const inEither = (row: Row) =>
  Object.entries(row).filter(([name]) => name !== 'event_id' && !name.endsWith('_before_ms'));

const on = (rows: readonly Row[], port: number) => rows.filter((row) => row['port'] === port);

const down: ReadonlySet<unknown> = new Set(['offline', 'faulted', 'unavailable']);

/** Outages as a reader of the timeline would count them. */
const unionsOf = (intervals: readonly Row[]) => {
  const unions: { started_at: unknown; ended_at: unknown; states: unknown[] }[] = [];
  intervals.forEach(({ state, started_at, ended_at }, index) => {
    if (!down.has(state)) return;
    const open = down.has(intervals[index - 1]?.['state']) ? unions.at(-1) : undefined;
    if (open === undefined) unions.push({ started_at, ended_at, states: [state] });
    else {
      open.ended_at = ended_at;
      if (!open.states.includes(state)) open.states.push(state);
    }
  });
  return unions;
};

const fact = fc
  .tuple(fc.nat(1_000), fc.nat(2), word, fc.constantFrom('connect', 'lose', 'leave', 'status'))
  .map(([minute, port, status, what]) =>
    what === 'status' ? statusAt(minute, port, status) : lineAt(minute, what),
  );

const anything = fc.array(fact, { maxLength: 90 }).map((facts) => [lineAt(0, 'connect'), ...facts]);

test('the order of time has the same intervals as that of ports', () => {
  fc.assert(
    fc.property(anything, (facts) => {
      const { intervals, byTime } = tablesOf(facts);
      expect(byTime.map(inEither)).toEqual(intervals.map(inEither));
    }),
    { numRuns: 200 },
  );
});

/** The time that a port was in a state before its last row. */
const timeIn = (state: string, rows: readonly Row[]): number =>
  rows
    .slice(0, -1)
    .filter((row) => row['state'] === state)
    .reduce((sum, row) => sum + Number(row['ended_at']) - Number(row['started_at']), 0);

test('an interval tells how long the port had been in each state before it', () => {
  fc.assert(
    fc.property(anything, (facts) => {
      const { byTime } = tablesOf(facts);
      for (const port of [0, 1, 2]) {
        const line = on(byTime, port);
        line.forEach((row, index) => {
          const before = line.slice(0, index + 1);
          for (const state of timed) expect(row[columnOf(state)]).toBe(timeIn(state, before));
        });
      }
    }),
    { numRuns: 200 },
  );
});

test('outages are exactly the longest spans in which a port was down', () => {
  fc.assert(
    fc.property(anything, (facts) => {
      const { intervals, outages } = tablesOf(facts);
      for (const port of [1, 2]) {
        const told = on(outages, port).map(({ started_at, ended_at, states }) => {
          return { started_at, ended_at, states };
        });
        expect(told).toEqual(unionsOf(on(intervals, port)));
      }
      expect(on(outages, 0)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('the borders of an outage say whether anything is known of the time beyond them', () => {
  fc.assert(
    fc.property(anything, (facts) => {
      const { intervals, outages } = tablesOf(facts);
      for (const outage of outages) {
        const line = on(intervals, Number(outage['port']));
        const before = line.find((one) => one['ended_at'] === outage['started_at']);
        const after = line.find((one) => one['started_at'] === outage['ended_at']);
        const began_unknown = before === undefined || before['state'] === 'unknown';
        expect(outage).toMatchObject({
          began_unknown,
          ended_unknown: after?.['state'] === 'unknown',
        });
      }
    }),
    { numRuns: 200 },
  );
});

test('intervals tile, in whatever order they are told', () => {
  fc.assert(
    fc.property(anything, (facts) => {
      const { intervals } = tablesOf(facts);
      for (const port of [0, 1, 2]) {
        const line = on(intervals, port);
        const starts = line.slice(1).map((row) => row['started_at']);
        expect(line.map((row) => row['ended_at'])).toEqual(
          line.length > 0 ? [...starts, null] : [],
        );
      }
    }),
    { numRuns: 200 },
  );
});

/** At most as many statuses as are remembered, each of another minute. */
const within = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.constantFrom(1, 2), word),
  {
    maxLength: claimsLimit - 4,
    selector: ([minute]) => minute,
  },
);

test('statuses told in any order within the memory give the timeline of the right order', () => {
  const line = [lineAt(0, 'connect'), lineAt(300, 'lose'), lineAt(500, 'connect')];
  const shuffled = within.chain((statuses) =>
    fc
      .shuffledSubarray(statuses, { minLength: statuses.length })
      .map((mixed) => ({ statuses, mixed })),
  );
  fc.assert(
    fc.property(shuffled, ({ statuses, mixed }) => {
      const facts = (all: typeof statuses) => all.map((one) => statusAt(...one));
      const inOrder = facts([...statuses].sort((a, b) => a[0] - b[0]));
      expect(tablesOf([...line, ...facts(mixed)])).toEqual(tablesOf([...line, ...inOrder]));
    }),
    { numRuns: 200 },
  );
});

test('a status told twice, at once or much later, is the same status', () => {
  fc.assert(
    fc.property(within, (statuses) => {
      const facts = statuses.map((one) => statusAt(...one));
      const again = [lineAt(0, 'connect'), ...facts, ...facts];
      expect(tablesOf(again)).toEqual(tablesOf([lineAt(0, 'connect'), ...facts]));
    }),
    { numRuns: 100 },
  );
});
