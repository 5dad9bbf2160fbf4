// The elliptic curves that meters sign with (SEC 2, FIPS 186-4, RFC 5639), and sums of points.

/** A curve y² = x³ + ax + b over the integers modulo p, with a base point of prime order n. */
export interface Curve {
  /** Object identifier in hex, as a public key names its curve. */
  readonly oid: string;
  readonly bits: number;
  readonly p: bigint;
  readonly a: bigint;
  readonly b: bigint;
  readonly n: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

export const curveNames = [
  'secp192k1',
  'secp192r1',
  'secp256k1',
  'secp256r1',
  'secp384r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
] as const;

export type CurveName = (typeof curveNames)[number];

const hex = (...parts: readonly string[]): bigint => BigInt(`0x${parts.join('')}`);

export const curves: Readonly<Record<CurveName, Curve>> = {
  secp192k1: {
    oid: '2b8104001f',
    bits: 192,
    p: hex('fffffffffffffffffffffffffffffffffffffffeffffee37'),
    a: hex('0'),
    b: hex('3'),
    n: hex('fffffffffffffffffffffffe26f2fc170f69466a74defd8d'),
    x: hex('db4ff10ec057e9ae26b07d0280b7f4341da5d1b1eae06c7d'),
    y: hex('9b2f2f6d9c5628a7844163d015be86344082aa88d95e2f9d'),
  },
  secp192r1: {
    oid: '2a8648ce3d030101',
    bits: 192,
    p: hex('fffffffffffffffffffffffffffffffeffffffffffffffff'),
    a: hex('fffffffffffffffffffffffffffffffefffffffffffffffc'),
    b: hex('64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1'),
    n: hex('ffffffffffffffffffffffff99def836146bc9b1b4d22831'),
    x: hex('188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012'),
    y: hex('7192b95ffc8da78631011ed6b24cdd573f977a11e794811'),
  },
  secp256k1: {
    oid: '2b8104000a',
    bits: 256,
    p: hex('fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f'),
    a: hex('0'),
    b: hex('7'),
    n: hex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'),
    x: hex('79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'),
    y: hex('483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8'),
  },
  secp256r1: {
    oid: '2a8648ce3d030107',
    bits: 256,
    p: hex('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff'),
    a: hex('ffffffff00000001000000000000000000000000fffffffffffffffffffffffc'),
    b: hex('5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b'),
    n: hex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
    x: hex('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'),
    y: hex('4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
  },
  secp384r1: {
    oid: '2b81040022',
    bits: 384,
    p: hex(
      'ffffffffffffffffffffffffffffffffffffffffffffffff',
      'fffffffffffffffeffffffff0000000000000000ffffffff',
    ),
    a: hex(
      'ffffffffffffffffffffffffffffffffffffffffffffffff',
      'fffffffffffffffeffffffff0000000000000000fffffffc',
    ),
    b: hex(
      'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe814112',
      '0314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
    ),
    n: hex(
      'ffffffffffffffffffffffffffffffffffffffffffffffff',
      'c7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    ),
    x: hex(
      'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98',
      '59f741e082542a385502f25dbf55296c3a545e3872760ab7',
    ),
    y: hex(
      '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c',
      'e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
    ),
  },
  brainpoolP256r1: {
    oid: '2b2403030208010107',
    bits: 256,
    p: hex('a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377'),
    a: hex('7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9'),
    b: hex('26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6'),
    n: hex('a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7'),
    x: hex('8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262'),
    y: hex('547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997'),
  },
  brainpoolP384r1: {
    oid: '2b240303020801010b',
    bits: 384,
    p: hex(
      '8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b4',
      '12b1da197fb71123acd3a729901d1a71874700133107ec53',
    ),
    a: hex(
      '7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787',
      '139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826',
    ),
    b: hex(
      '4a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62',
      'e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11',
    ),
    n: hex(
      '8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b3',
      '1f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565',
    ),
    x: hex(
      '1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3',
      'db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e',
    ),
    y: hex(
      '8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864',
      'e19c054ff99129280e4646217791811142820341263c5315',
    ),
  },
};

/** A point in Jacobian coordinates: x/z², y/z³; none where z is 0. */
type Jacobian = readonly [x: bigint, y: bigint, z: bigint];

const none: Jacobian = [1n, 1n, 0n];

/** A point of a curve; never the point at infinity. */
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const mod = (value: bigint, m: bigint): bigint => {
  const rest = value % m;
  return rest < 0n ? rest + m : rest;
};

/** The inverse of a number that shares no factor with `m`. */
export const inverse = (value: bigint, m: bigint): bigint => {
  let [a, b] = [mod(value, m), m];
  let [x, y] = [1n, 0n];
  while (a > 1n) {
    const whole = b / a;
    [a, b] = [b % a, a];
    [x, y] = [y - whole * x, x];
  }
  return mod(x, m);
};

const power = (base: bigint, exponent: bigint, m: bigint): bigint => {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  return result;
};

const rightSide = ({ p, a, b }: Curve, x: bigint): bigint => mod((x * x + a) * x + b, p);

export const isOn = (curve: Curve, { x, y }: Point): boolean =>
  x < curve.p && y < curve.p && (y * y) % curve.p === rightSide(curve, x);

/** The point with this x and a y of the given parity; null where the curve has none. */
export const pointAt = (curve: Curve, x: bigint, odd: boolean): Point | null => {
  if (x >= curve.p) return null;
  // Each p of these curves is 3 modulo 4, so that a root is a power.
  const root = power(rightSide(curve, x), (curve.p + 1n) >> 2n, curve.p);
  const point = { x, y: (root & 1n) === (odd ? 1n : 0n) ? root : curve.p - root };
  return isOn(curve, point) ? point : null;
};

const twice = ({ p, a }: Curve, [x, y, z]: Jacobian): Jacobian => {
  if (z === 0n) return none;
  const yy = (y * y) % p;
  const s = (4n * x * yy) % p;
  const zz = (z * z) % p;
  const m = (3n * x * x + a * ((zz * zz) % p)) % p;
  const x3 = mod(m * m - 2n * s, p);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, p), (2n * y * z) % p];
};

const sum = (curve: Curve, one: Jacobian, other: Jacobian): Jacobian => {
  const { p } = curve;
  const [x1, y1, z1] = one;
  const [x2, y2, z2] = other;
  if (z1 === 0n) return other;
  if (z2 === 0n) return one;
  const zz1 = (z1 * z1) % p;
  const zz2 = (z2 * z2) % p;
  const u1 = (x1 * zz2) % p;
  const s1 = (((y1 * zz2) % p) * z2) % p;
  const h = mod(x2 * zz1 - u1, p);
  const r = mod(((y2 * zz1) % p) * z1 - s1, p);
  if (h === 0n) return r === 0n ? twice(curve, one) : none;
  const hh = (h * h) % p;
  const hhh = (hh * h) % p;
  const v = (u1 * hh) % p;
  const x3 = mod(r * r - hhh - 2n * v, p);
  return [x3, mod(r * (v - x3) - s1 * hhh, p), (((h * z1) % p) * z2) % p];
};

/** Digits per window of the signed form below. */
const width = 5;

/** A number as odd digits between -15 and 15, most of them 0, lowest first (width-5 NAF). */
const digitsOf = (value: bigint): readonly number[] => {
  const digits: number[] = [];
  for (let left = value; left > 0n; left >>= 1n) {
    const low = (left & 1n) === 0n ? 0 : Number(left & 31n);
    const digit = low >= 16 ? low - 32 : low;
    left -= BigInt(digit);
    digits.push(digit);
  }
  return digits;
};

/** The point times 1, 3, 5 … 15. */
const oddTimes = (curve: Curve, { x, y }: Point): readonly Jacobian[] => {
  const times: Jacobian[] = [[x, y, 1n]];
  const step = twice(curve, [x, y, 1n]);
  while (times.length < 1 << (width - 2)) times.push(sum(curve, times.at(-1) ?? none, step));
  return times;
};

const plusDigit = (curve: Curve, total: Jacobian, [times, digit]: Digit): Jacobian => {
  if (digit === 0) return total;
  const [x, y, z] = times[Math.abs(digit) >> 1] ?? none;
  return sum(curve, total, digit > 0 ? [x, y, z] : [x, curve.p - y, z]);
};

type Digit = readonly [times: readonly Jacobian[], digit: number];

/**
 * x of `g` times the base point plus `q` times a point; null where the sum is none. All in public,
 * so nothing is done to take the same time for every number.
 */
export const sumOfProducts = (
  curve: Curve,
  point: Point,
  { g, q }: { readonly g: bigint; readonly q: bigint },
): bigint | null => {
  const terms = [
    { times: oddTimes(curve, curve), digits: digitsOf(g) },
    { times: oddTimes(curve, point), digits: digitsOf(q) },
  ];
  let total = none;
  for (let i = Math.max(...terms.map(({ digits }) => digits.length)) - 1; i >= 0; i--) {
    total = twice(curve, total);
    for (const { times, digits } of terms) total = plusDigit(curve, total, [times, digits[i] ?? 0]);
  }
  const [x, , z] = total;
  if (z === 0n) return null;
  const inverted = inverse(z, curve.p);
  return mod(x * inverted * inverted, curve.p);
};
