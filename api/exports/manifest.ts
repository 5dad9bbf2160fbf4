// The manifest of an export: what is in the folder, made from what, so that it can be made again.

import { createHash } from 'node:crypto';
import { instantText } from '../../lib/time.ts';
import type { Store } from '../../store/port.ts';
import type { ExportDefinition, ExportErrand, ExportFormat, Note, WrittenFile } from './define.ts';

export const manifestName = 'manifest.json';

/** How far into a topic of the log the tables had come. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: string;
}

export interface ManifestFile extends WrittenFile {
  /** The file of the export that it is a part of; empty for a sidecar. */
  readonly of: string;
}

export interface Manifest {
  readonly manifest: 1;
  readonly export: string;
  readonly version: string;
  readonly rulebooks: readonly string[];
  readonly tenant: string;
  readonly parameters: {
    readonly from: string;
    readonly to: string;
    readonly zone: string;
    readonly format: string;
  };
  /** Until when everything said was in the tables. */
  readonly as_of: string;
  /** Whether the range was over by then, and nothing in the log was missing from the tables. */
  readonly complete: boolean;
  readonly positions: readonly Position[];
  /** SHA-256 of what the registry said of sites, ports and exclusions. */
  readonly registry: string;
  readonly files: readonly ManifestFile[];
  readonly notes: readonly Note[];
}

/** Where the tables stand. */
export interface Standing {
  readonly positions: readonly Position[];
  /** When the last event that is in them was recorded, milliseconds UTC; 0 before the first. */
  readonly last_recorded: number;
}

interface Stored {
  readonly [column: string]: string;
  readonly topic: string;
  readonly partition: string;
  readonly next_offset: string;
  readonly last_ms: string;
}

const sql = `
  SELECT topic, toString(fold_partition) AS partition, toString(next_offset) AS next_offset,
    toString(toUnixTimestamp64Milli(last_recorded_at)) AS last_ms
  FROM fold_checkpoints ORDER BY topic, fold_partition`;

/** Reads from the tables how far into the log they go: no clock, so that a second run reads the same. */
export const standingOf = async (store: Store): Promise<Standing> => {
  const rows = await store.query<Stored>({ sql, params: {} });
  return {
    positions: rows.map(({ topic, partition, next_offset }) => ({
      topic,
      partition: Number(partition),
      next_offset,
    })),
    last_recorded: Math.max(0, ...rows.map(({ last_ms }) => Number(last_ms))),
  };
};

interface Making {
  readonly definition: ExportDefinition;
  readonly errand: ExportErrand;
  readonly format: ExportFormat;
  readonly standing: Standing;
  /** Whether nothing in the log was missing from the tables. */
  readonly caught_up: boolean;
  readonly files: readonly ManifestFile[];
  readonly notes: readonly Note[];
}

export const manifestOf = (making: Making): Manifest => {
  const { definition, errand, format, standing, files, notes } = making;
  const { from, to, zone, as_of, tenant } = errand;
  return {
    manifest: 1,
    export: definition.name,
    version: definition.version,
    rulebooks: definition.rulebooks,
    tenant,
    parameters: { from: instantText(from), to: instantText(to), zone, format },
    as_of: instantText(as_of),
    complete: making.caught_up && as_of >= to,
    positions: standing.positions,
    registry: createHash('sha256').update(JSON.stringify(errand.registry)).digest('hex'),
    files,
    notes,
  };
};

export const manifestText = (manifest: Manifest): string =>
  `${JSON.stringify(manifest, null, 2)}\n`;
