// Ranges of time: `now-24h`, `now/d`, an instant; what they are at this moment.

const units_ms = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

const shifted = (date, count, unit) => {
  const moved = new Date(date);
  if (unit === 'M') moved.setMonth(moved.getMonth() + count);
  else if (unit === 'y') moved.setFullYear(moved.getFullYear() + count);
  else moved.setTime(moved.getTime() + count * units_ms[unit]);
  return moved;
};

const startOf = (date, unit) => {
  const start = new Date(date);
  if (unit === 'y') start.setMonth(0, 1);
  if (unit === 'M') start.setDate(1);
  if (unit === 'w') start.setDate(start.getDate() - ((start.getDay() + 6) % 7));
  if (unit === 'm') start.setSeconds(0, 0);
  else if (unit === 'h') start.setMinutes(0, 0, 0);
  else start.setHours(0, 0, 0, 0);
  return start;
};

const relative = /^now(?:([+-]\d+)([smhdwMy]))?(?:\/([smhdwMy]))?$/;

/** Milliseconds of a text; `end` rounds to the end of what it names. Null for what is none. */
export const instantOf = (text, end = false) => {
  if (/^\d+$/.test(text)) return Number(text);
  const found = relative.exec(text);
  if (found === null) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : at;
  }
  const [, count, unit, round] = found;
  const moved = count === undefined ? new Date() : shifted(new Date(), Number(count), unit);
  if (round === undefined) return moved.getTime();
  const start = startOf(moved, round);
  return end ? shifted(start, 1, round).getTime() : start.getTime();
};

/** Ranges that are offered by name. */
export const presets = [
  ['now-1h', 'Last hour'],
  ['now-6h', 'Last 6 hours'],
  ['now-24h', 'Last 24 hours'],
  ['now-2d', 'Last 2 days'],
  ['now-7d', 'Last 7 days'],
  ['now-30d', 'Last 30 days'],
  ['now-90d', 'Last 90 days'],
  ['now-1y', 'Last year'],
];
