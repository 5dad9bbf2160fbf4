// The folder of an archive: TOPIC/PARTITION/FROM-TO.avro, of whose log it is, who adds to it.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../lib/errors.ts';
import type { LogIdentity, PartitionEnds } from '../port.ts';
import { type ArchiveFile, fileNamed } from './file.ts';

const numberOf = (name: string): number => (/^\d{1,5}$/.test(name) ? Number(name) : -1);

/** Files of a partition that follow one another; a hole among them is no archive. */
const contiguous = (files: readonly ArchiveFile[]): readonly ArchiveFile[] => {
  for (const [index, file] of files.entries()) {
    const before = files[index - 1];
    if (before === undefined || before.to === file.from) continue;
    const reason = `offsets ${before.to} to ${file.from - 1} before it are missing`;
    throw new AppError('ARCHIVE_DAMAGED', { file: file.path, reason });
  }
  return files;
};

/** The files of a partition, the oldest first. Throws `ARCHIVE_DAMAGED` where one is missing. */
export const partitionFiles = (
  folder: string,
  topic: string,
  partition: number,
): readonly ArchiveFile[] => {
  const at = join(folder, topic, String(partition));
  if (!existsSync(at)) return [];
  const files = readdirSync(at).flatMap((name) => fileNamed(at, partition, name) ?? []);
  return contiguous(files.toSorted((a, b) => a.from - b.from));
};

const partitionsOf = (folder: string, topic: string): readonly number[] => {
  const at = join(folder, topic);
  if (!existsSync(at)) return [];
  const numbers = readdirSync(at).map(numberOf);
  return numbers.filter((one) => one >= 0).toSorted((a, b) => a - b);
};

/** Every file of a topic, partition by partition. */
export const topicFiles = (folder: string, topic: string): readonly ArchiveFile[] =>
  partitionsOf(folder, topic).flatMap((partition) => partitionFiles(folder, topic, partition));

/** Oldest and next offset of each partition; equal where nothing is archived. */
export const topicEnds = (folder: string, topic: string): readonly PartitionEnds[] =>
  partitionsOf(folder, topic).map((partition) => {
    const files = partitionFiles(folder, topic, partition);
    return { partition, low: files[0]?.from ?? 0, high: files.at(-1)?.to ?? 0 };
  });

export const topicBytes = (folder: string, topic: string): number =>
  topicFiles(folder, topic).reduce((sum, { path }) => sum + statSync(path).size, 0);

/** Of whose log a folder is the archive: written once, compared ever after. */
export const checkIdentity = (folder: string, identity: LogIdentity): void => {
  const at = join(folder, identity.topic);
  const file = join(at, 'log.json');
  const text = `${JSON.stringify(identity)}\n`;
  mkdirSync(at, { recursive: true });
  if (!existsSync(file)) return writeFileSync(file, text, { flush: true });
  const found = readFileSync(file, 'utf8');
  if (found === text) return;
  const difference = `${at} is the archive of ${found.trim()}, not of ${text.trim()}`;
  throw new AppError('LOG_CHANGED', { difference });
};

/** Our own id in a note is one that was given out again, as in a container that was restarted. */
const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** One process at a time adds files: two would write the same events under different names. */
export const holdArchive = (folder: string, topic: string): (() => void) => {
  const note = join(folder, topic, 'writer');
  const holder = existsSync(note) ? Number(readFileSync(note, 'utf8')) : 0;
  if (holder > 0 && isAlive(holder)) throw new AppError('ARCHIVE_BUSY', { folder, pid: holder });
  writeFileSync(note, String(process.pid));
  return () => rmSync(note, { force: true });
};
