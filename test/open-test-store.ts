// Opens a store on a fresh folder for tests of questions, with the tables of all rooms in set 1.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFold } from '../app/fold.ts';
import { tablesOf } from '../app/pump.ts';
import { lasted, nothingSpent, spentColumns } from '../processors/availability/spent.ts';
import { availability, availabilityByTime } from '../processors/availability/table.ts';
import { energyHours, sessionEnergy } from '../processors/energy/table.ts';
import { rowKey, type Row, type RowOf, type Table } from '../schemas/table.ts';
import { openChdb, type ChdbStore } from '../store/chdb.ts';
import { hoursOfQuarters } from './hours-of-quarters.ts';

export interface TestStore extends ChdbStore {
  /** Writes rows of one table, each newer than those before. */
  add(table: Table, rows: readonly Row[]): Promise<void>;
}

/** Intervals of ports as they were added, to tell what lay before each. */
const timelines = () => {
  const lines = new Map<string, Map<unknown, Row>>();
  /** The rows in the order of time that an interval of a port changes, which are all of the port. */
  return (row: Row): readonly Row[] => {
    const key = JSON.stringify([row['tenant'], row['station_id'], row['port']]);
    const line = lines.get(key) ?? new Map<unknown, Row>();
    lines.set(key, line.set(row['started_at'], row));
    let spent = nothingSpent;
    return [...line.values()]
      .sort((a, b) => Number(a['started_at']) - Number(b['started_at']))
      .map(({ event_id: _event, ...interval }) => {
        const before = spentColumns(spent);
        const length = Number(interval['ended_at'] ?? 0) - Number(interval['started_at']);
        spent = lasted(spent, String(interval['state']), Math.max(0, length));
        return { ...interval, ...before };
      });
  };
};

/** The hours of all quarters that were written so far, as the fold would have them. */
const openHours = () => {
  const quarters = new Map<string, RowOf<typeof sessionEnergy>>();
  return (table: Table, rows: readonly Row[]): readonly Row[] => {
    if (table !== sessionEnergy) return [];
    for (const row of rows) quarters.set(rowKey(table, row), row as RowOf<typeof sessionEnergy>);
    return hoursOfQuarters([...quarters.values()]);
  };
};

/** Opens the store; `close` ends it and removes its folder. */
export const openTestStore = async (): Promise<TestStore> => {
  const folder = await mkdtemp(join(tmpdir(), 'laddbok-test-'));
  const store = await openChdb({ folder });
  const fold = await openFold();
  await store.migrate(tablesOf(fold), 1);
  let offset = 0;
  const inTime = timelines();
  /** As the fold writes them: intervals in the order of ports go into that of time as well. */
  const alsoIn = (of: Table, row: Row): readonly (readonly [Table, Row])[] =>
    of === availability
      ? [[of, row], ...inTime(row).map((one) => [availabilityByTime, one] as const)]
      : [[of, row]];
  const hoursAfter = openHours();
  return {
    ...store,
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
    add: async (table, rows) => {
      const versioned = rows.flatMap((row) => {
        const place = { partition: 0, offset: offset++ };
        return alsoIn(table, row).map(([of, cells]) => ({ of, one: { row: cells, ...place } }));
      });
      const blocks = [...new Set(versioned.map(({ of }) => of))].map((of) => ({
        table: of,
        set: 1,
        epoch: 1,
        rows: versioned.filter((each) => each.of === of).map(({ one }) => one),
      }));
      const hours = hoursAfter(table, rows).map((row) => ({ row, partition: 0, offset }));
      if (hours.length > 0) blocks.push({ table: energyHours, set: 1, epoch: 1, rows: hours });
      await store.write(blocks);
    },
  };
};
