// What a value looks like by its column: its text and its colour, from mappings and thresholds.

import { instantText, withUnit } from './units.js';

const named = {
  light: {
    green: '#2c7a34',
    blue: '#2563c9',
    yellow: '#b58105',
    orange: '#c2570c',
    red: '#c4162a',
    purple: '#8038c7',
    text: '#16202a',
  },
  dark: {
    green: '#73bf69',
    blue: '#6ea6ff',
    yellow: '#f2cc0c',
    orange: '#ff9830',
    red: '#ff7383',
    purple: '#c58af9',
    text: '#e4eaf0',
  },
};

const series = {
  light: ['#2563c9', '#2c7a34', '#c2570c', '#8038c7', '#0c7f86', '#b58105', '#c4162a', '#5a6875'],
  dark: ['#6ea6ff', '#73bf69', '#ff9830', '#c58af9', '#4fd1d9', '#f2cc0c', '#ff7383', '#94a3b1'],
};

export const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  if (chosen !== undefined) return chosen === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
};

const theme = () => (isDark() ? 'dark' : 'light');

/** A colour by Grafana's name for it (`dark-red`, `semi-dark-red` and so on), or as it is. */
export const colourNamed = (name) => {
  const bare = name.replace(/^(?:semi-dark|super-light|dark|light)-/, '');
  return named[theme()][bare] ?? name;
};

export const seriesColours = () => series[theme()];

const mappingOf = ({ mappings = [] }, value) => {
  for (const { type, options } of mappings) {
    if (type === 'value' && options[String(value)] !== undefined) return options[String(value)];
    const { from = -Infinity, to = Infinity, result } = options;
    if (
      type === 'range' &&
      value !== null &&
      value >= (from ?? -Infinity) &&
      value <= (to ?? Infinity)
    )
      return result;
    if (type === 'special' && options.match === 'null' && value === null) return result;
  }
  return null;
};

/** The text of a value in its column. */
export const textOf = ({ kind, look }, value) => {
  const mapped = mappingOf(look, value);
  if (mapped?.text !== undefined) return mapped.text;
  if (value === null || value === '') return look.noValue ?? '–';
  if (kind === 'time') return instantText(value);
  if (typeof value === 'number') return withUnit(value, look.unit, look.decimals);
  return String(value);
};

const stepOf = ({ thresholds }, value) => {
  const steps = thresholds?.steps ?? [];
  return steps.findLast(({ value: from }) => from === null || value >= from)?.color ?? 'text';
};

/** The colour of a value: of its mapping, the column's own, or of its threshold; null: plain. */
export const colourOf = ({ look }, value) => {
  const mapped = mappingOf(look, value)?.color;
  if (mapped !== undefined) return colourNamed(mapped);
  if (look.color?.mode === 'fixed') return colourNamed(look.color.fixedColor);
  if (typeof value !== 'number') return null;
  const step = stepOf(look, value);
  return step === 'text' ? null : colourNamed(step);
};

/** The colour that a whole series is fixed to; null where none is. */
export const fixedColourOf = ({ look }) =>
  look.color?.mode === 'fixed' ? colourNamed(look.color.fixedColor) : null;
