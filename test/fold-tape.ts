// Folds the events of a tape with every room, for tests that look at the tables in the end.

import { findRooms } from '../app/rooms.ts';
import type { StationFold } from '../processors/fold.ts';
import { foldOver } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Row } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';

const fold = foldOver(await findRooms());

export interface Outcome {
  readonly station: StationFold;
  /** The rows of a table as they stand in the end, in the order in which they were first written. */
  rows(table: string): readonly Row[];
}

interface Folding {
  readonly events: readonly OcppEvent[];
  /** Whether the state is stored and read again after every event. */
  readonly stored?: boolean;
}

/** Folds events in order, each at its index as offset. */
export const foldTape = ({ events, stored = false }: Folding): Outcome => {
  const tables = new Map<string, Map<string, Row>>();
  let station = fold.initial;
  events.forEach((event, offset) => {
    const folded = fold.step(station, event, offset);
    station = stored ? (JSON.parse(JSON.stringify(folded.station)) as StationFold) : folded.station;
    for (const { table, row } of folded.rows) {
      const rows = tables.get(table.name) ?? new Map<string, Row>();
      tables.set(table.name, rows.set(rowKey(table, row), row));
    }
  });
  return { station, rows: (table) => [...(tables.get(table)?.values() ?? [])] };
};
