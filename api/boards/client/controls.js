// The controls of a board: variables, range of time, refresh, theme, and the way to other boards.

import { el } from './dom.js';
import { instantOf, presets } from './range.js';
import { instantText } from './units.js';

const all = '$__all';

const labelled = (label, control, about = '') =>
  el('label', { title: about === '' ? null : about }, el('span', {}, label), control);

const summaryOf = ({ options, chosen }) => {
  const texts = chosen.map(
    (value) => options.find((option) => option.value === value)?.text ?? value,
  );
  return texts.length > 2
    ? `${texts.slice(0, 2).join(', ')} +${texts.length - 2}`
    : texts.join(', ');
};

const boxesOf = (variable, change) => {
  const { options, chosen } = variable;
  const tick = ({ target }) => {
    const { value, checked } = target;
    const rest = chosen.filter((one) => one !== value && one !== all);
    if (value === all) return change(variable, [all]);
    const next = checked ? [...rest, value] : rest;
    return change(variable, next.length === 0 ? [all] : next);
  };
  return options.map(({ value, text }) =>
    el(
      'label',
      { class: 'choice' },
      el('input', { type: 'checkbox', value, checked: chosen.includes(value), onchange: tick }),
      text,
    ),
  );
};

const many = (variable, change) =>
  el(
    'details',
    { class: 'many', 'data-name': variable.name },
    el('summary', { title: variable.about }, el('span', {}, variable.label), summaryOf(variable)),
    el('div', { role: 'group', 'aria-label': variable.label }, ...boxesOf(variable, change)),
  );

const single = (variable, change) => {
  const { options, chosen } = variable;
  const known = options.some(({ value }) => value === chosen[0]);
  const listed =
    known || chosen[0] === undefined
      ? options
      : [{ value: chosen[0], text: chosen[0] }, ...options];
  const select = el(
    'select',
    { name: `var-${variable.name}`, onchange: ({ target }) => change(variable, [target.value]) },
    ...listed.map(({ value, text }) =>
      el('option', { value, selected: value === chosen[0] }, text),
    ),
  );
  return labelled(variable.label, select, variable.about);
};

const free = (variable, change) =>
  labelled(
    variable.label,
    el('input', {
      value: variable.chosen[0] ?? '',
      onchange: ({ target }) => change(variable, [target.value]),
    }),
    variable.about,
  );

const variableOf = (variable, change) => {
  if (variable.free) return free(variable, change);
  return variable.multi ? many(variable, change) : single(variable, change);
};

const local = (at) => instantText(at, false).replace(' ', 'T');

const rangeControls = ({ from, to, setRange }) => {
  const known = presets.some(([name]) => name === from) && to === 'now';
  const own = known ? [] : [[from, to === 'now' ? `${from} to now` : 'Chosen below']];
  const preset = el(
    'select',
    { name: 'range', onchange: ({ target }) => setRange(target.value, 'now') },
    ...[...own, ...presets].map(([value, text]) =>
      el('option', { value, selected: value === from }, text),
    ),
  );
  const instant = (text, end) =>
    el('input', { type: 'datetime-local', value: local(instantOf(text, end) ?? Date.now()) });
  const [first, last] = [instant(from, false), instant(to, true)];
  const apply = () => {
    const [start, end] = [Date.parse(first.value), Date.parse(last.value)];
    last.setCustomValidity(start < end ? '' : 'The end must come after the beginning.');
    if (last.reportValidity()) setRange(String(start), String(end));
  };
  return [
    labelled('Range', preset),
    el(
      'details',
      { class: 'many' },
      el('summary', {}, 'From and to'),
      el(
        'div',
        { role: 'group', 'aria-label': 'From and to' },
        labelled('From', first),
        labelled('To', last),
        el('button', { type: 'button', onclick: apply }, 'Apply'),
      ),
    ),
  ];
};

const refreshes = [
  ['', 'off'],
  ['30s', '30 s'],
  ['1m', '1 min'],
  ['5m', '5 min'],
];

const optionsOf = (pairs, chosen) =>
  pairs.map(([value, text]) => el('option', { value, selected: value === chosen }, text));

/** Fills the form of controls. What changes is told to `state`. */
export const drawControls = (form, state) => {
  const open = [...form.querySelectorAll('details[open]')].map(({ dataset }) => dataset.name);
  const boards = state.boards.map(({ uid, title }) => [uid, title]);
  form.replaceChildren(
    labelled(
      'Board',
      el(
        'select',
        { name: 'board', onchange: ({ target }) => state.openBoard(target.value) },
        ...optionsOf(boards, state.uid),
      ),
    ),
    ...state.variables.filter(({ shown }) => shown).map((one) => variableOf(one, state.choose)),
    ...rangeControls(state),
    labelled(
      'Refresh',
      el(
        'select',
        { name: 'refresh', onchange: ({ target }) => state.setRefresh(target.value) },
        ...optionsOf(refreshes, state.refresh),
      ),
    ),
    el('button', { type: 'button', onclick: () => state.reload() }, 'Reload'),
    el(
      'button',
      { type: 'button', class: 'theme', onclick: () => state.turnTheme() },
      'Light or dark',
    ),
  );
  for (const name of open)
    if (name !== undefined)
      form.querySelector(`details[data-name="${name}"]`)?.setAttribute('open', '');
};
