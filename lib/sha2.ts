// SHA-256 and SHA-384 (FIPS 180-4) without node:crypto, so that rooms can check signatures.

/** The first primes, of which the standard makes its constants. */
const primes: readonly bigint[] = [...Array(410).keys()]
  .filter((n) => n > 1 && [...Array(n).keys()].every((d) => d < 2 || n % d !== 0))
  .map(BigInt);

/** Largest whole number whose `power`-th power is not above `value`. */
const rootOf = (value: bigint, power: bigint): bigint => {
  let low = 0n;
  let high = value;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
};

/** First 64 bits of the fractional part of the root of a prime (§4.2.3, §5.3.4). */
const fractionOf = (prime: bigint, power: bigint): bigint =>
  BigInt.asUintN(64, rootOf(prime << (64n * power), power));

const rounds64 = primes.slice(0, 80).map((prime) => fractionOf(prime, 3n));
const rounds32 = Int32Array.from(rounds64.slice(0, 64), (k) => Number(k >> 32n));
const start256 = primes.slice(0, 8).map((prime) => Number(fractionOf(prime, 2n) >> 32n));
const start384 = primes.slice(8, 16).map((prime) => fractionOf(prime, 2n));

/** The message with its end mark and length (§5.1), in whole blocks. */
const padded = (message: Uint8Array, block: number): DataView => {
  const lengthField = block / 8;
  const blocks = Math.ceil((message.length + 1 + lengthField) / block);
  const bytes = new Uint8Array(blocks * block);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
};

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** SHA-256 of a message: 32 bytes. */
export const sha256 = (message: Uint8Array): Uint8Array => {
  const view = padded(message, 64);
  const hash = Int32Array.from(start256);
  const w = new Int32Array(64);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(block + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = at(w, t - 15);
      const y = at(w, t - 2);
      const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      w[t] = at(w, t - 16) + s0 + at(w, t - 7) + s1;
    }
    mix256(hash, w);
  }
  const out = new DataView(new ArrayBuffer(32));
  hash.forEach((word, i) => out.setInt32(4 * i, word));
  return new Uint8Array(out.buffer);
};

const at = (words: Int32Array, i: number): number => words[i] ?? 0;

/** The 64 rounds of §6.2.2 over one block. */
const mix256 = (hash: Int32Array, w: Int32Array): void => {
  const v = Int32Array.from(hash);
  for (let t = 0; t < 64; t++) {
    const [a, e] = [at(v, 0), at(v, 4)];
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const chosen = (e & at(v, 5)) ^ (~e & at(v, 6));
    const first = (at(v, 7) + s1 + chosen + at(rounds32, t) + at(w, t)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const most = (a & at(v, 1)) ^ (a & at(v, 2)) ^ (at(v, 1) & at(v, 2));
    v.copyWithin(1, 0, 7);
    v[4] = at(v, 4) + first;
    v[0] = first + s0 + most;
  }
  for (let i = 0; i < 8; i++) hash[i] = at(hash, i) + at(v, i);
};

const low = (x: bigint): bigint => BigInt.asUintN(64, x);
const turn64 = (x: bigint, by: bigint): bigint => low((x >> by) | (x << (64n - by)));

/** SHA-384 of a message: 48 bytes. */
export const sha384 = (message: Uint8Array): Uint8Array => {
  const view = padded(message, 128);
  let hash: readonly bigint[] = start384;
  for (let block = 0; block < view.byteLength; block += 128) {
    const w: bigint[] = [];
    for (let t = 0; t < 80; t++) w.push(t < 16 ? view.getBigUint64(block + 8 * t) : extended(w, t));
    hash = mix384(hash, w);
  }
  const out = new DataView(new ArrayBuffer(48));
  hash.slice(0, 6).forEach((word, i) => out.setBigUint64(8 * i, word));
  return new Uint8Array(out.buffer);
};

const word = (words: readonly bigint[], i: number): bigint => words[i] ?? 0n;

const extended = (w: readonly bigint[], t: number): bigint => {
  const x = word(w, t - 15);
  const y = word(w, t - 2);
  const s0 = turn64(x, 1n) ^ turn64(x, 8n) ^ (x >> 7n);
  const s1 = turn64(y, 19n) ^ turn64(y, 61n) ^ (y >> 6n);
  return low(word(w, t - 16) + s0 + word(w, t - 7) + s1);
};

/** The 80 rounds of §6.4.2 over one block. */
const mix384 = (hash: readonly bigint[], w: readonly bigint[]): readonly bigint[] => {
  let v = hash;
  for (let t = 0; t < 80; t++) {
    const [a, b, c, d, e, f, g, h] = v as Eight;
    const s1 = turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n);
    const first = h + s1 + ((e & f) ^ (low(~e) & g)) + word(rounds64, t) + word(w, t);
    const s0 = turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n);
    const most = (a & b) ^ (a & c) ^ (b & c);
    v = [low(first + s0 + most), a, b, c, low(d + first), e, f, g];
  }
  return hash.map((one, i) => low(one + word(v, i)));
};

type Eight = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
