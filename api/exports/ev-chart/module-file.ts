// What the files of all EV-ChART modules have in common.

import type { RowValues } from '../../encode.ts';
import type { ExportErrand, ExportFile, Noting, RowFinding } from '../define.ts';
import { sitedPorts, type Registry, type SitedPort } from '../registry.ts';
import type { EvColumn } from './columns.ts';
import { evJudge, type NamedRow } from './judge.ts';

/** Largest file that the portal takes: 10 MiB. */
export const bytesMax = 10 * 1024 * 1024;
/** Cells by the names of the columns; what is not named is empty. */
export type Cells = Readonly<Record<string, string | null>>;

export interface Module {
  readonly number: number;
  readonly name: string;
  readonly about: string;
  readonly columns: readonly EvColumn[];
  readonly key: readonly string[];
  readonly emptyIsLeftOut: boolean;
  readonly cells: (errand: ExportErrand, note: Noting) => AsyncIterable<readonly Cells[]>;
  /** What whole rows are judged by, given what is registered. */
  rules(registry: Registry): (row: NamedRow) => readonly RowFinding[];
}

/** Sites with a code of a network provider, and their ports: what is filed. */
export const filedPorts = (registry: Registry): readonly SitedPort[] =>
  sitedPorts(registry).filter(
    ({ site, port }) => site.network_provider !== '' && port.port_id !== '',
  );

/** The ids by which the portal knows a port. */
export const idsOf = ({ site, port }: SitedPort): Cells => ({
  station_id: site.site_id,
  network_provider: site.network_provider,
  port_id: port.port_id,
});

/** An instant as the portal wants it: whole seconds in UTC. */
export const secondText = (at: number): string =>
  `${new Date(Math.floor(at / 1_000) * 1_000).toISOString().slice(0, 19)}Z`;

/** Hundredths as a decimal with two places. */
export const hundredthsText = (hundredths: number): string =>
  `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;

/** Minutes with two places, of milliseconds; a half is rounded up. */
export const minutesText = (ms: number): string => hundredthsText(Math.round(ms / 600));

const valuesIn = async function* (
  { cells, columns }: Module,
  errand: ExportErrand,
  note: Noting,
): AsyncGenerator<readonly RowValues[]> {
  for await (const some of cells(errand, note)) {
    yield some.map((one) =>
      columns.map(({ name }) => (one[name] === '' ? null : (one[name] ?? null))),
    );
  }
};

const registeredIn = (registry: Registry) => {
  if (registry.sites.length === 0) return null;
  const known = new Set(
    registry.sites.map(({ site_id, network_provider }) =>
      JSON.stringify([site_id, network_provider]),
    ),
  );
  return (station: string, provider: string) => known.has(JSON.stringify([station, provider]));
};

/** The file of a module. */
export const moduleFile = (module: Module): ExportFile => ({
  name: module.name,
  about: module.about,
  columns: module.columns,
  key: module.key,
  bytesMax,
  emptyIsLeftOut: module.emptyIsLeftOut,
  rows: (errand, note) => valuesIn(module, errand, note),
  slices: null,
  judge: ({ registry }) =>
    evJudge({
      columns: module.columns,
      key: module.key,
      rows: module.rules(registry),
      registered: registeredIn(registry),
    }),
});
