// Events of the tap on disk, from before their bytes go on until the log holds them. Bounded.

import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export interface SpoolOptions {
  readonly folder: string;
  /** What may wait for the log; above that nothing is taken until a quarter of it is free again. */
  readonly spool_bytes: number;
  /** A file of the spool is closed when it holds so much, and deleted when the log has it all. */
  readonly segment_bytes?: number;
}

/** Lines from the oldest place that the log does not hold yet. */
export interface Stretch {
  /** What stands between the ends of lines, also where it is none of ours. */
  readonly lines: readonly string[];
  readonly from: Place;
  /** To be told to `advance` once the log holds them. */
  readonly to: Place;
}

export interface Place {
  readonly segment: number;
  readonly offset: number;
}

export interface Spool {
  /**
   * Hands whole lines to the system: they outlive this process from then on. False where the spool
   * is full or the disk refuses; then nothing of them is kept.
   */
  append(lines: Buffer): boolean;
  /**
   * The next lines, at most about so many bytes; null where nothing waits. Throws what the disk
   * says where it cannot be read now.
   */
  next(bytes_max: number): Stretch | null;
  /** The log holds everything before that place. */
  advance(to: Place): void;
  waiting_bytes(): number;
  /** Asks the disk to hold what was appended also through a power cut. */
  sync(): void;
  close(): void;
}

const suffix = '.jsonl';
const newline = 0x0a;
const defaultSegment_bytes = 16 * 1024 * 1024;

interface Segment {
  readonly number: number;
  bytes: number;
}

const pathOf = (folder: string, segment: number): string =>
  join(folder, `${String(segment).padStart(12, '0')}${suffix}`);

const segmentsIn = (folder: string): Segment[] =>
  readdirSync(folder)
    .filter((name) => /^\d{12}\.jsonl$/.test(name))
    .sort()
    .map((name) => ({
      number: Number(name.slice(0, -suffix.length)),
      bytes: statSync(join(folder, name)).size,
    }));

/** Where the log was when it was last told; the beginning where that is not known. */
const openCursor = (folder: string) => {
  const file = join(folder, 'cursor');
  const kept = existsSync(file) ? readFileSync(file, 'latin1') : '';
  // A power cut may leave of it what no place is: what then comes twice is noticed by its number.
  const [, segment = 0, offset = 0] = (/^(\d{16}) (\d{16})\n/.exec(kept) ?? []).map(Number);
  const fd = openSync(file, 'a+');
  closeSync(fd);
  const writing = openSync(file, 'r+');
  const digits = (value: number): string => String(value).padStart(16, '0');
  return {
    place: { segment, offset },
    // Always of one length and in one write: a kill leaves either the old or the new place.
    write: (to: Place): void => {
      try {
        writeSync(writing, `${digits(to.segment)} ${digits(to.offset)}\n`, 0, 'latin1');
      } catch {
        // A cursor that stays behind only makes the log hold an event twice, which is noticed by
        // its number.
      }
    },
    close: () => closeSync(writing),
  };
};

/** The whole lines of a stretch of bytes, and how many bytes they take. */
const wholeLines = (
  bytes: Buffer,
): { readonly lines: readonly string[]; readonly used: number } => {
  const used = bytes.lastIndexOf(newline) + 1;
  if (used === 0) return { lines: [], used };
  return { lines: bytes.toString('utf8', 0, used - 1).split('\n'), used };
};

/** What a power cut has left at the end of a file. */
const restOf = (bytes: Buffer) => ({ lines: [bytes.toString('utf8')], used: bytes.length });

interface Part {
  readonly offset: number;
  readonly bytes_max: number;
  /** Nothing more is written there: what ends without an end of line is a line as well. */
  readonly isOver: boolean;
}

/** Reads from a segment; longer than asked for where a single line is. */
const readLines = (path: string, { offset, bytes_max, isOver }: Part) => {
  const fd = openSync(path, 'r');
  try {
    for (let size = bytes_max; ; size *= 2) {
      const bytes = Buffer.allocUnsafe(size);
      const read = readSync(fd, bytes, 0, size, offset);
      const whole = wholeLines(bytes.subarray(0, read));
      if (whole.used > 0) return whole;
      if (read < size) return isOver ? restOf(bytes.subarray(0, read)) : whole;
    }
  } finally {
    closeSync(fd);
  }
};

