// The page of a board: reads what it is asked for, draws it, and keeps it fresh.

import { ask } from './ask.js';
import { drawControls } from './controls.js';
import { el } from './dom.js';
import { watchFreshness } from './freshness.js';
import { fail, frameOf, onSwitch, redraw, wait } from './panel.js';
import { instantOf } from './range.js';

const { uid } = document.body.dataset;
const form = document.getElementById('controls');
const main = document.getElementById('panels');
/** Panels that ask at the same time; the store answers few at once. */
const asking_max = 4;
const refreshes_ms = { '30s': 30_000, '1m': 60_000, '5m': 300_000 };

const address = new URLSearchParams(location.search);
/** What is shown, and how. */
const state = /** @type {Record<string, any>} */ ({
  uid,
  variables: [],
  marks: [],
  views: [],
  turn: 0,
  timer: 0,
  boards: [],
});

const rangeNow = () => ({ from: instantOf(state.from), to: instantOf(state.to, true) });
const context = () => ({ ...state.range, marks: state.marks });

const queryOf = (more = {}) => {
  const query = new URLSearchParams({ ...state.range, ...more });
  for (const { name, chosen } of state.variables)
    for (const value of chosen) query.append(`var-${name}`, value);
  return query;
};

/** The address says what is shown, so that it can be sent to somebody. */
const writeAddress = () => {
  const query = new URLSearchParams({ from: state.from, to: state.to });
  for (const { name, chosen, shown } of state.variables)
    if (shown) for (const value of chosen) query.append(`var-${name}`, value);
  history.replaceState(null, '', `?${query}`);
};

const loadPanel = async (view, turn) => {
  const points = Math.max(20, Math.min(2_000, Math.round(view.section.clientWidth / 2)));
  try {
    const data = view.panel.asks
      ? await ask(`/boards/${uid}/panels/${view.panel.id}/data`, queryOf({ points }))
      : { frames: [], cut: false };
    if (turn !== state.turn) return;
    view.data = data;
    redraw(view, context());
  } catch (error) {
    if (turn === state.turn) fail(view, error.message);
  }
};

const loadPanels = async (turn) => {
  const waiting = [...state.views];
  const worker = async () => {
    for (let view = waiting.shift(); view !== undefined; view = waiting.shift())
      if (turn === state.turn) await loadPanel(view, turn);
  };
  await Promise.all(Array.from({ length: asking_max }, worker));
};

const schedule = () => {
  clearTimeout(state.timer);
  const every_ms = refreshes_ms[state.refresh];
  if (every_ms !== undefined && state.to.startsWith('now'))
    state.timer = setTimeout(() => void (document.hidden ? schedule() : load()), every_ms);
};

const loadVariables = async () => {
  const first = state.variables.length === 0;
  const query = first ? new URLSearchParams({ ...state.range }) : queryOf();
  if (first)
    for (const [name, value] of address) if (state.names.includes(name)) query.append(name, value);
  return ask(`/boards/${uid}/variables`, query);
};

const load = async () => {
  const turn = ++state.turn;
  state.range = rangeNow();
  document.body.dataset.state = 'loading';
  for (const view of state.views) wait(view);
  try {
    state.variables = await loadVariables();
    if (turn !== state.turn) return;
    // A control in use is left alone: it would be closed under the hand.
    if (!form.contains(document.activeElement)) drawControls(form, state);
    writeAddress();
    state.marks = await ask(`/boards/${uid}/annotations`, queryOf()).catch(() => []);
    await loadPanels(turn);
  } catch (error) {
    for (const view of state.views) fail(view, error.message);
  }
  if (turn !== state.turn) return;
  document.body.dataset.state = 'loaded';
  schedule();
};

const isChoosable = ({ options }, value) => options.some((option) => option.value === value);

/** What depends on the choice is chosen anew where it can no longer be chosen. */
const choose = async (variable, chosen) => {
  const at = state.variables.indexOf(variable);
  state.variables = state.variables.map((one, i) => (i === at ? { ...one, chosen } : one));
  state.range = rangeNow();
  const found = await loadVariables();
  state.variables = found.map((one, i) =>
    i <= at || one.options.length === 0 || one.free
      ? one
      : { ...one, chosen: one.chosen.filter((value) => isChoosable(one, value)) },
  );
  drawControls(form, state);
  form
    .querySelector(`[name="var-${variable.name}"], [data-name="${variable.name}"] summary`)
    ?.focus();
  await load();
};

const redrawAll = () => {
  for (const view of state.views) {
    view.chart?.dispose();
    view.chart = null;
    redraw(view, context());
  }
};

const turnTheme = () => {
  const { dataset } = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  dataset.theme = (dataset.theme ?? (dark ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', dataset.theme);
  redrawAll();
};

const openBoard = (other) => {
  const query = new URLSearchParams(location.search);
  location.assign(`/boards/${other}?${query}`);
};

const sectionsOf = (panels) =>
  panels.map((panel) => {
    if (panel.type === 'row') return el('h2', {}, panel.title ?? '');
    const view = frameOf(panel);
    onSwitch(view, context);
    state.views.push(view);
    return view.section;
  });

const start = async () => {
  const theme = localStorage.getItem('theme');
  if (theme !== null) document.documentElement.dataset.theme = theme;
  watchFreshness(document.getElementById('freshness'));
  const board = await ask(`/boards/${uid}/board`);
  Object.assign(state, {
    boards: board.boards,
    names: board.variables.map((name) => `var-${name}`),
    from: address.get('from') ?? board.time.from,
    to: address.get('to') ?? board.time.to,
    refresh: board.refresh,
    setRange: async (from, to) => {
      Object.assign(state, { from, to });
      await load();
      drawControls(form, state);
    },
    setRefresh: (refresh) => {
      state.refresh = refresh;
      schedule();
    },
    reload: load,
    choose,
    turnTheme,
    openBoard,
  });
  main.replaceChildren(el('p', { class: 'about' }, board.description), ...sectionsOf(board.panels));
  new ResizeObserver(() => state.views.forEach(({ chart }) => chart?.resize())).observe(main);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
  form.addEventListener('submit', (event) => event.preventDefault());
  await load();
};

start().catch((error) => {
  main.replaceChildren(el('p', { class: 'note', role: 'alert' }, error.message));
});
