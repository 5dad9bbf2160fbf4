// EV-ChART module 4: outages of each port in the quarter; a port without any says so.

import { stretchesOf, type PortHistory, type Stretch } from '../../rulebooks/evaluate.ts';
import { nevi } from '../../rulebooks/nevi.ts';
import type { ExportErrand, Noting, RowFinding } from '../define.ts';
import { portGroups } from '../port-groups.ts';
import type { PortExclusion, SitedPort } from '../registry.ts';
import { outageColumns } from './columns.ts';
import { historiesOf } from '../histories.ts';
import { missing, type NamedRow } from './judge.ts';
import {
  filedPorts,
  idsOf,
  minutesText,
  secondText,
  type Cells,
  type Module,
} from './module-file.ts';

/** Numbers of the reasons, in the order in which 23 CFR 680.116(b)(3) names them. */
export const reasonNumbers: Readonly<Record<string, number>> = {
  utility_interruption: 1,
  vehicle_fault: 2,
  scheduled_maintenance: 3,
  vandalism: 4,
  natural_disaster: 5,
  outside_hours: 6,
};

/** The start of an outage is its id, to the second: of a shorter one the portal could not be told. */
const shortest_ms = 1_000;
const notesMax = 255;

const reasonAt = (
  registered: readonly PortExclusion[],
  { port }: SitedPort,
  at: number,
): PortExclusion | undefined =>
  registered.find(
    (one) =>
      one.station_id === port.station_id &&
      one.port === port.port &&
      reasonNumbers[one.reason] !== undefined &&
      (one.regimes.length === 0 || one.regimes.includes(nevi.name)) &&
      one.valid_from <= at &&
      (one.valid_to ?? Infinity) > at,
  );

const isOutage = ({ kind }: Stretch): boolean => kind === 'down' || kind === 'excluded';

const cellsOf = (errand: ExportErrand, sited: SitedPort, stretch: Stretch): Cells => {
  const excluded = stretch.kind === 'excluded';
  const why = excluded ? reasonAt(errand.registry.exclusions, sited, stretch.from) : undefined;
  const reason = reasonNumbers[why?.reason ?? 'outside_hours'];
  return {
    ...idsOf(sited),
    outage_id: secondText(stretch.from),
    outage_duration: minutesText(stretch.to - stretch.from),
    excluded_outage: excluded ? 'TRUE' : 'FALSE',
    excluded_outage_reason: excluded ? String(reason) : null,
    excluded_outage_notes: why?.notes.slice(0, notesMax) ?? null,
  };
};

const portCells = (
  errand: ExportErrand,
  [sited, history]: readonly [SitedPort, PortHistory],
  note: Noting,
): readonly Cells[] => {
  const all = stretchesOf(nevi, history, errand).filter(isOutage);
  const told = all.filter(({ from, to }) => to - from >= shortest_ms);
  if (told.length < all.length) {
    note('The outage is shorter than a second: it is left out.', all.length - told.length);
  }
  const cells = told.map((stretch) => cellsOf(errand, sited, stretch));
  return cells.length === 0 ? [idsOf(sited)] : cells;
};

const cells = async function* (
  errand: ExportErrand,
  note: Noting,
): AsyncGenerator<readonly Cells[]> {
  for (const group of portGroups(filedPorts(errand.registry))) {
    const histories = await historiesOf(errand, group, errand);
    yield histories.flatMap((one) => portCells(errand, one, note));
  }
};

/** Both of start and minutes, or neither. */
const rules = (row: NamedRow): readonly RowFinding[] => {
  const both = ['outage_id', 'outage_duration'];
  const empty = missing(row, both);
  return empty.length === both.length ? [] : empty;
};

export const outagesModule: Module = {
  number: 4,
  name: 'm4-outages',
  about: 'Outages in the quarter, cut to it, and split where an exclusion begins or ends.',
  columns: outageColumns,
  key: ['station_id', 'outage_id', 'port_id'],
  emptyIsLeftOut: false,
  cells,
  rules: () => rules,
};
