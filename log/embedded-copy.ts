// A copy of an embedded log to another folder, while it is being appended to.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEnvironment, openSegment, syncFolder } from './segment.ts';
import { fileName } from './shelf.ts';

export interface CopiedLog {
  readonly segments: number;
  readonly events: number;
}

/** A snapshot of one file as it was committed last. */
const copyFile = async (from: string, to: string): Promise<void> => {
  const environment = openEnvironment(from);
  try {
    await environment.backup(to, true);
  } finally {
    await environment.close();
  }
};

const countIn = async (file: string): Promise<number> => {
  const segment = openSegment(file);
  const head = segment.head();
  await segment.close();
  if (head === null) return 0;
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  return sum(head.ends) - sum(head.starts);
};

/** The segment behind another, also where the oldest are being removed. */
const after = (folder: string, number: number): number | null =>
  readdirSync(folder)
    .filter((file) => /^\d{10}\.mdb$/.test(file))
    .map((file) => Number(file.slice(0, 10)))
    .toSorted((a, b) => a - b)
    .find((one) => one > number) ?? null;

/**
 * Copies topic by topic, the oldest segment first: each is a snapshot, and the ones before the
 * newest no longer change, so that the copy is the log as it was at one moment.
 */
export const copyEmbeddedLog = async (from: string, to: string): Promise<CopiedLog> => {
  mkdirSync(to, { recursive: true });
  await copyFile(join(from, 'meta.mdb'), join(to, 'meta.mdb'));
  const total = { segments: 0, events: 0 };
  for (const topic of readdirSync(from, { withFileTypes: true })) {
    if (!topic.isDirectory()) continue;
    const [source, target] = [join(from, topic.name), join(to, topic.name)];
    mkdirSync(target, { recursive: true });
    for (let number = after(source, 0); number !== null; number = after(source, number)) {
      await copyFile(join(source, fileName(number)), join(target, fileName(number)));
      total.events += await countIn(join(target, fileName(number)));
      total.segments += 1;
    }
    syncFolder(target);
  }
  syncFolder(to);
  return total;
};
