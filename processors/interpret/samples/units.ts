// The units of sampled values: which one stands for which, and by what power of ten.

/** A unit without a multiplier, and the power of ten that the one said stands for. */
export interface Unit {
  readonly name: string;
  readonly exponent: number;
}

const plain = [
  'Wh',
  'varh',
  'VAh',
  'W',
  'var',
  'VA',
  'A',
  'V',
  'Pa',
  'Hz',
  'Percent',
  'Celsius',
  'Fahrenheit',
  'K',
  'RPM',
] as const;

/** Units by their name in lower case: stations mix cases, and 1.6 itself writes Celcius. */
const known: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...plain.map((name) => [name.toLowerCase(), { name, exponent: 0 }] as const),
  ...plain.slice(0, 9).map((name) => [`k${name.toLowerCase()}`, { name, exponent: 3 }] as const),
  ['celcius', { name: 'Celsius', exponent: 0 }],
  ['%', { name: 'Percent', exponent: 0 }],
]);

const ofNothing: Unit = { name: '', exponent: 0 };
/** Longest unit that is taken over as it was said. */
const unit_chars_max = 20;

/** The unit that was said; one that nobody knows stands for itself. */
export const unitOf = (said: string, measurand: string): Unit => {
  const text = said.trim();
  if (text === '') return defaultOf(measurand);
  return known.get(text.toLowerCase()) ?? { name: text.slice(0, unit_chars_max), exponent: 0 };
};

/**
 * The unit of a value without one: Wh of a register by OCPP 1.6 §7.45 and 2.0.1 UnitOfMeasureType,
 * and of all others the only one that their measurand has.
 */
const defaultOf = (measurand: string): Unit => {
  const [kind = '', sort = ''] = measurand.split('.');
  if (kind === 'Energy') return sort === 'Reactive' ? varh : wh;
  return defaults.get(kind === 'Power' ? `Power.${sort}` : kind) ?? ofNothing;
};

const wh: Unit = { name: 'Wh', exponent: 0 };
const varh: Unit = { name: 'varh', exponent: 0 };

const defaults: ReadonlyMap<string, Unit> = new Map([
  ['Power.Active', { name: 'W', exponent: 0 }],
  ['Power.Reactive', { name: 'var', exponent: 0 }],
  ['Power.Offered', { name: 'W', exponent: 0 }],
  ['Current', { name: 'A', exponent: 0 }],
  ['Voltage', { name: 'V', exponent: 0 }],
  ['Frequency', { name: 'Hz', exponent: 0 }],
  ['SoC', { name: 'Percent', exponent: 0 }],
  ['Temperature', { name: 'Celsius', exponent: 0 }],
  ['RPM', { name: 'RPM', exponent: 0 }],
]);
