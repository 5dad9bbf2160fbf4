// Remembers how far was verified, and the states there, so that the next time goes on from it.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stableId } from '../lib/hash.ts';
import type { StationFold } from '../processors/fold.ts';
import type { Lineage } from './checkpoints.ts';

/** A partition as it was verified: every row of an event before `nextOffset` is as the log says. */
export interface Verified {
  readonly nextOffset: number;
  readonly stations: ReadonlyMap<string, StationFold>;
}

export interface VerifiedMemory {
  /** Null where the partition was not verified yet, or of another log, fold or set. */
  load(partition: number): Promise<Verified | null>;
  save(partition: number, verified: Verified): Promise<void>;
}

interface Kept {
  readonly of: string;
  readonly nextOffset: number;
  readonly stations: readonly (readonly [string, StationFold])[];
}

/** Keeps a file for each partition in a folder, which is made when it is first written to. */
export const verifiedIn = (folder: string, lineage: Lineage): VerifiedMemory => {
  const { identity, epoch, set, manifest } = lineage;
  const { clusterId, topic, partitions } = identity;
  const of = stableId(JSON.stringify([clusterId, topic, partitions, epoch, set, manifest]));
  const file = (partition: number): string => join(folder, `${partition}.json`);
  return {
    load: async (partition) => {
      const text = await readFile(file(partition), 'utf8').catch(() => null);
      if (text === null) return null;
      const kept = JSON.parse(text) as Kept;
      return kept.of === of
        ? { nextOffset: kept.nextOffset, stations: new Map(kept.stations) }
        : null;
    },
    save: async (partition, { nextOffset, stations }) => {
      await mkdir(folder, { recursive: true });
      const kept: Kept = { of, nextOffset, stations: [...stations] };
      const begun = `${file(partition)}.begun`;
      await writeFile(begun, JSON.stringify(kept), { flush: true });
      await rename(begun, file(partition));
    },
  };
};
