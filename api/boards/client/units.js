// Numbers as they are read: with their unit, as Grafana writes it.

const scales = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

const decimalsFor = (size) => {
  if (size >= 100) return 0;
  return size >= 10 ? 1 : 2;
};

const fixed = (value, decimals) => {
  if (decimals === null || decimals === undefined)
    return String(Number(value.toFixed(decimalsFor(Math.abs(value)))));
  return value.toFixed(decimals);
};

const scaled = (value, decimals, unit) => {
  const size = Math.abs(value);
  const [by, prefix] = scales.find(([least]) => size >= least) ?? [1, ''];
  return `${fixed(value / by, by === 1 && Number.isInteger(value) ? 0 : decimals)} ${prefix}${unit}`.trim();
};

/** Counts are written whole up to a million, with their thousands apart. */
const counted = (value, decimals) => {
  if (Math.abs(value) >= 1e6) return scaled(value, decimals ?? 2, '');
  return Number(fixed(value, decimals)).toLocaleString('en', {
    maximumFractionDigits: decimals ?? 2,
  });
};

const spans = [
  [31_557_600, 'year'],
  [2_629_800, 'month'],
  [604_800, 'week'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Seconds in as many units as there are decimals, and one more. */
const lasting = (value, decimals) => {
  if (value < 0) return `${lasting(-value, decimals)} ago`;
  if (value < 1) return value === 0 ? '0 seconds' : `${Math.round(value * 1000)} ms`;
  const parts = [];
  let rest = Math.round(value);
  const start = spans.findIndex(([width]) => rest >= width);
  for (const [width, name] of spans.slice(start, start + 1 + (decimals ?? 0))) {
    const count = Math.floor(rest / width);
    rest -= count * width;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.join(', ');
};

const seconds = (value, decimals) => {
  const size = Math.abs(value);
  if (size >= 86_400) return `${fixed(value / 86_400, decimals)} days`;
  if (size >= 3_600) return `${fixed(value / 3_600, decimals)} h`;
  if (size >= 60) return `${fixed(value / 60, decimals)} min`;
  return size >= 1 || size === 0
    ? `${fixed(value, decimals)} s`
    : `${fixed(value * 1e3, decimals)} ms`;
};

const two = (number) => String(number).padStart(2, '0');

/** An instant in the zone of the reader. */
export const instantText = (at, withSeconds = true) => {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return `${day} ${time}${withSeconds ? `:${two(date.getSeconds())}` : ''}`;
};

const money = (sign) => (value) =>
  value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }) + ` ${sign}`;

const writers = {
  none: (value, decimals) => fixed(value, decimals ?? null),
  short: counted,
  percent: (value, decimals) => `${fixed(value, decimals)}%`,
  percentunit: (value, decimals) => `${fixed(value * 100, decimals)}%`,
  watt: (value, decimals) => scaled(value, decimals, 'W'),
  kwatt: (value, decimals) => scaled(value * 1e3, decimals, 'W'),
  watth: (value, decimals) => scaled(value, decimals, 'Wh'),
  kwatth: (value, decimals) => scaled(value * 1e3, decimals, 'Wh'),
  bytes: (value, decimals) => scaled(value, decimals, 'B'),
  dtdurations: lasting,
  s: seconds,
  m: (value, decimals) => seconds(value * 60, decimals),
  ms: (value, decimals) =>
    Math.abs(value) >= 1_000 ? seconds(value / 1_000, decimals) : `${fixed(value, decimals)} ms`,
  ops: (value, decimals) => `${counted(value, decimals)} /s`,
  currencyEUR: money('€'),
  dateTimeAsIso: (value) => instantText(value),
};

const suffixed = (unit, value, decimals) => {
  const [kind, ...rest] = unit.split(':');
  if (kind === 'suffix') return `${fixed(value, decimals)}${rest.join(':')}`;
  if (kind === 'prefix') return `${rest.join(':')}${fixed(value, decimals)}`;
  if (kind === 'currency') return money(rest.at(-1))(value);
  return `${fixed(value, decimals)} ${unit}`.trim();
};

/** A number in a unit of Grafana's; an unknown unit is written behind it, as Grafana does. */
export const withUnit = (value, unit = 'none', decimals = null) => {
  const write = writers[unit];
  return write === undefined ? suffixed(unit, value, decimals) : write(value, decimals);
};
