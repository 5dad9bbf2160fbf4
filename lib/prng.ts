// A seeded generator with labelled streams: the same seed and label, the same numbers.

import { stableId } from './hash.ts';

export interface Prng {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high]. */
  between(low: number, high: number): number;
  /** One of the given. */
  pick<T>(among: readonly [T, ...T[]]): T;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** An independent stream named by a label, untouched by how far this one has run. */
  stream(label: string): Prng;
}

/** A generator (sfc32) from a seed text. */
export const prng = (seed: string): Prng => {
  const id = stableId(seed);
  const word = (i: number): number => Number.parseInt(id.slice(i * 8, i * 8 + 8), 16) | 0;
  let [a, b, c, d] = [word(0), word(1), word(2), 1 ^ word(3)];
  const next = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  const between = (low: number, high: number): number =>
    low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    pick: (among) => among[between(0, among.length - 1)] ?? among[0],
    chance: (probability) => next() < probability,
    stream: (label) => prng(`${seed}/${label}`),
  };
};
