// What the rooms make of a tape of one station, in the tables that a peer's case is about.

import type { Tape } from '../../processors/tape.ts';
import type { Row } from '../../schemas/table.ts';
import { foldedTables, openTestFold, rowsIn } from '../folded.ts';

const fold = await openTestFold();

/** Rows by table; energies are milliwatt-hours, as tables keep them. */
export interface TapeTables {
  readonly sessions: readonly Row[];
  readonly energy: readonly Row[];
  readonly availability: readonly Row[];
  readonly flags: readonly Row[];
  /** Energy of all sessions, and of none. */
  readonly billed_mwh: number;
  readonly unattributed_mwh: number;
}

const energyOf = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + Number(row['energy_wh']), 0);

export const tablesOfTape = ({ events }: Tape): TapeTables => {
  const tables = foldedTables(fold, events);
  const energy = rowsIn(tables, 'session_energy');
  return {
    sessions: rowsIn(tables, 'sessions'),
    energy,
    availability: rowsIn(tables, 'availability'),
    flags: rowsIn(tables, 'quality_flags'),
    billed_mwh: energyOf(energy.filter((row) => row['session_id'] !== '')),
    unattributed_mwh: energyOf(energy.filter((row) => row['session_id'] === '')),
  };
};
