// Recorded traffic folded in memory: the tables of all rooms, without a log and without a store.

import { findRooms } from '../app/rooms.ts';
import { readRecordedLine } from '../ingest/recorded-line.ts';
import { openReplay } from '../ingest/replayed.ts';
import type { Fold, StationFold } from '../processors/fold.ts';
import { foldOver } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Row } from '../schemas/table.ts';
import { rowKey } from '../schemas/table.ts';
import type { RecordedLine } from '../simulator/history.ts';

/** Rows by identity, by table. */
export type FoldedTables = ReadonlyMap<string, ReadonlyMap<string, Row>>;

export const openTestFold = async (): Promise<Fold> => foldOver(await findRooms());

/** The events that an import makes of recorded lines. */
export const eventsOf = function* (lines: Iterable<RecordedLine>): Generator<OcppEvent, void> {
  const replay = openReplay({ tenant: 'default', run: 'run-1' });
  for (const line of lines) {
    const read = readRecordedLine(JSON.stringify(line));
    if ('problem' in read) throw new Error(read.problem);
    yield replay.next(read).event;
  }
};

/**
 * Rows that one frame may make: a year of quarters of an hour. A span over an impossible time would
 * otherwise fill the store, and the time of whoever waits for this test.
 */
export const rowsOfFrame_max = 36_000;

/** Every row of every table, as the last fold left it; throws where one frame makes too many. */
export const foldedTables = (fold: Fold, events: Iterable<OcppEvent>): FoldedTables => {
  const stations = new Map<string, StationFold>();
  const tables = new Map(
    fold.rooms.flatMap((room) => room.tables).map(({ name }) => [name, new Map<string, Row>()]),
  );
  let offset = 0;
  for (const event of events) {
    const before = stations.get(event.stationId) ?? fold.initial;
    const folded = fold.step(before, event, offset++);
    if (folded.rows.length > rowsOfFrame_max)
      throw new RangeError(`one frame makes ${folded.rows.length} rows: ${event.frame ?? ''}`);
    stations.set(event.stationId, folded.station);
    for (const { table, row } of folded.rows) tables.get(table.name)?.set(rowKey(table, row), row);
  }
  return tables;
};

/** The rows of one table; a table that no room has is a mistake of the test. */
export const rowsIn = (tables: FoldedTables, name: string): readonly Row[] => {
  const rows = tables.get(name);
  if (rows === undefined) throw new Error(`no room has a table "${name}"`);
  return [...rows.values()];
};
