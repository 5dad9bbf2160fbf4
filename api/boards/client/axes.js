// What all pictures have alike: ink and lines by the theme, axes, tooltips, legends.

import { durationTicks } from './duration-ticks.js';
import { isDark, textOf } from './looks.js';
import { instantText } from './units.js';

/** Colours and parts that depend on light or dark. */
export const shell = () => {
  const dark = isDark();
  const [ink, quiet, line, paper] = dark
    ? ['#e4eaf0', '#a9b6c2', '#33404c', '#1a2128']
    : ['#16202a', '#4d5a66', '#e1e6ea', '#ffffff'];
  return {
    ink,
    quiet,
    line,
    paper,
    // Drawn on the canvas: a box of markup would want styles that the page's policy forbids.
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: paper,
      borderColor: line,
      textStyle: { color: ink, fontSize: 12 },
    },
    legend: (shown) => ({
      show: shown,
      type: 'scroll',
      bottom: 0,
      icon: 'roundRect',
      itemHeight: 8,
      itemWidth: 14,
      textStyle: { color: ink },
      pageTextStyle: { color: ink },
    }),
  };
};

const dressed = (axis) => {
  const { quiet, line } = shell();
  return {
    ...axis,
    nameTextStyle: { color: quiet },
    axisLabel: { color: quiet, hideOverlap: true, ...axis.axisLabel },
    axisLine: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line }, ...axis.splitLine },
  };
};

/**
 * An axis of time over the whole range asked for, also where there are no data; with room beside it
 * for halves of bars, and never more: by itself the library makes room for a lone bar by its width,
 * so that a day would look like three.
 */
export const timeAxis = ({ from, to }, beside_ms = 0) => ({
  type: 'time',
  min: from - beside_ms,
  max: to + beside_ms,
  containShape: false,
  splitLine: { show: false },
});

/** The highest of all values of columns. */
const mostOf = (fields) =>
  fields.reduce((most, { values }) => values.reduce((a, b) => (b > a ? b : a), most), 0);

/** An axis of values in the unit of the columns that are drawn against it. */
export const valueAxis = ([field = null, ...more], { defaults }) => ({
  type: 'value',
  ...(field === null ? {} : durationTicks(field.look.unit, mostOf([field, ...more]))),
  ...(defaults.min === undefined ? {} : { min: defaults.min }),
  ...(defaults.max === undefined ? {} : { max: defaults.max }),
  // What is counted has no line between two numbers.
  ...(defaults.decimals === 0 && defaults.unit === 'short' ? { minInterval: 1 } : {}),
  axisLabel: field === null ? {} : { formatter: (value) => textOf(field, value) },
});

/** A picture with two axes. */
export const axes = (_context, { x, y }) => ({
  grid: { left: 8, right: 16, top: 16, bottom: 30, containLabel: true },
  xAxis: dressed(x),
  yAxis: dressed(y),
  tooltip: {
    ...shell().tooltip,
    trigger: 'axis',
    order: 'valueDesc',
    axisPointer: {
      type: 'line',
      label: { formatter: ({ value }) => (x.type === 'time' ? instantText(value, false) : value) },
    },
  },
});
