// What can be chosen of each variable of a board, and what is: by the request, or by default.

import { tenantOf } from '../tenant.ts';
import type { AskStore } from './ask-store.ts';
import { sqlOfVariable, variablesOf, type Board, type Variable } from './board.ts';
import {
  allChosen,
  statementOf,
  type TimeRange,
  type Variables,
  type VariableState,
} from './expanding.ts';
import { tableOf } from './frames.ts';

export interface Option {
  readonly value: string;
  readonly text: string;
}

/** A variable with what can be chosen, and what is. */
export interface Resolved {
  readonly variable: Variable;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
}

/** Values of a request by variable. */
export type Choice = Readonly<Record<string, readonly string[]>>;

export interface Resolving {
  readonly board: Board;
  readonly choice: Choice;
  readonly range: TimeRange;
  readonly defaultTenant: string;
  /** The only tenant that whoever asks may see; null for any. */
  readonly onlyTenant: string | null;
  readonly ask: AskStore;
}

const dataSource = 'laddbok';

const listed = (text: string): readonly Option[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => {
      const [label = '', value = label] = each.split(/\s+:\s+/);
      return { value, text: label };
    });

const fromStore = async (
  sql: string,
  variables: Variables,
  { range, ask }: Resolving,
): Promise<readonly Option[]> => {
  const asked = { variables, range, points_max: 100 };
  const { described, rows } = await ask(sql, statementOf(sql, asked, 1_000));
  const [values, texts = values] = tableOf(described, rows);
  return (values?.values ?? []).map((value, i) => ({
    value: String(value ?? ''),
    text: String(texts?.values[i] ?? ''),
  }));
};

const optionsOf = async (
  variable: Variable,
  variables: Variables,
  resolving: Resolving,
): Promise<readonly Option[]> => {
  const { onlyTenant } = resolving;
  // Not even the names of others are shown.
  if (variable.name === 'tenant' && onlyTenant !== null)
    return [{ value: onlyTenant, text: onlyTenant }];
  const sql = sqlOfVariable(variable);
  if (sql !== null) return fromStore(sql, variables, resolving);
  if (variable.type === 'custom' && typeof variable.query === 'string')
    return listed(variable.query);
  return [];
};

const currentOf = ({ current }: Variable): readonly string[] =>
  [current?.value ?? []].flat().filter((value) => value !== '');

/** What is chosen where the request says nothing: the board's choice, All, or the first. */
const unasked = (variable: Variable, options: readonly Option[]): readonly string[] => {
  if (currentOf(variable).length > 0) return currentOf(variable);
  if (variable.includeAll === true) return [allChosen];
  if (typeof variable.query === 'string' && variable.type !== 'custom') return [variable.query];
  return options.slice(0, 1).map(({ value }) => value);
};

const chosenOf = (
  variable: Variable,
  options: readonly Option[],
  { choice, defaultTenant, onlyTenant }: Resolving,
): readonly string[] => {
  const asked = choice[variable.name] ?? [];
  if (variable.type === 'datasource') return [dataSource];
  if (variable.type === 'constant') return unasked(variable, options);
  // Whose data a request may see is decided in one place, for questions and boards alike.
  if (variable.name === 'tenant')
    return [onlyTenant ?? tenantOf({ tenant: asked[0] }, defaultTenant)];
  const fitting =
    variable.includeAll === true ? asked : asked.filter((value) => value !== allChosen);
  if (fitting.length === 0) return unasked(variable, options);
  return variable.multi === true && !fitting.includes(allChosen) ? fitting : fitting.slice(0, 1);
};

/** What the expander is told of a variable. */
export const stateOf = ({ variable, options, chosen }: Resolved): VariableState => ({
  value: variable.multi === true || chosen.length > 1 ? chosen : (chosen[0] ?? ''),
  options: options.map(({ value }) => value),
  ...(variable.allValue === undefined ? {} : { allValue: variable.allValue }),
});

/** Every variable in the order of the board: each may ask with those before it. */
export const resolveVariables = async (resolving: Resolving): Promise<readonly Resolved[]> => {
  const resolved: Resolved[] = [];
  const variables: Record<string, VariableState> = {};
  for (const variable of variablesOf(resolving.board)) {
    const options = await optionsOf(variable, variables, resolving);
    const one = { variable, options, chosen: chosenOf(variable, options, resolving) };
    resolved.push(one);
    variables[variable.name] = stateOf(one);
  }
  return resolved;
};

export const statesOf = (resolved: readonly Resolved[]): Variables =>
  Object.fromEntries(resolved.map((one) => [one.variable.name, stateOf(one)]));
