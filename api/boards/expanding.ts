// The SQL of a board with the values of a request in it: through the expander's quoting alone.

import {
  allChosen,
  expandMacros,
  expandText,
  expandVariables,
  isAll,
  type TimeRange,
  type Variables,
  type VariableState,
} from '../../dashboards/expand.ts';
import { intervalFor } from '../../dashboards/interval.ts';
import { panelsOf, sqlOfVariable, variablesOf, type Board } from './board.ts';

export { allChosen, isAll, type TimeRange, type Variables, type VariableState };

/**
 * Stands for the dollar sign of a value while macros are expanded: a station may call itself
 * `$__interval(`, and a macro that is read in a value would swallow the end of its quotes.
 */
const shield = '\u{E024}';

const shieldedText = (text: string): string =>
  text === allChosen ? text : text.replaceAll('$', shield);

const shielded = (state: VariableState): VariableState => ({
  ...state,
  value:
    typeof state.value === 'string' ? shieldedText(state.value) : state.value.map(shieldedText),
  ...(state.options === undefined ? {} : { options: state.options.map(shieldedText) }),
});

export interface Asked {
  readonly variables: Variables;
  readonly range: TimeRange;
  /** As many points as the picture has room for. */
  readonly points_max: number;
}

/** The width of a point of a panel, milliseconds. */
export const widthOf = ({ range, points_max }: Asked, min: string | undefined): number =>
  intervalFor({ ...range, points_max, min });

/** The statement that Grafana would send for the same board, range and choice. */
export const statementOf = (sql: string, asked: Asked, width_ms: number): string => {
  const variables = Object.fromEntries(
    Object.entries(asked.variables).map(([name, state]) => [name, shielded(state)]),
  );
  const width = {
    __interval: { value: `${Math.max(Math.floor(width_ms / 1000), 1)}s` },
    __interval_ms: { value: String(width_ms) },
  };
  const chosen = expandVariables(sql, { ...variables, ...width }, asked.range);
  return expandMacros(chosen, asked.range, width_ms).replaceAll(shield, '$');
};

/** Grafana's addresses of boards, as they are here. */
const here = (url: string): string => url.replace(/^\/d\/([^/?#]+)(?:\/[^?#]*)?/, '/boards/$1');

/** The address of a link: the board's variables are put in, a row's fields are left for the page. */
export const addressOf = (url: string, { variables, range }: Asked): string =>
  here(expandText(url, variables, range));

const probe = "x'probe";

/** Throws where SQL of the board would take values without quoting them. */
export const requireQuoted = (board: Board): void => {
  const variables = variablesOf(board);
  const states = Object.fromEntries(variables.map(({ name }) => [name, { value: probe }]));
  const statements = [
    ...panelsOf(board).flatMap(({ targets }) => (targets ?? []).map(({ rawSql }) => rawSql)),
    ...variables.map((variable) => sqlOfVariable(variable) ?? ''),
    ...(board.annotations?.list ?? []).map(({ target }) => target?.rawSql ?? ''),
  ];
  const asked = { variables: states, range: { from_ms: 0, to_ms: 1 }, points_max: 1 };
  const bare = statements.find((sql) => statementOf(sql, asked, 1).includes(probe));
  if (bare === undefined) return;
  throw new TypeError(
    `${board.uid} puts a variable into SQL without quoting it; write \${name:singlequote}: ${bare}`,
  );
};
