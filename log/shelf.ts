// The segment files of a topic in their order, opened when needed and closed when not.

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSegment, type Segment, type SegmentHead } from './segment.ts';

/** Files of older segments kept open. */
const open_segments_max = 16;
export const fileName = (number: number): string => `${String(number).padStart(10, '0')}.mdb`;

const numbersIn = (folder: string): number[] =>
  readdirSync(folder)
    .filter((file) => /^\d{10}\.mdb$/.test(file))
    .map((file) => Number(file.slice(0, 10)))
    .sort((a, b) => a - b);

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
      const next = (last ?? 0) + 1;
      if (now?.sealed === false || !existsSync(join(folder, fileName(next)))) return now;
      numbers.push(next);
    }
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all([...open.keys()].map(drop));
  };
  return { numbers, segment, head, newest, drop, closeAll };
};

export type Shelf = ReturnType<typeof shelfOf>;

/** The segment that holds an offset: the newest that begins at or before it, else the oldest. */
export const locate = (shelf: Shelf, partition: number, offset: number): SegmentHead | null => {
  let found: SegmentHead | null = null;
  for (const number of [...shelf.numbers].reverse()) {
    found = shelf.head(number) ?? found;
    if (found !== null && (found.starts[partition] ?? 0) <= offset) return found;
  }
  return found;
};
