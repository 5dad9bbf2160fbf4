// Exact arithmetic on what stations send as decimal text: integers in thousandths, never floats.

/**
 * A decimal text as an integer count of thousandths of its unit: `"12.3456"` Wh is 12346 mWh.
 * Digits beyond the third are rounded half to even. Exponents are allowed (`"1.2e3"`).
 * Null where the text is not a plain decimal, or too large to be held exactly.
 */
export const thousandths = (text: string, powerOfTen = 0): number | null => {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) + powerOfTen + 3 - fraction.length;
  const digits = whole + fraction;
  if (Math.abs(shift) > 40 || digits.length > 40) return null;
  const magnitude = scaled(digits, shift);
  if (!Number.isSafeInteger(magnitude)) return null;
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
};

/** `digits × 10^shift`, rounded half to even. */
const scaled = (digits: string, shift: number): number => {
  if (shift >= 0)
    return digits.length + shift <= 15 ? Number(digits) * 10 ** shift : big(digits, shift);
  const unit = 10n ** BigInt(-shift);
  const all = BigInt(digits);
  const down = all / unit;
  const twice = (all % unit) * 2n;
  const up = twice > unit || (twice === unit && down % 2n === 1n);
  return Number(up ? down + 1n : down);
};

const big = (digits: string, shift: number): number =>
  Number(BigInt(digits) * 10n ** BigInt(shift));

/** `floor(a × b / c)` for non-negative integers, exact beyond 2^53. */
export const mulDivFloor = (a: number, b: number, c: number): number => {
  const product = a * b;
  if (Number.isSafeInteger(product)) return Math.floor(product / c);
  return Number((BigInt(a) * BigInt(b)) / BigInt(c));
};

/** Thousandths as decimal text: 12346 is `"12.346"`, -5 is `"-0.005"`. */
export const decimalText = (value: number): string => {
  const magnitude = Math.abs(value);
  const whole = Math.floor(magnitude / 1000);
  const rest = String(magnitude % 1000).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${whole}.${rest}`;
};
