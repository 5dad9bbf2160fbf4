// Laws that hold for every room found, over generated histories: plausible ones and hostile ones.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRooms } from '../app/rooms.ts';
import type { Emission } from '../processors/define.ts';
import type { StationFold } from '../processors/fold.ts';
import { energyHours, type sessionEnergy } from '../processors/energy/table.ts';
import { foldOver } from '../processors/fold.ts';
import { interpret } from '../processors/interpret/interpret.ts';
import { unknownStation } from '../processors/interpret/state.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Column, Row, RowOf, Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import { hostileHistories } from './hostile-histories.ts';
import { rowsOfFrame_max } from './folded.ts';
import { histories } from './histories.ts';
import { hoursOfQuarters } from './hours-of-quarters.ts';

const fold = foldOver(await findRooms());

type Tables = ReadonlyMap<string, Row>;

/** The tables that a history makes; the state is stored and read again after every `batch` events. */
const tablesOf = (events: readonly OcppEvent[], batch = Infinity): Tables => {
  let station = fold.initial;
  const tables = new Map<string, Row>();
  events.forEach((event, offset) => {
    if (offset % batch === 0) station = JSON.parse(JSON.stringify(station)) as StationFold;
    const folded = fold.step(station, event, offset);
    station = folded.station;
    for (const { table, row } of folded.rows)
      tables.set(`${table.name}/${rowKey(table, row)}`, row);
  });
  return tables;
};

const rowsOf = (tables: Tables, name: string): readonly Row[] =>
  [...tables].filter(([key]) => key.startsWith(`${name}/`)).map(([, row]) => row);

const allRows = (events: readonly OcppEvent[]): readonly Emission[] => {
  let station = fold.initial;
  return events.flatMap((event, offset) => {
    const folded = fold.step(station, event, offset);
    station = folded.station;
    return folded.rows;
  });
};

type Law = (events: readonly OcppEvent[]) => void;

const plausible = (law: Law): void =>
  fc.assert(
    fc.property(histories, (events) => {
      law(events);
    }),
    { numRuns: 150 },
  );

const worst = fc.sample(hostileHistories, { seed: 3, numRuns: 24 });

/** The same few dozen each time: they are long, and dear to make. */
const hostile = (law: Law): void => {
  for (const events of worst) law(events);
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
};

const fits = (column: Column, value: unknown): boolean => {
  const { type } = column;
  if (type.startsWith('Nullable('))
    return value === null || typeof value !== 'string' || type.includes('String');
  if (type === 'Bool') return typeof value === 'boolean';
  if (type.startsWith('Array(')) return Array.isArray(value);
  return type.includes('String') ? typeof value === 'string' : Number.isSafeInteger(value);
};

const misfits = (table: Table, row: Row): readonly string[] => {
  const wrong = Object.entries(table.columns).filter(([name, column]) => !fits(column, row[name]));
  const unknown = Object.keys(row).filter((name) => !(name in table.columns));
  return [...wrong.map(([name]) => name), ...unknown];
};

const energy = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + Number(row['energy_wh']), 0);

/** State of one station, stored: what a checkpoint may cost. */
const state_bytes_max = 64 * 1024;

/** Columns of amounts and durations, in whatever table; a clock may be off to either side. */
const isAmount = (name: string, { type }: Column): boolean =>
  /Decimal|Int/.test(type) &&
  /energy|duration|_s$|_ms$|seconds|minutes|count|reports|readings/.test(name) &&
  !/offset|drift|skew|delta|net_/.test(name);

/** What begins before it ends, in whatever table. */
const spans = [
  ['started_at', 'ended_at'],
  ['opened_at', 'cleared_at'],
] as const;

const backwards = (row: Row): readonly string[] =>
  spans.flatMap(([from, to]) => {
    const [begins, ends] = [row[from], row[to]];
    return typeof begins === 'number' && typeof ends === 'number' && ends < begins
      ? [`${to} before ${from}`]
      : [];
  });

const spansOf = (events: readonly OcppEvent[]): number => {
  let state = unknownStation;
  let energy_mwh = 0;
  const read = new Set<string>();
  for (const event of events) {
    if (read.has(event.eventId)) continue;
    read.add(event.eventId);
    const told = interpret(state, event);
    state = told.state;
    for (const fact of told.facts)
      if (fact.type === 'EnergyDelivered') energy_mwh += fact.energy_mwh;
  }
  return energy_mwh;
};

