// One panel: its frame, what it shows, what went wrong, and its data as a table beside a picture.

import * as echarts from './echarts.js';
import { pictures } from './charts.js';
import { el } from './dom.js';
import { heatmap, map, timeline } from './grids.js';
import { drawBars, drawGauge, drawStat } from './numbers.js';
import { drawTable, tableOf } from './table.js';
import { drawText } from './text.js';

const plain = {
  stat: drawStat,
  gauge: drawGauge,
  bargauge: drawBars,
  table: drawTable,
  text: drawText,
};
const drawn = {
  ...pictures,
  'state-timeline': timeline,
  'status-history': timeline,
  heatmap,
  geomap: map,
};

const isEmpty = ({ frames }) =>
  frames.every(({ fields }) => fields.every(({ values }) => values.length === 0));

/** The frame of a panel, on the page before its data are there. */
export const frameOf = (panel) => {
  const title = `panel-${panel.id}-title`;
  const about = panel.description ?? '';
  const hint = `panel-${panel.id}-about`;
  const tip = el('span', { role: 'tooltip', id: hint, class: 'tip' }, about);
  const info = el(
    'span',
    { class: 'info' },
    el(
      'button',
      { type: 'button', 'aria-label': `About ${panel.title}`, 'aria-describedby': hint },
      'i',
    ),
    tip,
  );
  info.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') info.firstChild.blur();
  });
  const body = el('div', { class: 'body' });
  const note = el('p', { class: 'note', hidden: true });
  const switcher = el(
    'button',
    { type: 'button', class: 'switch', hidden: true, 'aria-pressed': 'false' },
    'Table',
  );
  const head = el(
    'header',
    {},
    el('h3', { id: title }, panel.title ?? ''),
    about === '' ? null : info,
    switcher,
  );
  const section = el(
    'section',
    {
      class: `panel ${panel.type}`,
      'aria-labelledby': title,
      'data-id': panel.id,
      'data-state': 'waiting',
      'aria-busy': 'true',
    },
    head,
    body,
    note,
  );
  section.style.setProperty('--width', String(panel.gridPos.w));
  section.style.setProperty('--height', String(panel.gridPos.h));
  return { panel, section, body, note, switcher, chart: null, data: null, asTable: false };
};

const withoutChart = (view) => {
  view.chart?.dispose();
  view.chart = null;
};

const say = ({ note, section }, text, state) => {
  note.textContent = text;
  note.hidden = text === '';
  section.dataset.state = state;
  section.setAttribute('aria-busy', 'false');
};

/** Says that the panel is being asked; what it showed before stays until the answer is there. */
export const wait = ({ section }) => {
  section.setAttribute('aria-busy', 'true');
};

const drawPicture = (view, context) => {
  const option = drawn[view.panel.type](view.panel, view.data, context);
  if (option === null) return false;
  if (view.chart === null) {
    const { title = '' } = view.panel;
    const canvas = el('div', {
      class: 'chart',
      role: 'img',
      'aria-label': `${title}, a chart. Its data are in the table that the button Table shows.`,
    });
    view.body.replaceChildren(canvas);
    view.chart = echarts.init(canvas, null, { renderer: 'canvas' });
  }
  view.chart.setOption({ backgroundColor: 'transparent', ...option }, { notMerge: true });
  return true;
};

const drawAsTable = (view) => {
  withoutChart(view);
  view.body.replaceChildren(
    ...view.data.frames.map((frame) => tableOf(frame, view.panel.title ?? '')),
  );
};

/** Draws what is known of a panel; again after a change of the theme or of its size. */
export const redraw = (view, context) => {
  if (view.data === null) return;
  const { type } = view.panel;
  const isPicture = drawn[type] !== undefined;
  const numbers = plain[type];
  if (isEmpty(view.data) && type !== 'text' && type !== 'stat') {
    withoutChart(view);
    view.switcher.hidden = true;
    view.body.replaceChildren(el('p', { class: 'none' }, 'No data in this range.'));
    say(view, '', 'empty');
    return;
  }
  view.switcher.hidden = !isPicture;
  if (isPicture && !view.asTable) drawPicture(view, context);
  else if (numbers === undefined || view.asTable) drawAsTable(view);
  else numbers(view.panel, view.data, view.body);
  say(view, view.data.cut ? 'More rows were found than are shown.' : '', 'drawn');
};

/** Turns between picture and table. */
export const onSwitch = (view, contextOf) => {
  view.switcher.addEventListener('click', () => {
    view.asTable = !view.asTable;
    view.switcher.setAttribute('aria-pressed', String(view.asTable));
    withoutChart(view);
    redraw(view, contextOf());
  });
};

/** What went wrong, where the picture would be; what was there before would be taken for now. */
export const fail = (view, message) => {
  withoutChart(view);
  view.data = null;
  view.body.replaceChildren();
  view.switcher.hidden = true;
  say(view, message, 'failed');
};
