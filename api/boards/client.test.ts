// What the page of a board makes of numbers, ranges, links and series before anything is drawn.

import fc from 'fast-check';
import { expect, test } from 'vitest';

/** The page's modules are plain JavaScript for the browser; this is what they give. */
const moduleOf = async <T>(name: string): Promise<T> =>
  (await import(new URL(`./client/${name}.js`, import.meta.url).href)) as T;

type Value = number | string | null;

interface Look {
  readonly unit?: string;
  readonly decimals?: number;
  readonly noValue?: string;
  readonly color?: { readonly mode: string; readonly fixedColor: string };
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly mappings?: readonly Readonly<Record<string, unknown>>[];
  readonly thresholds?: {
    readonly steps: readonly { readonly value: number | null; readonly color: string }[];
  };
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'time' | 'number' | 'string';
  readonly look: Look;
  readonly values: readonly Value[];
}

interface Data {
  readonly frames: readonly { readonly fields: readonly Field[] }[];
  readonly width_ms?: number;
}

interface Panel {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

interface Series {
  readonly name: string;
  readonly type: string;
  readonly data: readonly unknown[];
}

type Picture = (panel: Panel, data: Data, context: object) => { readonly series: Series[] } | null;

// Colours are those of a theme, which the page keeps in its document.
Object.assign(globalThis, { document: { documentElement: { dataset: { theme: 'light' } } } });

const { withUnit, instantText } = await moduleOf<{
  readonly withUnit: (value: number, unit?: string, decimals?: number) => string;
  readonly instantText: (at: number, withSeconds?: boolean) => string;
}>('units');
const { instantOf } = await moduleOf<{
  readonly instantOf: (text: string, end?: boolean) => number | null;
}>('range');
const { colourOf, textOf, colourNamed } = await moduleOf<{
  readonly colourOf: (field: Pick<Field, 'look'>, value: Value) => string | null;
  readonly textOf: (field: Pick<Field, 'look' | 'kind'>, value: Value) => string;
  readonly colourNamed: (name: string) => string;
}>('looks');
const { addressIn } = await moduleOf<{
  readonly addressIn: (url: string, place: object) => string | null;
}>('links');
const { readingsOf } = await moduleOf<{
  readonly readingsOf: (
    panel: Panel,
    data: Data,
  ) => readonly { readonly name: string; readonly value: Value }[];
}>('numbers');
const { pictures } = await moduleOf<{ pictures: Readonly<Record<string, Picture>> }>('charts');

const column = (name: string, kind: Field['kind'], values: readonly Value[]): Field => ({
  name,
  label: name,
  kind,
  look: {},
  values,
});

const { durationTicks } = await moduleOf<{
  readonly durationTicks: (
    unit: string,
    most: number,
  ) => { readonly interval: number; readonly max: number } | null;
}>('duration-ticks');

const unitsOfTime = [
  ['dtdurations', 1],
  ['s', 1],
  ['ms', 0.001],
  ['m', 60],
  ['h', 3600],
] as const;

test('ticks of time spent fall on whole seconds, minutes, hours or days, and end above all values', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...unitsOfTime),
      fc.double({ min: 6, max: 3e6, noNaN: true }),
      ([unit, one_s], most_s) => {
        const { interval = 0, max = 0 } = durationTicks(unit, most_s / one_s) ?? {};
        const step_s = Math.round(interval * one_s);
        const whole = [86_400, 3_600, 60, 1].find((part) => step_s >= part) ?? 1;
        expect(step_s % whole).toBe(0);
        expect(max).toBeGreaterThanOrEqual((most_s / one_s) * (1 - 1e-12));
        expect(Math.round(max / interval)).toBeLessThanOrEqual(6);
      },
    ),
  );
});

test.each([
  ['five minutes in seconds', 's', 290, { interval: 60, max: 300 }],
  ['a day and a half', 'dtdurations', 118_000, { interval: 21_600, max: 129_600 }],
  ['twelve seconds in milliseconds', 'ms', 11_300, { interval: 2_000, max: 12_000 }],
  ['parts of a second', 'ms', 900, null],
  ['energy', 'watth', 90_000, null],
] as const)('an axis of %s has ticks where people look for them', (_, unit, most, wanted) => {
  expect(durationTicks(unit, most)).toEqual(wanted);
});

test.each([
  [1234.5, 'kwatth', undefined, '1.23 MWh'],
  [0.5, 'kwatth', undefined, '500 Wh'],
  [0, 'watth', 1, '0 Wh'],
  [22_000, 'watt', undefined, '22 kW'],
  [-1500, 'watt', 1, '-1.5 kW'],
  [0.973, 'percentunit', undefined, '97.3%'],
  [99.9995, 'percent', 3, '99.999%'],
  [1_234_567, 'short', 0, '1 M'],
  [12_345, 'short', 0, '12,345'],
  [93_784, 'dtdurations', 0, '1 day'],
  [93_784, 'dtdurations', 1, '1 day, 2 hours'],
  [93_784, 'dtdurations', 2, '1 day, 2 hours, 3 minutes'],
  [0.25, 'dtdurations', 0, '250 ms'],
  [90, 's', 1, '1.5 min'],
  [1500, 'ms', 1, '1.5 s'],
  [1234.5, 'currency:financial:€', 2, '1,234.50 €'],
  [0.42, 'suffix: €/kWh', 2, '0.42 €/kWh'],
  [7, 'furlongs', 0, '7 furlongs'],
] as const)('%d in %s with %s decimals reads %s', (value, unit, decimals, text) => {
  expect(withUnit(value, unit, decimals)).toBe(text);
});

