// The segment files of a topic in their order, opened when needed and closed when not.

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSegment, type Segment, type SegmentHead, syncFolder } from './segment.ts';

/** Files of older segments kept open. */
const open_segments_max = 16;
export const fileName = (number: number): string => `${String(number).padStart(10, '0')}.mdb`;

/** Numbers of the segments in a folder; none where it was removed under whoever still looks. */
const numbersIn = (folder: string): number[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^\d{10}\.mdb$/.test(file))
    .map((file) => Number(file.slice(0, 10)))
    .sort((a, b) => a - b);
};

/** The segment files of a folder, opened when needed. */
export const shelfOf = (folder: string) => {
  mkdirSync(folder, { recursive: true });
  const numbers = numbersIn(folder);
  const open = new Map<number, Segment>();
  const sealed = new Map<number, SegmentHead>();

  const segment = (number: number): Segment => {
    const found = open.get(number) ?? openSegment(join(folder, fileName(number)));
    open.delete(number);
    open.set(number, found);
    if (!numbers.includes(number)) numbers.push(number);
    const oldest = open.keys().next().value;
    if (open.size > open_segments_max && oldest !== undefined) void drop(oldest);
    return found;
  };
  /** Whether a segment has not been removed, by this process or another; forgets it where it has. */
  const isThere = (number: number): boolean => {
    if (existsSync(join(folder, fileName(number)))) return true;
    const place = numbers.indexOf(number);
    if (place >= 0) numbers.splice(place, 1);
    sealed.delete(number);
    void drop(number);
    return false;
  };
  const drop = async (number: number): Promise<void> => {
    const found = open.get(number);
    open.delete(number);
    await found?.close();
  };
  const head = (number: number): SegmentHead | null => {
    const known = sealed.get(number);
    if (known !== undefined) return known;
    const now = segment(number).head();
    if (now?.sealed === true) sealed.set(number, now);
    return now;
  };
  /** The newest segment that has a head, also where another process has made it. */
  const newest = (): SegmentHead | null => {
    for (;;) {
      const last = numbers.at(-1);
      const now = last === undefined ? null : head(last);
      // A file without a head is one that somebody is about to begin.
      if (last !== undefined && now === null) return numbers.length > 1 ? head(last - 1) : null;
      if (now?.sealed === false) return now;
      // Those right behind it may have been removed while nobody looked here.
      const later = numbersIn(folder).filter((number) => number > (last ?? 0));
      if (later.length === 0) return now;
      numbers.push(...later);
    }
  };
  /** The oldest segment that has a head. */
  const oldest = (): SegmentHead | null => {
    for (const number of numbers.slice()) {
      const found = isThere(number) ? head(number) : null;
      if (found !== null) return found;
    }
    return null;
  };
  /** Removes a segment that is sealed, for every process. */
  const remove = async (number: number): Promise<void> => {
    await drop(number);
    for (const suffix of ['', '-lock'])
      rmSync(join(folder, `${fileName(number)}${suffix}`), { force: true });
    syncFolder(folder);
    isThere(number);
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all([...open.keys()].map(drop));
  };
  return { numbers, segment, head, newest, oldest, isThere, remove, drop, closeAll };
};

export type Shelf = ReturnType<typeof shelfOf>;

const candidate = (shelf: Shelf, partition: number, offset: number): SegmentHead | null => {
  let found: SegmentHead | null = null;
  for (const number of [...shelf.numbers].reverse()) {
    found = shelf.head(number) ?? found;
    if (found !== null && (found.starts[partition] ?? 0) <= offset) return found;
  }
  return found;
};

/** The segment that holds an offset: the newest that begins at or before it, else the oldest. */
export const locate = (shelf: Shelf, partition: number, offset: number): SegmentHead | null => {
  for (;;) {
    const found = candidate(shelf, partition, offset);
    if (found === null || shelf.isThere(found.number)) return found;
  }
};