interface Writing {
  readonly fd: number;
  readonly segment: Segment;
}

interface WriterSetting {
  readonly folder: string;
  readonly segment_bytes: number;
  /** The number of the segment used last; numbers are not used again. */
  readonly last: number;
}

/** The file that is written to, begun when it is first needed. */
const openWriter = (segments: Segment[], { folder, segment_bytes, last }: WriterSetting) => {
  let current: Writing | null = null;
  let number = last;
  const end = (): void => {
    if (current !== null) closeSync(current.fd);
    current = null;
  };
  const begin = (): Writing => {
    number++;
    // Frames may hold what is personal: nobody but the owner reads the spool.
    const begun = {
      fd: openSync(pathOf(folder, number), 'a', 0o600),
      segment: { number, bytes: 0 },
    };
    segments.push(begun.segment);
    return begun;
  };
  return {
    write: (lines: Buffer): boolean => {
      try {
        current ??= begin();
        const { fd, segment } = current;
        if (writeSync(fd, lines) < lines.length) {
          ftruncateSync(fd, segment.bytes);
          return false;
        }
        segment.bytes += lines.length;
        if (segment.bytes >= segment_bytes) end();
        return true;
      } catch {
        end();
        return false;
      }
    },
    isWriting: (segment: number): boolean => current?.segment.number === segment,
    sync: (): void => {
      // What cannot be synced now is tried again with the next; the write itself was good.
      if (current !== null) fdatasync(current.fd, () => undefined);
    },
    end,
  };
};

/** Opens the spool of a folder; what an earlier run has left there comes first. */
export const openSpool = (options: SpoolOptions): Spool => {
  const { folder, spool_bytes, segment_bytes = defaultSegment_bytes } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const segments = segmentsIn(folder);
  const cursor = openCursor(folder);
  const last = Math.max(segments.at(-1)?.number ?? 0, cursor.place.segment);
  const writer = openWriter(segments, { folder, segment_bytes, last });
  let place: Place = cursor.place;
  let full = false;

  const waiting = (): number => {
    const all = segments.reduce((sum, { bytes }) => sum + bytes, 0);
    return segments[0]?.number === place.segment ? all - place.offset : all;
  };
  const forget = (): void => {
    for (let first = segments[0]; first !== undefined; first = segments[0]) {
      const isDone =
        first.number < place.segment ||
        (first.number === place.segment && place.offset >= first.bytes);
      if (!isDone || writer.isWriting(first.number)) return;
      rmSync(pathOf(folder, first.number), { force: true });
      segments.shift();
    }
  };
  const advance = (to: Place): void => {
    place = to;
    cursor.write(to);
    forget();
  };
  const hasRoom = (bytes: number): boolean => {
    const after = waiting() + bytes;
    full = after > (full ? spool_bytes * 0.75 : spool_bytes);
    return !full;
  };

  return {
    append: (lines) => hasRoom(lines.length) && writer.write(lines),
    next: (bytes_max) => {
      for (;;) {
        const segment = segments.find(({ number }) => number >= place.segment);
        if (segment === undefined) return null;
        const { number } = segment;
        const offset = number === place.segment ? place.offset : 0;
        if (offset < segment.bytes) {
          const part = { offset, bytes_max, isOver: !writer.isWriting(number) };
          const { lines, used } = readLines(pathOf(folder, number), part);
          const from = { segment: number, offset };
          if (used > 0) return { lines, from, to: { segment: number, offset: offset + used } };
        }
        if (writer.isWriting(number)) return null;
        advance({ segment: number + 1, offset: 0 });
      }
    },
    advance,
    waiting_bytes: waiting,
    sync: writer.sync,
    close: () => {
      writer.end();
      forget();
      cursor.close();
    },
  };
};
