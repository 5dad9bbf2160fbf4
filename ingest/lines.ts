// A stream of bytes -> its lines, one by one, with what cannot be text told instead of mended.

import { isUtf8 } from 'node:buffer';

/** A line longer than this is skipped and told. */
export const line_bytes_max = 8 * 1024 * 1024;

/** A line that is no text. */
export interface UnreadableLine {
  readonly problem: string;
}

export type Line = string | UnreadableLine;

const newline = 0x0a;

const lineOf = (bytes: Buffer): Line => {
  if (bytes.length > line_bytes_max) {
    return { problem: `the line is longer than ${line_bytes_max} bytes` };
  }
  return isUtf8(bytes) ? bytes.toString('utf8') : { problem: 'the line is not UTF-8' };
};

/** What is known of a line whose end has not come yet. Beyond the limit only its length is kept. */
const openTail = () => {
  let parts: Buffer[] = [];
  let bytes = 0;
  return {
    add: (part: Buffer): void => {
      bytes += part.length;
      if (bytes <= line_bytes_max) parts.push(part);
    },
    isEmpty: (): boolean => bytes === 0,
    take: (last: Buffer): Line => {
      const all = bytes + last.length;
      const line =
        all > line_bytes_max
          ? { problem: `the line is longer than ${line_bytes_max} bytes` }
          : lineOf(parts.length === 0 ? last : Buffer.concat([...parts, last]));
      parts = [];
      bytes = 0;
      return line;
    },
  };
};

/**
 * Lines end with a line feed and nothing else: Node's `readline` also splits at U+2028, which JSON
 * text may hold.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  const tail = openTail();
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      yield tail.take(chunk.subarray(from, at));
      from = at + 1;
    }
    if (from < chunk.length) tail.add(chunk.subarray(from));
  }
  if (!tail.isEmpty()) yield tail.take(Buffer.alloc(0));
}
