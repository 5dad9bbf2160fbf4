// Which embedded log a folder holds: its id and its number of partitions, fixed when it was made.

import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEnvironment, openSegment, syncFolder } from './segment.ts';

export interface Meta {
  readonly format: 1;
  readonly clusterId: string;
  readonly partitions: number;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

interface FirstMeta {
  readonly folder: string;
  readonly partitions: number;
  readonly now: () => number;
}

const metaKey = Buffer.from('log');

/** Identity as the oldest segment tells it, where the meta file was lost. */
const metaFromSegments = async (
  folder: string,
): Promise<Pick<Meta, 'clusterId' | 'partitions'> | null> => {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/^\d{10}\.mdb$/.test(entry.name)) continue;
    const segment = openSegment(join(entry.parentPath, entry.name));
    const head = segment.head();
    await segment.close();
    if (head !== null) return { clusterId: head.clusterId, partitions: head.starts.length };
  }
  return null;
};

/** Reads the identity of the folder; the first process that opens it decides. */
export const openMeta = async ({ folder, partitions, now }: FirstMeta): Promise<Meta> => {
  mkdirSync(folder, { recursive: true });
  const db = openEnvironment(join(folder, 'meta.mdb'));
  try {
    const known = db.getBinary(metaKey);
    const found = known === undefined ? await metaFromSegments(folder) : null;
    const identity = found ?? { clusterId: randomUUID(), partitions };
    const meta = db.transactionSync(() => {
      const before = db.getBinary(metaKey);
      if (before !== undefined) return JSON.parse(before.toString('utf8')) as Meta;
      const first: Meta = { format: 1, ...identity, createdAt: now() };
      void db.put(metaKey, Buffer.from(JSON.stringify(first), 'utf8'));
      return first;
    });
    syncFolder(folder);
    return meta;
  } finally {
    await db.close();
  }
};
