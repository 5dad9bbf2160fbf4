// Laws that hold for every room found, over generated histories.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRooms } from '../app/rooms.ts';
import type { Emission } from '../processors/define.ts';
import type { StationFold } from '../processors/fold.ts';
import { foldOver } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Column, Row, Table } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import { histories } from './histories.ts';

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

const holds = (law: (events: readonly OcppEvent[]) => void): void =>
  fc.assert(
    fc.property(histories, (events) => {
      law(events);
    }),
    { numRuns: 150 },
  );

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

describe('every room', () => {
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
});

describe('the numbers', () => {
  test('the buckets of a session sum exactly to the session', () =>
    holds((events) => {
      const tables = tablesOf(events);
      const buckets = rowsOf(tables, 'session_energy');
      for (const session of rowsOf(tables, 'sessions')) {
        const own = buckets.filter((row) => row['session_id'] === session['session_id']);
        expect(energy(own)).toBe(session['energy_wh']);
      }
    }));

  test('no energy and no duration is negative', () =>
    holds((events) => {
      const tables = tablesOf(events);
      for (const row of rowsOf(tables, 'session_energy')) {
        expect(Number(row['energy_wh'])).toBeGreaterThan(0);
      }
      for (const row of rowsOf(tables, 'sessions')) {
        const ended = row['ended_at'] ?? row['started_at'];
        expect(Number(ended)).toBeGreaterThanOrEqual(Number(row['started_at']));
      }
    }));

  test('the timeline of a port has neither gap nor overlap, and one interval that lasts', () =>
    holds((events) => {
      const rows = rowsOf(tablesOf(events), 'availability');
      for (const port of new Set(rows.map((row) => row['port']))) {
        const line = rows
          .filter((row) => row['port'] === port)
          .sort((a, b) => Number(a['started_at']) - Number(b['started_at']));
        expect(line.map((row) => row['ended_at'])).toEqual([
          ...line.slice(1).map((row) => row['started_at']),
          null,
        ]);
      }
    }));
});