describe.each([
  ['plausible', plausible],
  ['hostile', hostile],
] as const)('over %s histories every room', { timeout: 60_000 }, (_, holds) => {
  test('makes the same rows from the same history', () =>
    holds((events) => expect(tablesOf(events)).toEqual(tablesOf(events))));

  test.each([1, 7])('makes the same rows in batches of %i, its state stored in between', (batch) =>
    holds((events) => expect(tablesOf(events, batch)).toEqual(tablesOf(events))),
  );

  test('makes the same rows when every event is delivered twice', () =>
    holds((events) => {
      const twice = events.flatMap((event) => [event, event]);
      expect(tablesOf(twice)).toEqual(tablesOf(events));
    }));

  test('changes neither the events nor the states it is given', () =>
    holds((events) => {
      let station = deepFreeze(fold.initial);
      deepFreeze(events).forEach((event, offset) => {
        station = deepFreeze(fold.step(station, event, offset).station);
      });
      expect(station.lastOffset).toBe(events.length - 1);
    }));

  test('makes rows that fit the columns of its tables', () =>
    holds((events) => {
      for (const { table, row } of allRows(events)) expect(misfits(table, row)).toEqual([]);
    }));

  test('keeps the state of a station below 64 KB at every step', () =>
    holds((events) => {
      let station = fold.initial;
      events.forEach((event, offset) => {
        station = fold.step(station, event, offset).station;
        expect(Buffer.byteLength(JSON.stringify(station))).toBeLessThan(state_bytes_max);
      });
    }));

  test('makes no more rows of one frame than a year has quarters of an hour', () =>
    holds((events) => {
      let station = fold.initial;
      events.forEach((event, offset) => {
        const folded = fold.step(station, event, offset);
        station = folded.station;
        expect(folded.rows.length).toBeLessThan(rowsOfFrame_max);
      });
    }));

  test('tells no negative amount, and nothing that ends before it begins', () =>
    holds((events) => {
      for (const { table, row } of allRows(events)) {
        const amounts = Object.entries(table.columns).filter(([name, one]) => isAmount(name, one));
        const negative = amounts.filter(([name]) => Number(row[name]) < 0).map(([name]) => name);
        expect([...negative, ...backwards(row)], `${table.name} ${JSON.stringify(row)}`).toEqual(
          [],
        );
      }
    }));
});

describe.each([
  ['plausible', plausible],
  ['hostile', hostile],
] as const)('over %s histories', { timeout: 60_000 }, (_, holds) => {
  test('the buckets of a session sum exactly to the session', () =>
    holds((events) => {
      const tables = tablesOf(events);
      const buckets = rowsOf(tables, 'session_energy');
      for (const session of rowsOf(tables, 'sessions')) {
        const own = buckets.filter((row) => row['session_id'] === session['session_id']);
        expect(energy(own)).toBe(session['energy_wh']);
      }
    }));

  test('sessions and what belongs to none sum exactly to the movement of the registers', () =>
    holds((events) => {
      expect(energy(rowsOf(tablesOf(events), 'session_energy'))).toBe(spansOf(events));
    }));

  test('hours hold what their quarters hold, and follow the hour before of their session', () =>
    holds((events) => {
      const tables = tablesOf(events);
      const quarters = rowsOf(tables, 'session_energy') as readonly RowOf<typeof sessionEnergy>[];
      const made = hoursOfQuarters(quarters).map((row) => [rowKey(energyHours, row), row]);
      const told = rowsOf(tables, 'energy_hours').map((row) => [rowKey(energyHours, row), row]);
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(made));
    }));

  test('no bucket holds less than nothing', () =>
    holds((events) => {
      for (const row of rowsOf(tablesOf(events), 'session_energy'))
        expect(Number(row['energy_wh'])).toBeGreaterThanOrEqual(0);
    }));

  test('the timeline of a port has neither gap nor overlap, and one interval that lasts', () =>
    holds((events) => {
      const rows = rowsOf(tablesOf(events), 'availability');
      for (const port of new Set(rows.map((row) => row['port']))) {
        const line = rows
          // An interval without length was undone by a status that came late.
          .filter((row) => row['port'] === port && row['started_at'] !== row['ended_at'])
          .sort((a, b) => Number(a['started_at']) - Number(b['started_at']));
        expect(line.map((row) => row['ended_at'])).toEqual([
          ...line.slice(1).map((row) => row['started_at']),
          null,
        ]);
      }
    }));
});
