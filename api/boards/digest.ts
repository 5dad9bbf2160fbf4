// What a page is told of its board: everything that is drawn, and no SQL.

import { panelsOf, variablesOf, type Board, type Panel } from './board.ts';
import { allChosen } from './expanding.ts';
import type { Resolved } from './variables.ts';

const panelForPage = ({ targets, fieldConfig, panels: _folded, ...panel }: Panel) => ({
  ...panel,
  defaults: fieldConfig?.defaults ?? {},
  asks: (targets ?? []).length > 0,
});

/** The board as its page draws it, and where else there is to go. */
export const boardForPage = (board: Board, boards: readonly Board[]) => {
  const { uid, title, description = '', time, refresh = '', timezone = 'browser' } = board;
  return {
    uid,
    title,
    description,
    time,
    refresh,
    timezone,
    variables: variablesOf(board).map(({ name }) => name),
    panels: panelsOf(board).map(panelForPage),
    boards: boards.map((each) => ({ uid: each.uid, title: each.title })),
  };
};

/** The variables that a page offers, with what can be chosen and what is. */
export const variablesForPage = (resolved: readonly Resolved[]) =>
  resolved.map(({ variable, options, chosen }) => ({
    name: variable.name,
    label: variable.label ?? variable.name,
    about: variable.description ?? '',
    shown: variable.hide !== 2 && !['datasource', 'constant'].includes(variable.type),
    free: variable.type === 'textbox',
    multi: variable.multi === true,
    options:
      variable.includeAll === true ? [{ value: allChosen, text: 'All' }, ...options] : options,
    chosen,
  }));
