// UUIDs from a seeded stream: the same stream, the same ids.

import type { Prng } from '../lib/prng.ts';

const hex = (random: Prng, digits: number): string =>
  Math.floor(random.next() * 16 ** digits)
    .toString(16)
    .padStart(digits, '0');

const tail = (random: Prng): string => {
  const variant = '89ab'.charAt(random.between(0, 3));
  return `${variant}${hex(random, 3)}-${hex(random, 6)}${hex(random, 6)}`;
};

/** Version 4, of nothing but chance. */
export const uuid4 = (random: Prng): string =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${tail(random)}`;

/** Version 7, which sorts by its instant. */
export const uuid7 = (at: number, random: Prng): string => {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(random, 3)}-${tail(random)}`;
};
