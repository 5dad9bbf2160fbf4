// A store in memory that notes what was written in which order, and fails when it is told to.

import { foldCheckpoints, foldState } from '../app/bookkeeping.ts';
import { rowKey } from '../schemas/table.ts';
import type { Query, RowBatch, Store, VersionedRow } from '../store/port.ts';

/** The three kinds of writes of a flush. */
export type Step = 'rows' | 'states' | 'checkpoint';

export interface RecordingStore extends Store {
  /** What happened, in order: `rows`, `states`, `checkpoint`, and `refused …` where it failed. */
  readonly effects: string[];
  /** From now on writes for which this answers a fault are refused with it; the others are taken. */
  refuse(fault: (step: Step) => Error | null): void;
  /** The rows that stand in the tables of rooms, as lines of text in order. */
  rows(): readonly string[];
  /** By partition, the offset of the first event that is not folded in yet. */
  checkpoints(): ReadonlyMap<number, number>;
}

const stepOf = (batches: readonly RowBatch[]): Step => {
  const table = batches[0]?.table;
  if (table === foldState) return 'states';
  return table === foldCheckpoints ? 'checkpoint' : 'rows';
};

/** Tables by name, each with the newest row of each key. */
const openTables = () => {
  const tables = new Map<string, Map<string, VersionedRow>>();
  const of = (name: string): Map<string, VersionedRow> => {
    const known = tables.get(name) ?? new Map<string, VersionedRow>();
    tables.set(name, known);
    return known;
  };
  const put = ({ table, rows }: RowBatch): void => {
    const kept = of(table.name);
    for (const row of rows) {
      const key = rowKey(table, row.row);
      if ((kept.get(key)?.offset ?? -1) <= row.offset) kept.set(key, row);
    }
  };
  return { tables, of, put };
};

export const openRecordingStore = (): RecordingStore => {
  const { tables, of, put } = openTables();
  const effects: string[] = [];
  let faultOf: (step: Step) => Error | null = () => null;
  const write = async (batches: readonly RowBatch[]): Promise<void> => {
    const step = stepOf(batches);
    const fault = faultOf(step);
    effects.push(fault === null ? step : `refused ${step}`);
    if (fault !== null) throw fault;
    for (const batch of batches) put(batch);
  };
  const query = async ({ sql, params }: Query): Promise<readonly Record<string, unknown>[]> => {
    const name = sql.includes(foldState.name) ? foldState.name : foldCheckpoints.name;
    const rows = [...of(name).values()].map(({ row }) => row);
    const { partition } = params;
    return partition === undefined
      ? rows
      : rows.filter((row) => row['fold_partition'] === partition);
  };
  const nothing = async (): Promise<void> => undefined;
  return {
    engine: 'chdb',
    effects,
    refuse: (fault) => {
      faultOf = fault;
    },
    rows: () =>
      [...tables]
        .filter(([name]) => name !== foldState.name && name !== foldCheckpoints.name)
        .flatMap(([name, rows]) => [...rows.values()].map((row) => JSON.stringify([name, row])))
        .toSorted(),
    checkpoints: () =>
      new Map(
        [...of(foldCheckpoints.name).values()].map(({ row }) => [
          Number(row['fold_partition']),
          Number(row['next_offset']),
        ]),
      ),
    write,
    query: query as Store['query'],
    stream: () => Promise.reject(new Error('A recording store is read by rows()')),
    migrate: nothing,
    command: nothing,
    ping: nothing,
    close: nothing,
  };
};
