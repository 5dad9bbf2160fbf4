// Lines come out whole, wherever the pieces were cut.

import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

const bytes = new TextEncoder().encode('{"a":"ö"}\n{"a":"🔌"}\n\n{"a":3}');

test.each([1, 2, 7, 1000])('in pieces of %i bytes', async (size) => {
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < bytes.length; i += size) yield bytes.slice(i, i + size);
  };
  const lines: string[] = [];
  for await (const some of linesOf(pieces())) lines.push(...some);
  expect(lines).toEqual(['{"a":"ö"}', '{"a":"🔌"}', '{"a":3}']);
});
