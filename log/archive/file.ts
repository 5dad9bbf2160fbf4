// One file of the archive: consecutive records of one partition, as an Avro object container file.

import avro from 'avsc';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, messageOf } from '../../lib/errors.ts';
import type { LogRecord } from '../port.ts';
import { syncFolder } from '../segment.ts';

/** A record with the fingerprint that was written beside it; null where none was. */
export interface ArchivedRecord extends LogRecord {
  readonly fingerprint: string | null;
}

/** The records of a file, and where it lies. */
export interface ArchiveFile {
  readonly path: string;
  readonly partition: number;
  /** Offset of the first record, and of the one after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * The value is the one of the log, byte for byte: Confluent's wire format, whose schemas the
 * registry has. Any reader of Avro opens the files (Avro 1.12, "Object Container Files").
 */
const recordType = avro.Type.forSchema(
  {
    type: 'record',
    name: 'ArchivedRecord',
    namespace: 'laddbok',
    fields: [
      { name: 'offset', type: 'long' },
      { name: 'key', type: 'string' },
      { name: 'fingerprint', type: ['null', 'string'] },
      { name: 'value', type: 'bytes' },
    ],
  },
  { wrapUnions: false },
);

const digits = 15;
const nameOf = (from: number, to: number): string =>
  `${[from, to].map((offset) => String(offset).padStart(digits, '0')).join('-')}.avro`;

const shape = new RegExp(`^(\\d{${digits}})-(\\d{${digits}})\\.avro$`);

/** The file behind a name; null for anything else that lies in the folder. */
export const fileNamed = (folder: string, partition: number, name: string): ArchiveFile | null => {
  const [, from, to] = shape.exec(name) ?? [];
  if (from === undefined || to === undefined) return null;
  return { path: join(folder, name), partition, from: Number(from), to: Number(to) };
};

/** `FILE.sha256` as `sha256sum --check` reads it. */
const sumFile = (path: string): string => `${path}.sha256`;

const hashing = () => {
  const hash = createHash('sha256');
  const through = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { through, digest: () => hash.digest('hex') };
};

/**
 * Writes records that follow one another, then gives the file its name: a file that has its name is
 * whole and on the disk, with its checksum. Null where there was no record.
 */
export const writeArchiveFile = async (
  folder: string,
  partition: number,
  records: AsyncIterable<ArchivedRecord>,
): Promise<ArchiveFile | null> => {
  const part = join(folder, `${partition}.part`);
  let [from, to] = [-1, -1];
  const noted = async function* noted() {
    for await (const record of records) {
      if (from < 0) from = record.offset;
      to = record.offset + 1;
      yield { ...record, value: Buffer.from(record.value) };
    }
  };
  const { through, digest } = hashing();
  const encoder = new avro.streams.BlockEncoder(recordType, { codec: 'deflate' });
  try {
    const out = createWriteStream(part, { flush: true });
    await pipeline(Readable.from(noted()), encoder, through, out);
    if (from < 0) return null;
    const path = join(folder, nameOf(from, to));
    await writeFile(sumFile(path), `${digest()}  ${basename(path)}\n`, { flush: true });
    await rename(part, path);
    syncFolder(folder);
    return { path, partition, from, to };
  } finally {
    await rm(part, { force: true });
  }
};

const damaged = ({ path }: ArchiveFile, reason: string, cause?: unknown): AppError =>
  new AppError('ARCHIVE_DAMAGED', { file: path, reason }, cause);

/** The records of a file from an offset on. Throws `ARCHIVE_DAMAGED` where it is not whole. */
export async function* readArchiveFile(
  file: ArchiveFile,
  from: number,
): AsyncGenerator<ArchivedRecord> {
  const source = createReadStream(file.path);
  const decoder = source.pipe(new avro.streams.BlockDecoder({ parseHook: () => recordType }));
  source.on('error', (error) => decoder.destroy(error));
  let next = file.from;
  try {
    for await (const record of decoder as AsyncIterable<ArchivedRecord>) {
      if (record.offset !== next) throw damaged(file, `it lacks offset ${next}`);
      next += 1;
      if (record.offset >= from) yield record;
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : damaged(file, messageOf(thrown), thrown);
  } finally {
    source.destroy();
    decoder.destroy();
  }
  if (next !== file.to) throw damaged(file, `it ends before offset ${file.to - 1}`);
}

/** Whether a file is what its checksum says; throws `ARCHIVE_DAMAGED` where it is not. */
export const checkArchiveFile = async (file: ArchiveFile): Promise<void> => {
  const wanted = await readFile(sumFile(file.path), 'utf8').catch((thrown: unknown) => {
    throw damaged(file, 'its checksum is missing', thrown);
  });
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file.path)) hash.update(chunk as Buffer);
  if (wanted.split(' ')[0] !== hash.digest('hex')) throw damaged(file, 'its checksum differs');
};

/** Removes a file and its checksum. */
export const removeArchiveFile = async ({ path }: ArchiveFile): Promise<void> => {
  await rm(path, { force: true });
  await rm(sumFile(path), { force: true });
  syncFolder(dirname(path));
};
