// Exact arithmetic on what stations send as decimal text: integers in thousandths, never floats.

/**
 * A decimal text as an integer count of thousandths of its unit: `"12.3456"` Wh is 12346 mWh.
 * Digits beyond the third are rounded half to even. Exponents are allowed (`"1.2e3"`).
 * Null where the text is not a plain decimal, or too large to be held exactly.
 */
export const thousandths = (text: string, powerOfTen = 0): number | null => {
  if (powerOfTen === 0) {
    const plain = plainThousandths(text);
    if (plain !== null) return plain;
  }
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

/** Most digits of a number that is read digit by digit: with three more it is still exact. */
const plainDigits_max = 12;

/** `123` and `123.4`, as nearly all values are written; null where it may be of another form. */
const plainThousandths = (text: string): number | null => {
  if (text.length === 0 || text.length > plainDigits_max) return null;
  let value = 0;
  let point = -1;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (text[at] === '.' && point === -1 && at > 0) point = at;
    else return null;
  }
  const decimals = point === -1 ? 0 : text.length - point - 1;
  if (decimals > 3 || point === text.length - 1) return null;
  return value * (thousandOf[decimals] ?? 1);
};

const zero = '0'.charCodeAt(0);
/** What a count of ones, tenths, hundredths and thousandths is in thousandths. */
const thousandOf = [1000, 100, 10, 1];

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
