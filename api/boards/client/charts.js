// Panels that are pictures: what each type is in the words of ECharts.

import { colourOf, fixedColourOf, seriesColours, textOf } from './looks.js';
import { axes, shell, timeAxis, valueAxis } from './axes.js';
import { marksOf } from './marks.js';
import { readingsOf } from './numbers.js';

const timeAndSeries = ({ frames }) =>
  frames.flatMap(({ fields }) => {
    const time = fields.find(({ kind }) => kind === 'time');
    const rest = fields.filter((field) => field !== time && field.kind === 'number');
    return time === undefined ? [] : rest.map((field) => ({ time, field }));
  });

const colourAt = (field, index) =>
  fixedColourOf(field) ?? seriesColours()[index % seriesColours().length];

/**
 * Points of a line. Where whole steps are missing the line is broken: one drawn across them would
 * tell of values that nobody measured.
 */
const pairs = (over, { values }, width_ms) => {
  const isStepped = over.kind === 'time' && over.values.every((at) => at % width_ms === 0);
  return over.values.flatMap((at, i) => {
    const isGap = isStepped && i > 0 && at - over.values[i - 1] > 1.5 * width_ms;
    return isGap
      ? [
          [at - 1, null],
          [at, values[i]],
        ]
      : [[at, values[i]]];
  });
};

/** Bars stand over the step that they are of, and take most of its width. */
const asBars = (custom) => ({
  type: 'bar',
  barMaxWidth: 40,
  ...(custom.stacking?.mode === 'normal' ? { stack: 'all' } : {}),
});

const asLine = (custom, count) => ({
  type: 'line',
  lineStyle: { width: custom.lineWidth ?? 2 },
  symbol: 'circle',
  symbolSize: 4,
  showSymbol: count <= 60 && custom.showPoints !== 'never',
  areaStyle: { opacity: Math.min(custom.fillOpacity ?? 0, 25) / 100 },
  connectNulls: custom.spanNulls === true,
  ...(custom.stacking?.mode === 'normal' ? { stack: 'all' } : {}),
});

const seriesOf = (field, { over, data, index }) => {
  const custom = field.look.custom ?? {};
  const shape = custom.drawStyle === 'bars' ? asBars(custom) : asLine(custom, over.values.length);
  return {
    name: field.label,
    color: colourAt(field, index),
    data: pairs(over, field, custom.drawStyle === 'bars' ? Infinity : data.width_ms),
    animation: false,
    tooltip: { valueFormatter: (value) => textOf(field, value ?? null) },
    ...shape,
  };
};

/** A series that a word names, `failed` say, is not told by the title of its panel. */
const isWord = ({ name, label }) => name !== label;

const lines = (panel, data, context) => {
  const found = timeAndSeries(data);
  const series = found.map(({ field, time }, i) => seriesOf(field, { over: time, data, index: i }));
  if (series[0] !== undefined) Object.assign(series[0], marksOf(context));
  const hasBars = series.some(({ type }) => type === 'bar');
  return {
    ...axes(context, {
      x: timeAxis(context, hasBars ? (data.width_ms ?? 0) / 2 : 0),
      y: valueAxis(
        found.map(({ field }) => field),
        panel,
      ),
    }),
    legend: shell().legend(series.length > 1 || found.some(({ field }) => isWord(field))),
    series,
  };
};

const over = (panel, data, context) => {
  const [{ fields = [] } = {}] = data.frames;
  const x = fields.find(({ name }) => name === panel.options.xField) ?? fields[0];
  const rest = fields.filter((field) => field !== x && field.kind === 'number');
  const series = rest.map((field, i) => seriesOf(field, { over: x, data, index: i }));
  // A unit that the panel gives to all is that of its lines, and not of what they are drawn over.
  const isItsOwn = x?.look.unit !== panel.defaults.unit;
  const bottom = {
    type: 'value',
    name: x?.label ?? '',
    nameLocation: 'middle',
    nameGap: 22,
    scale: true,
    axisLabel: { formatter: (value) => (isItsOwn ? textOf(x, value) : String(value)) },
  };
  const pictured = axes(context, { x: bottom, y: valueAxis(rest, panel) });
  return {
    ...pictured,
    // The name of the axis stands between its numbers and the legend.
    grid: { ...pictured.grid, bottom: 46 },
    legend: shell().legend(series.length > 1),
    series,
  };
};

const bucketsOf = (field, width) => {
  const values = field.values.filter((value) => value !== null);
  const counts = new Map();
  for (const value of values) {
    const from = Math.floor(value / width) * width;
    counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  const all = [];
  for (let from = first; from <= last && all.length < 500; from += width)
    all.push([from, counts.get(from) ?? 0]);
  return all;
};

const histogram = (panel, data, context) => {
  const field = data.frames[0]?.fields.find(({ kind }) => kind === 'number') ?? null;
  if (field === null || field.values.length === 0) return null;
  const spread = Math.max(...field.values) - Math.min(...field.values);
  const width = panel.options.bucketSize ?? (spread / (panel.options.bucketCount ?? 30) || 1);
  const buckets = bucketsOf(field, width);
  const names = buckets.map(([from]) => textOf(field, from));
  const y = { type: 'value', minInterval: 1 };
  const x = { type: 'category', data: names, axisTick: { alignWithLabel: true } };
  const bars = buckets.map(([, count]) => count);
  return {
    ...axes(context, { x, y }),
    series: [
      {
        type: 'bar',
        name: `${names.length} buckets of ${textOf(field, width)}`,
        data: bars,
        barCategoryGap: '4%',
        color: seriesColours()[0],
        animation: false,
      },
    ],
  };
};

const pie = (panel, data) => ({
  tooltip: { ...shell().tooltip, trigger: 'item' },
  series: [
    {
      type: 'pie',
      radius: ['30%', '60%'],
      animation: false,
      // Names have the room beside the slices, and go on in a second line where that is too little.
      label: { color: shell().ink, formatter: '{b}\n{d}%', edgeDistance: 4, lineHeight: 14 },
      labelLine: { length: 8, length2: 6 },
      minShowLabelAngle: 4,
      data: readingsOf(panel, data).map(({ name, field, value, naming, raw }, i) => ({
        name,
        value: value ?? 0,
        itemStyle: {
          color: (naming && colourOf(naming, raw)) ?? seriesColours()[i % 8],
        },
        tooltip: { valueFormatter: () => textOf(field, value) },
      })),
    },
  ],
});

const columns = (panel, data, context) => {
  const [{ fields = [] } = {}] = data.frames;
  const x = fields.find(({ name }) => name === panel.options?.xField) ?? fields[0];
  const rest = fields.filter((field) => field !== x && field.kind === 'number');
  const names = x?.values.map((value) => textOf(x, value)) ?? [];
  const stack = panel.options?.stacking === 'normal' ? { stack: 'all' } : {};
  const series = rest.map((field, i) => ({
    type: 'bar',
    name: field.label,
    color: colourAt(field, i),
    data: field.values,
    animation: false,
    tooltip: { valueFormatter: (value) => textOf(field, value) },
    ...stack,
  }));
  return {
    ...axes(context, {
      x: { type: 'category', data: names },
      y: valueAxis(rest, panel),
    }),
    legend: shell().legend(series.length > 1),
    series,
  };
};

/** ECharts' options by the type of a panel; null where there is nothing to draw. */
export const pictures = {
  timeseries: lines,
  trend: over,
  xychart: over,
  histogram,
  piechart: pie,
  barchart: columns,
};
