// A file that is being written: counted and hashed on the way, and named at the end.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Text that is gathered before it is written. */
const gathered_chars = 256 * 1024;

export interface Output {
  write(piece: string | Uint8Array): Promise<void>;
  /** Bytes so far, with what is gathered. */
  bytes(): number;
  /** Ends the file, durable on the disk. */
  end(): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** Ends it without caring for it any more. */
  abandon(): Promise<void>;
}

/** Opens a file for writing; what was there is gone. */
export const openOutput = async (path: string): Promise<Output> => {
  const file = await open(path, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting: string[] = [];
  let waiting_chars = 0;
  const put = async (piece: Uint8Array): Promise<void> => {
    hash.update(piece);
    await file.writeFile(piece);
  };
  const flush = async (): Promise<void> => {
    if (waiting_chars === 0) return;
    const text = waiting.join('');
    waiting = [];
    waiting_chars = 0;
    await put(Buffer.from(text, 'utf8'));
  };
  return {
    write: async (piece) => {
      bytes += Buffer.byteLength(piece);
      if (typeof piece !== 'string') {
        await flush();
        return put(piece);
      }
      waiting.push(piece);
      waiting_chars += piece.length;
      if (waiting_chars >= gathered_chars) await flush();
    },
    bytes: () => bytes,
    end: async () => {
      await flush();
      await file.sync();
      await file.close();
      return { bytes, sha256: hash.digest('hex') };
    },
    abandon: () => file.close(),
  };
};
