// Folds a tape through interpretation and every room, and shows the tables as they then are.

import { findRooms } from '../app/rooms.ts';
import type { StationFold } from '../processors/fold.ts';
import { foldOver } from '../processors/fold.ts';
import type { Tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Row } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';

const fold = foldOver(await findRooms());

export interface FoldedTape {
  /** Rows of a table in the order in which their keys first came. */
  rows(table: string): readonly Row[];
  /** Codes of the doubts, in order, each as often as it was raised. */
  flags(): readonly unknown[];
  readonly station: StationFold;
}

/** The tables that a history makes. */
export const foldEvents = (events: readonly OcppEvent[]): FoldedTape => {
  let station = fold.initial;
  const tables = new Map<string, Map<string, Row>>();
  events.forEach((event, offset) => {
    const folded = fold.step(station, event, offset);
    station = folded.station;
    for (const { table, row } of folded.rows) {
      const rows = tables.get(table.name) ?? new Map<string, Row>();
      tables.set(table.name, rows.set(rowKey(table, row), row));
    }
  });
  const rows = (table: string) => [...(tables.get(table)?.values() ?? [])];
  return { rows, flags: () => rows('quality_flags').map((row) => row['code']), station };
};

export const foldTape = ({ events }: Tape): FoldedTape => foldEvents(events);
