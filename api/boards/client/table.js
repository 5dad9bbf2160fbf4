// A table of rows: sorted by a heading, filled a part at a time, with links from its cells.

import { el, painted } from './dom.js';
import { addressIn } from './links.js';
import { colourOf, textOf } from './looks.js';

/** Rows that are put on the page at once; more come when asked for. */
const rowsAtOnce = 100;

const isHidden = ({ look }) => look.custom?.hidden === true || look.custom?.hideFrom?.viz === true;

const cellOf = (field, fields, row) => {
  const value = field.values[row];
  const text = textOf(field, value);
  const address =
    value === null || value === ''
      ? null
      : (field.look.links ?? []).map(({ url }) => addressIn(url, { fields, row, field }))[0];
  const [link] = field.look.links ?? [];
  const inner =
    typeof address === 'string' ? el('a', { href: address, title: link.title }, text) : text;
  const isMapped = field.look.mappings !== undefined && field.kind === 'string';
  const colour = colourOf(field, value);
  // Words are marked and not coloured: pale colours are no ink.
  if (isMapped && colour !== null)
    return painted(el('td', { class: 'string marked' }, inner), '--mark', colour);
  const isColoured = field.look.custom?.cellOptions?.type?.startsWith('color') === true;
  return painted(el('td', { class: field.kind }, inner), 'color', isColoured ? colour : null);
};

const compared = (a, b) => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b));
};

const orderOf = ({ values }, direction) =>
  values.map((_, row) => row).sort((a, b) => direction * compared(values[a], values[b]));

const headingOf = (field, { sorted, onsort }) =>
  el(
    'th',
    { scope: 'col', class: field.kind, 'aria-sort': sorted },
    el('button', { type: 'button', onclick: onsort }, field.label),
  );

const words = { 1: 'ascending', '-1': 'descending' };

/** The table of one frame under a caption. */
export const tableOf = (frame, caption) => {
  const fields = frame.fields.filter((field) => !isHidden(field));
  const count = fields[0]?.values.length ?? 0;
  let order = Array.from({ length: count }, (_, row) => row);
  let by = { field: null, direction: 1 };
  let shown = rowsAtOnce;
  const head = el('tr');
  const body = el('tbody');
  const more = el('button', { type: 'button', class: 'more', onclick: () => grow() });
  const sortBy = (field) => {
    by = { field, direction: by.field === field ? -by.direction : 1 };
    order = orderOf(field, by.direction);
    fill();
  };
  const fill = () => {
    head.replaceChildren(
      ...fields.map((field) =>
        headingOf(field, {
          sorted: by.field === field ? words[by.direction] : null,
          onsort: () => sortBy(field),
        }),
      ),
    );
    const rows = order.slice(0, shown);
    body.replaceChildren(
      ...rows.map((row) => el('tr', {}, ...fields.map((one) => cellOf(one, frame.fields, row)))),
    );
    more.hidden = count <= shown;
    more.textContent = `Show more of ${count.toLocaleString('en')} rows`;
  };
  const grow = () => {
    shown += rowsAtOnce * 5;
    fill();
  };
  fill();
  const table = el('table', {}, el('caption', {}, caption), el('thead', {}, head), body);
  const attributes = { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption };
  return el('div', attributes, table, more);
};

/** A panel of the type table. */
export const drawTable = (panel, data, body) => {
  body.replaceChildren(...data.frames.map((frame) => tableOf(frame, panel.title ?? '')));
};
