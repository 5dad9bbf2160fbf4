// Money as integers: rates and amounts in ten-thousandths (`_e4`), products as exact fractions.

/**
 * An exact amount, as a whole count of the 360,000,000,000th part of the currency's unit: price in
 * ten-thousandths times energy in mWh, or times milliseconds of an hour, is always such a count.
 */
export type Exact = bigint;

/** Exact amounts in a ten-thousandth of the unit. */
const exactPerE4 = 36_000_000n;
/** Ten-thousandths of a percent in the whole. */
const whole_e4 = 1_000_000n;

/** What an energy costs, at a price per kWh. */
export const costOfEnergy = (price_e4: number, energy_mwh: number): Exact =>
  BigInt(price_e4) * BigInt(energy_mwh) * 36n;

/** What a time costs, at a price per hour. */
export const costOfTime = (price_e4: number, time_ms: number): Exact =>
  BigInt(price_e4) * BigInt(time_ms) * 10n;

/** What a fee costs. */
export const costOfFee = (price_e4: number): Exact => BigInt(price_e4) * exactPerE4;

/** The rounding rule of all money here: to the nearest, and a half away from zero. */
export const halfAwayFromZero = (numerator: bigint, denominator: bigint): bigint => {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
};

/** An amount before and after tax, in ten-thousandths of the currency's unit. */
export interface Amount {
  readonly excl_e4: number;
  readonly incl_e4: number;
}

export const nothing: Amount = { excl_e4: 0, incl_e4: 0 };

export const sumOf = (amounts: readonly Amount[]): Amount => ({
  excl_e4: amounts.reduce((sum, { excl_e4 }) => sum + excl_e4, 0),
  incl_e4: amounts.reduce((sum, { incl_e4 }) => sum + incl_e4, 0),
});

/** The amount with its sign turned; never the negative zero. */
export const negated = ({ excl_e4, incl_e4 }: Amount): Amount => ({
  excl_e4: -excl_e4 || 0,
  incl_e4: -incl_e4 || 0,
});

/** How a cost is taxed: the rate in ten-thousandths of a percent, and whether prices hold it. */
export interface Tax {
  readonly vat_e4: number;
  readonly included: boolean;
}

/** A cost before and after tax, each rounded once, to ten-thousandths. */
export const taxed = (cost: Exact, { vat_e4, included }: Tax): Amount => {
  const withTax = whole_e4 + BigInt(vat_e4);
  const plain = Number(halfAwayFromZero(cost, exactPerE4));
  if (included)
    return {
      excl_e4: Number(halfAwayFromZero(cost * whole_e4, exactPerE4 * withTax)),
      incl_e4: plain,
    };
  return {
    excl_e4: plain,
    incl_e4: Number(halfAwayFromZero(cost * withTax, exactPerE4 * whole_e4)),
  };
};

/** Ten-thousandths rounded to so many decimals of the unit. */
export const roundedTo = (value_e4: number, decimals: number): number => {
  const step = 10n ** BigInt(4 - decimals);
  return Number(halfAwayFromZero(BigInt(value_e4), step) * step) || 0;
};

/** Currencies without two decimals (ISO 4217); the world has few of them. */
const decimalsOf = new Map<string, number>([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF'].map(none),
  ...['UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(none),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map(three),
]);

function none(code: string): readonly [string, number] {
  return [code, 0];
}

function three(code: string): readonly [string, number] {
  return [code, 3];
}

/** Decimals in which a currency is paid (ISO 4217): mostly 2. */
export const currencyDecimals = (code: string): number => decimalsOf.get(code) ?? 2;

/**
 * A JSON number as ten-thousandths; null where it has more than four decimals or is too large.
 * The shortest text of a number is what was written, so no digit is made up or lost here.
 */
export const tenThousandths = (value: number): number | null => {
  const match = /^(-?)(\d{1,11})(?:\.(\d{1,4}))?$/.exec(String(value));
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const magnitude = Number(whole + fraction.padEnd(4, '0'));
  return sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
};

/** Ten-thousandths as the JSON number nearest to them, whose text has the same digits. */
export const asNumber = (value_e4: number): number => value_e4 / 10_000;

/** Ten-thousandths as text with so many decimals: 56,300 is `"5.63"`. */
export const moneyText = (value_e4: number, decimals: number): string => {
  const magnitude = Math.abs(roundedTo(value_e4, decimals));
  const whole = Math.floor(magnitude / 10_000);
  const fraction = String(magnitude % 10_000)
    .padStart(4, '0')
    .slice(0, decimals);
  return `${value_e4 < 0 ? '-' : ''}${whole}${decimals === 0 ? '' : `.${fraction}`}`;
};
