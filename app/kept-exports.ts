// Exports that an operator keeps: in which of their files a person stands.

import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf } from '../lib/errors.ts';

export interface ExportCounts {
  /** Files that were looked through. */
  readonly files: number;
  /** Those that hold the person: to be made again, or deleted, by whoever has them. */
  readonly with_person: readonly string[];
  /** Files whose text is compressed: they have to be judged by the export that made them. */
  readonly not_readable: readonly string[];
}

/** Compressed inside: what stands in them cannot be found by its letters. */
const compressed = /\.(?:parquet|gz|zip|zst|xlsx)$/i;

const chunk_bytes = 1024 * 1024;

/** Looks in pieces, each with the end of the one before: a text may lie across two. */
const holds = (file: string, texts: readonly string[]): boolean => {
  const longest = Math.max(...texts.map((text) => Buffer.byteLength(text)));
  const handle = openSync(file, 'r');
  try {
    let before = '';
    const chunk = Buffer.alloc(chunk_bytes);
    for (;;) {
      const read = readSync(handle, chunk, 0, chunk_bytes, null);
      if (read === 0) return false;
      const piece = before + chunk.toString('latin1', 0, read).toUpperCase();
      if (texts.some((text) => piece.includes(text))) return true;
      before = piece.slice(-longest);
    }
  } finally {
    closeSync(handle);
  }
};

const filesIn = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => filesIn(join(path, name)))
    : [path];

/** Looks through files and folders for any of the texts. Throws `FILE_UNREADABLE`. */
export const countExports = (paths: readonly string[], texts: readonly string[]): ExportCounts => {
  const upper = texts.map((text) => Buffer.from(text).toString('latin1').toUpperCase());
  const files = paths.flatMap((path) => {
    try {
      return filesIn(path);
    } catch (thrown) {
      throw new AppError('FILE_UNREADABLE', { file: path, reason: messageOf(thrown) }, thrown);
    }
  });
  const plain = files.filter((file) => !compressed.test(file));
  return {
    files: plain.length,
    with_person: plain.filter((file) => holds(file, upper)),
    not_readable: files.filter((file) => compressed.test(file)),
  };
};
