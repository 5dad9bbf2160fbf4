// What the ledger holds, in memory: entries by thing, to judge what is to be added.

import type { LedgerTable } from '../../processors/ledger/table.ts';
import type { Held } from './standing.ts';

/** The entries of one tenant. */
export interface Register {
  readonly entries: ReadonlyMap<string, Held>;
  /** Of one thing, in the order in which they were entered. */
  of(table: LedgerTable, thing: string): readonly Held[];
  /** All things of a table, with the entries of each. */
  things(table: LedgerTable): Iterable<readonly Held[]>;
  /** Things of the table that entries name in a column, as the ports of a site. */
  naming(table: LedgerTable, column: string, value: string): Iterable<readonly Held[]>;
}

export interface OpenRegister extends Register {
  /** Takes in an entry; one whose id is known changes nothing. */
  enter(entry: Held): void;
  /** Takes back what was entered last, in reverse order. */
  undo(entry: Held): void;
}

/** Columns by whose values things are found again, by table. */
const indexed: Readonly<Record<string, readonly string[]>> = {
  ports: ['site_id', 'station_id', 'evse_id', 'port_id'],
  tariff_assignments: ['site_id', 'station_id'],
  cdrs: ['session_id', 'credit_reference_id'],
};

const keysOf = ({ table, row }: Held): readonly string[] =>
  (indexed[table.name] ?? []).map((column) => `${table.name} ${column} ${String(row[column])}`);

/** An empty register. */
export const openRegister = (): OpenRegister => {
  const entries = new Map<string, Held>();
  const byTable = new Map<string, Map<string, Held[]>>();
  const index = new Map<string, Set<string>>();
  const listOf = (table: LedgerTable): Map<string, Held[]> => {
    const known = byTable.get(table.name) ?? new Map<string, Held[]>();
    byTable.set(table.name, known);
    return known;
  };
  const of = (table: LedgerTable, thing: string): readonly Held[] => listOf(table).get(thing) ?? [];
  return {
    entries,
    of,
    things: (table) => listOf(table).values(),
    *naming(table, column, value) {
      for (const thing of index.get(`${table.name} ${column} ${value}`) ?? [])
        yield of(table, thing);
    },
    enter: (entry) => {
      if (entries.has(entry.entry_id)) return;
      entries.set(entry.entry_id, entry);
      const things = listOf(entry.table);
      const held = things.get(entry.thing);
      if (held === undefined) things.set(entry.thing, [entry]);
      else held.push(entry);
      for (const key of keysOf(entry)) {
        const named = index.get(key) ?? new Set<string>();
        index.set(key, named.add(entry.thing));
      }
    },
    // Names in the index are left: they lead to the things, whose entries tell.
    undo: (entry) => {
      entries.delete(entry.entry_id);
      listOf(entry.table).get(entry.thing)?.pop();
    },
  };
};
