// Pictures of cells: states of ports over time, hours against values, places on a graticule.

import { axes, shell, timeAxis } from './axes.js';
import { colourOf, seriesColours, textOf } from './looks.js';
import { instantText } from './units.js';

/** Runs of one value: from where it begins to where another does, or the range ends. */
const runsOf = (times, values, end) => {
  const runs = [];
  times.forEach((at, i) => {
    const value = values[i];
    const last = runs.at(-1);
    if (last !== undefined && last.until === null) {
      if (last.value === value) return;
      last.until = at;
    }
    if (value !== null) runs.push({ value, from: at, until: null });
  });
  return runs.map((run) => ({ ...run, until: run.until ?? end }));
};

const barOf = (params, api) => {
  const [x, y] = api.coord([api.value(1), api.value(0)]);
  const [right] = api.coord([api.value(2), api.value(0)]);
  const height = api.size([0, 1])[1] * 0.8;
  const { x: left, width } = params.coordSys;
  const begin = Math.max(x, left);
  const end = Math.min(right, left + width);
  return {
    type: 'rect',
    shape: { x: begin, y: y - height / 2, width: Math.max(1, end - begin), height },
    style: { fill: api.visual('color') },
  };
};

/** States over time: a lane for each series. */
export const timeline = (_panel, data, context) => {
  const [{ fields = [] } = {}] = data.frames;
  const time = fields.find(({ kind }) => kind === 'time');
  const lanes = fields.filter((field) => field !== time);
  if (time === undefined) return null;
  const cells = lanes.flatMap((field, lane) =>
    runsOf(time.values, field.values, context.to).map(({ value, from, until }) => ({
      value: [lane, from, until],
      state: textOf(field, value),
      itemStyle: { color: colourOf(field, value) ?? seriesColours()[0] },
    })),
  );
  const words = [...new Map(cells.map(({ state, itemStyle }) => [state, itemStyle.color]))];
  const base = axes(context, {
    x: timeAxis(context),
    y: {
      type: 'category',
      data: lanes.map(({ label }) => label.replace(/^state /, '')),
      inverse: true,
    },
  });
  const told = ({ data: cell, seriesName }) =>
    cell === undefined
      ? seriesName
      : `${cell.state}\n${instantText(cell.value[1])} to ${instantText(cell.value[2])}`;
  return {
    ...base,
    tooltip: { ...shell().tooltip, trigger: 'item', formatter: told },
    legend: { ...shell().legend(true), selectedMode: false },
    series: words.map(([word, color]) => ({
      type: 'custom',
      name: word,
      color,
      animation: false,
      renderItem: barOf,
      encode: { x: [1, 2], y: 0 },
      data: cells.filter(({ state }) => state === word),
    })),
  };
};

/** Colour by time and series. */
export const heatmap = (_panel, data, context) => {
  const [{ fields = [] } = {}] = data.frames;
  const time = fields.find(({ kind }) => kind === 'time');
  const rows = fields
    .filter(({ kind }) => kind === 'number')
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
  if (time === undefined || rows.length === 0) return null;
  const wide = context.to - context.from > 2 * 864e5;
  const names = time.values.map((at) =>
    wide ? instantText(at).slice(0, 10) : instantText(at, false),
  );
  const cells = rows.flatMap(({ values }, y) =>
    values.flatMap((value, x) => (value === null ? [] : [[x, y, value]])),
  );
  const most = Math.max(0, ...cells.map(([, , value]) => value));
  const { quiet, paper } = shell();
  return {
    ...axes(context, {
      x: { type: 'category', data: names, axisLabel: { alignMaxLabel: 'right' } },
      y: { type: 'category', data: rows.map(({ label }) => label) },
    }),
    grid: { left: 8, right: 16, top: 8, bottom: 48, containLabel: true },
    tooltip: {
      ...shell().tooltip,
      trigger: 'item',
      formatter: ({ value: [x, y, value] }) =>
        `${names[x]}, ${rows[y].label}\n${textOf(rows[y], value)}`,
    },
    visualMap: {
      min: 0,
      max: most || 1,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 160,
      itemWidth: 10,
      calculable: false,
      text: [textOf(rows[0], most), textOf(rows[0], 0)],
      textStyle: { color: quiet },
      inRange: { color: [paper, seriesColours()[0]] },
    },
    series: [{ type: 'heatmap', data: cells, animation: false }],
  };
};

/** Places as points by latitude and longitude, on a graticule: no map is fetched from elsewhere. */
export const map = (_panel, data, context) => {
  const [{ fields = [] } = {}] = data.frames;
  const named = (pattern) => fields.find(({ name }) => pattern.test(name));
  const [lat, lon] = [named(/^lat/), named(/^lon|^lng/)];
  const value = fields.findLast((one) => one.kind === 'number' && one !== lat && one !== lon);
  const label = fields.find(({ kind }) => kind === 'string');
  if (lat === undefined || lon === undefined) return null;
  const points = lat.values.map((y, row) => ({
    value: [lon.values[row], y],
    name: label === undefined ? '' : String(label.values[row]),
    itemStyle: { color: (value && colourOf(value, value.values[row])) ?? seriesColours()[0] },
  }));
  const told = ({ name, dataIndex }) => {
    if (value === undefined) return name;
    return `${name}\n${value.label}: ${textOf(value, value.values[dataIndex])}`;
  };
  // Beyond some, names would lie over each other; a tooltip tells them still.
  const names = { show: points.length <= 40, position: 'right', formatter: '{b}' };
  const degrees = { type: 'value', scale: true, axisLabel: { formatter: '{value}°' } };
  return {
    ...axes(context, { x: degrees, y: degrees }),
    tooltip: { ...shell().tooltip, trigger: 'item', formatter: told },
    series: [
      {
        type: 'scatter',
        data: points,
        symbolSize: 10,
        animation: false,
        label: { ...names, color: shell().ink },
      },
    ],
  };
};
