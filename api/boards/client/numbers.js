// Panels that are numbers: single ones, and bars by row; plain elements that any reader can read.

import { el, painted } from './dom.js';
import { colourOf, seriesColours, textOf } from './looks.js';

const patternOf = (text) => {
  const [, body = null] = /^\/(.*)\/$/.exec(text) ?? [];
  return body === null ? null : new RegExp(body);
};

const measuresOf = (frames, wanted) => {
  const pattern = patternOf(wanted ?? '');
  return frames
    .flatMap(({ fields }) => fields.map((field) => ({ field, fields })))
    .filter(({ field }) =>
      pattern === null
        ? field.kind === 'number' || wanted === `${field.kind}`
        : pattern.test(field.name) || pattern.test(field.label),
    );
};

const lastOf = ({ values }) => values.findLast((value) => value !== null) ?? null;

/** Each number of a panel with its name: a row each, or the last of each column. */
export const readingsOf = ({ options = {} }, { frames }) => {
  const { values: everyRow = false, fields: wanted } = options.reduceOptions ?? {};
  return measuresOf(frames, wanted).flatMap(({ field, fields }) => {
    if (!everyRow) return [{ name: field.label, field, value: lastOf(field) }];
    const naming = fields.find((one) => one.kind === 'string') ?? fields[0];
    return field.values.map((value, row) => ({
      name: naming === field ? field.label : textOf(naming, naming.values[row]),
      raw: naming?.values[row],
      naming,
      field,
      value,
    }));
  });
};

/** One or several numbers, large. */
export const drawStat = (panel, data, body) => {
  const readings = readingsOf(panel, data);
  const coloured = panel.options?.colorMode !== 'none';
  const shown = readings.map(({ name, field, value }) =>
    el(
      'p',
      { class: 'stat' },
      painted(
        el('strong', {}, textOf(field, value)),
        'color',
        coloured ? colourOf(field, value) : null,
      ),
      readings.length > 1 ? el('span', {}, name) : null,
    ),
  );
  const [none = { defaults: panel.defaults }] = [];
  const empty = el('p', { class: 'stat' }, el('strong', {}, none.defaults.noValue ?? '–'));
  body.replaceChildren(...(shown.length > 0 ? shown : [empty]));
};

/** A share as a number over a bar that shows where its limits lie. */
export const drawGauge = (panel, data, body) => {
  drawStat(panel, data, body);
  for (const { field, value } of readingsOf(panel, data)) {
    const { min = 0, max = 1 } = field.look;
    const bar = el('div', { class: 'bar', 'aria-hidden': 'true' }, el('i'));
    const share = Math.max(0, Math.min(1, ((value ?? min) - min) / (max - min || 1)));
    bar.firstChild.style.width = `${share * 100}%`;
    painted(bar.firstChild, 'background', colourOf(field, value) ?? seriesColours()[0]);
    body.append(bar);
  }
};

const markOf = ({ naming, raw, field, value }) =>
  (naming === undefined ? null : colourOf(naming, raw)) ??
  colourOf(field, value) ??
  seriesColours()[0];

/** A bar for each row, longest at its full width. */
export const drawBars = (panel, data, body) => {
  const readings = readingsOf(panel, data);
  const most = Math.max(0, ...readings.map(({ value }) => value ?? 0));
  const top = panel.defaults.max ?? most;
  const rows = readings.map((reading) => {
    const fill = el('i');
    fill.style.width = `${top > 0 ? (Math.max(0, reading.value ?? 0) / top) * 100 : 0}%`;
    painted(fill, 'background', markOf(reading));
    return el(
      'li',
      {},
      el('span', { class: 'name' }, reading.name),
      el('span', { class: 'bar', 'aria-hidden': 'true' }, fill),
      el('b', {}, textOf(reading.field, reading.value)),
    );
  });
  body.replaceChildren(el('ul', { class: 'bars' }, ...rows));
};