test('a range of now ends now, one of a whole day at its last midnight, and nonsense is none', () => {
  const now = Date.now();
  expect(instantOf('now')).toBeGreaterThanOrEqual(now);
  expect((instantOf('now') ?? 0) - (instantOf('now-2h') ?? 0)).toBeCloseTo(7_200_000, -3);
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  expect(instantOf('now/d')).toBe(midnight.getTime());
  const next = new Date(midnight);
  next.setDate(next.getDate() + 1);
  expect(Math.abs((instantOf('now/d', true) ?? 0) - next.getTime())).toBeLessThanOrEqual(3_600_000);
  expect(instantOf('2026-03-01T00:00:00Z')).toBe(Date.UTC(2026, 2, 1));
  expect(instantOf('1772323200000')).toBe(1_772_323_200_000);
  expect(instantOf('yesterday')).toBeNull();
});

test('a number has the colour of the last threshold that it reached, a state that of its word', () => {
  const steps = [
    { value: null, color: 'green' },
    { value: 60, color: 'orange' },
    { value: 300, color: 'red' },
  ];
  const age = { look: { thresholds: { steps } } };
  const seen = [0, 59.9, 60, 299, 300].map((value) => colourOf(age, value));
  const [green, orange, red] = ['green', 'orange', 'red'].map(colourNamed);
  expect(seen).toEqual([green, green, orange, orange, red]);
  const mappings = [
    { type: 'value', options: { 5: { text: 'faulted', color: 'red' } } },
    { type: 'special', options: { match: 'null', result: { text: 'never' } } },
  ];
  const state = { kind: 'number', look: { mappings } } as const;
  expect([textOf(state, 5), colourOf(state, 5), textOf(state, null)]).toEqual([
    'faulted',
    red,
    'never',
  ]);
});

test('what is not there is told by a dash, or as the column says', () => {
  expect(textOf({ kind: 'number', look: {} }, null)).toBe('–');
  expect(textOf({ kind: 'string', look: { noValue: 'none' } }, '')).toBe('none');
  expect(textOf({ kind: 'time', look: {} }, 0)).toBe(instantText(0));
});

test('a link takes fields of its row with their signs encoded, and never leaves the server', () => {
  const field = column('station_id', 'string', ["A&B's", 'C']);
  const place = { fields: [field], row: 0, field };
  const url = '/boards/laddbok-station?var-station=${__data.fields.station_id:percentencode}';
  expect(addressIn(url, place)).toBe('/boards/laddbok-station?var-station=A%26B%27s');
  expect(addressIn('/x?v=${__value.raw}', { ...place, row: 1 })).toBe('/x?v=C');
  expect(addressIn('https://example.org/${__value.raw}', place)).toBeNull();
  expect(addressIn('//example.org', place)).toBeNull();
});

test('a stat reads the last number that is told, a bar gauge each row under its name', () => {
  const name = column('site', 'string', ['North', 'South']);
  const energy = column('energy', 'number', [3, null]);
  const data = { frames: [{ fields: [name, energy] }] };
  const last = readingsOf({ defaults: {}, options: { reduceOptions: {} } }, data);
  expect(last.map(({ value }) => value)).toEqual([3]);
  const reduceOptions = { values: true, fields: '/^energy$/' };
  const each = readingsOf({ defaults: {}, options: { reduceOptions } }, data);
  expect(each.map((one) => [one.name, one.value])).toEqual([
    ['North', 3],
    ['South', null],
  ]);
});

const drawn = (type: string, fields: readonly Field[], width_ms = 60_000): readonly Series[] =>
  pictures[type]?.({ defaults: {}, options: {} }, { frames: [{ fields }], width_ms }, { marks: [] })
    ?.series ?? [];

test('a line is broken where whole steps are missing, and goes on where none is', () => {
  const time = column('time', 'time', [0, 60_000, 300_000]);
  const [line] = drawn('timeseries', [time, column('power', 'number', [1, 2, 3])]);
  expect(line?.data).toEqual([
    [0, 1],
    [60_000, 2],
    [299_999, null],
    [300_000, 3],
  ]);
  const unstepped = column('time', 'time', [1, 60_007, 300_011]);
  const [plain] = drawn('timeseries', [unstepped, column('power', 'number', [1, 2, 3])]);
  expect(plain?.data).toHaveLength(3);
});

test('each number of a frame is a series of its own under its label', () => {
  const time = column('time', 'time', [0]);
  const shown = drawn('timeseries', [
    time,
    column('S1', 'number', [1]),
    column('S2', 'number', [2]),
    column('note', 'string', ['x']),
  ]);
  expect(shown.map(({ name }) => name)).toEqual(['S1', 'S2']);
});

test('a histogram counts every value once, with the empty buckets in between', () => {
  const options = { bucketSize: 10 };
  const fields = [column('minutes', 'number', [1, 9, 10, 35])];
  const picture = pictures['histogram']?.(
    { defaults: {}, options },
    { frames: [{ fields }] },
    { marks: [] },
  );
  expect(picture?.series[0]?.data).toEqual([2, 1, 0, 1]);
});

test.each([
  ['lines', 0],
  ['bars', 50],
])('the axis of %s is the range, with room for half a bar on either side', (drawStyle, beside) => {
  const value = { ...column('a', 'number', [1]), look: { custom: { drawStyle } } };
  const data = { width_ms: 100, frames: [{ fields: [column('time', 'time', [1_000]), value] }] };
  const picture = pictures['timeseries']?.({ defaults: {} }, data, {
    from: 1_000,
    to: 2_000,
    marks: [],
  });
  expect(picture).toMatchObject({
    xAxis: { min: 1_000 - beside, max: 2_000 + beside, containShape: false },
  });
});
