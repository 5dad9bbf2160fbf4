// Two hashes without node:crypto, so that rooms can use them: Kafka's murmur2 and a 128-bit id.

const utf8 = new TextEncoder();

/**
 * Murmur2 as Kafka's Java client hashes record keys, as a non-negative 31-bit integer.
 * Partition = `murmur2(key) % partitions`; both log engines use it, so both place a key alike.
 */
export const murmur2 = (key: string): number => {
  const data = utf8.encode(key);
  const seed = 0x9747b28c;
  const m = 0x5bd1e995;
  let h = seed ^ data.length;
  const words = data.length >>> 2;
  for (let i = 0; i < words; i++) {
    const at = i << 2;
    let k =
      (byte(data, at) | (byte(data, at + 1) << 8) | (byte(data, at + 2) << 16)) +
      (byte(data, at + 3) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const tail = words << 2;
  const left = data.length & 3;
  if (left === 3) h ^= byte(data, tail + 2) << 16;
  if (left >= 2) h ^= byte(data, tail + 1) << 8;
  if (left >= 1) h = Math.imul(h ^ byte(data, tail), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  h ^= h >>> 15;
  return h & 0x7fffffff;
};

const byte = (data: Uint8Array, at: number): number => data[at] ?? 0;

/** The partition of a key among `partitions`, the same in every log engine. */
export const partitionOf = (key: string, partitions: number): number => murmur2(key) % partitions;

/** One 32-bit lane of FNV-1a with a finishing mix. */
const lane = (data: Uint8Array, seed: number): number => {
  let h = seed | 0;
  for (const b of data) h = Math.imul(h ^ b, 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A stable 128-bit id (32 hex digits) of a text. Not a secret and not a proof: only a name. */
export const stableId = (text: string): string => {
  const data = utf8.encode(text);
  return [0x811c9dc5, 0x1b873593, 0x5f356495, 0x27d4eb2f]
    .map((seed) => lane(data, seed).toString(16).padStart(8, '0'))
    .join('');
};
