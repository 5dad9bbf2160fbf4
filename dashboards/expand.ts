// Text of a board → SQL: what Grafana's front end and the ClickHouse plugin 4.20 make of it.

import { AssertionError } from 'node:assert';
import { formatVariable } from './format-variable.ts';
import { readDuration_s, durationText } from './interval.ts';

/** The time range of a board, milliseconds since 1970. */
export interface TimeRange {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** What is chosen of a variable. */
export interface VariableState {
  /** One value, or several where the variable allows it; `$__all` is the choice All. */
  readonly value: string | readonly string[];
  /** Every value that can be chosen: what All stands for. */
  readonly options?: readonly string[];
  /** What All stands for instead, where the variable says so. */
  readonly allValue?: string;
  /** What is shown, where that is not the value. */
  readonly text?: string;
}

/** Variables by name. */
export type Variables = Readonly<Record<string, VariableState>>;

export const allChosen = '$__all';

const valuesOf = ({ value }: VariableState): readonly string[] =>
  typeof value === 'string' ? [value] : value;

export const isAll = (state: VariableState): boolean => valuesOf(state)[0] === allChosen;

/** The value that is put into text: All becomes its own value, or every option. */
const effective = (state: VariableState): string | readonly string[] =>
  isAll(state) ? (state.allValue ?? state.options ?? []) : state.value;

/** The arguments of the call whose `(` is first in `text`; the plugin minds brackets, not quotes. */
const callArguments = (text: string): readonly string[] => {
  const found: string[] = [];
  let depth = 0;
  let begin = 1;
  for (const { 0: sign, index } of text.matchAll(/[(),]/g)) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if ((sign === ',' && depth === 1) || depth === 0) {
      found.push(text.slice(begin, index));
      begin = index + 1;
    }
    if (depth === 0) return found;
  }
  return [];
};

const conditional = '$__conditionalAll(';

/** `$__conditionalAll(condition, $variable)`: `1=1` where the variable is All or empty. */
const expandConditions = (text: string, variables: Variables): string => {
  let result = text;
  for (let at = 0; (at = result.lastIndexOf(conditional)) !== -1;) {
    const [condition, which, more] = callArguments(result.slice(at + conditional.length - 1));
    if (condition === undefined || which === undefined || more !== undefined) return result;
    const name = /(?<=\$\{)\w+(?=\})|(?<=\$)\w+/.exec(which)?.[0] ?? '';
    const chosen = variables[name] === undefined ? null : valuesOf(variables[name]).join(',');
    const phrase = chosen === '' || chosen === allChosen ? '1=1' : condition;
    // A string as replacement, as in the plugin: `$&` in a condition stands for the whole call.
    result = result.replace(`${conditional}${condition},${which})`, phrase);
  }
  return result;
};

const instantAs = (at: number, format: string): string => {
  if (format === 'date' || format === 'date:iso') return new Date(at).toISOString();
  return format === 'date:seconds' ? String(Math.floor(at / 1000)) : String(at);
};

/** What Grafana itself provides; null for a name that it does not know. */
const builtIn = (name: string, format: string, { from_ms, to_ms }: TimeRange): string | null => {
  const width_ms = to_ms - from_ms;
  switch (name) {
    case '__from':
      return instantAs(from_ms, format);
    case '__to':
      return instantAs(to_ms, format);
    case '__range_ms':
      return String(width_ms);
    case '__range_s':
      return String(Math.round(width_ms / 1000));
    case '__range':
      return `${Math.round(width_ms / 1000)}s`;
    case '__url_time_range':
      return `from=${from_ms}&to=${to_ms}`;
    default:
      return null;
  }
};

const everyParameter = (variables: Variables): string =>
  Object.entries(variables)
    .map(([name, state]) => formatVariable({ name, ...shown(state) }, 'queryparam'))
    .join('&');

/** In addresses All is written as such; in everything else as what it stands for. */
const shown = (state: VariableState) => ({
  value: effective(state),
  parameter: isAll(state) ? allChosen : state.value,
  text: state.text ?? (isAll(state) ? 'All' : undefined),
});

const reference = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}/g;

const expandReferences = (
  text: string,
  { variables, range, plain }: { variables: Variables; range: TimeRange; plain: string },
): string =>
  text.replace(reference, (whole: string, ...groups: readonly (string | undefined)[]) => {
    const name = groups[0] ?? groups[1] ?? groups[3] ?? '';
    const format = groups[2] ?? groups[4] ?? '';
    if (name === '__all_variables') return everyParameter(variables);
    const state = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (state === undefined) return builtIn(name, format, range) ?? whole;
    return formatVariable({ name, ...shown(state) }, format === '' ? plain : format);
  });

/**
 * The first stage, on SQL: `$__conditionalAll`, then variables in their formats, and the range as
 * `$__from`, `$__to`, `$__range_s`. A name without a variable stays as it is. What Grafana does in
 * its front end and the plugin's (`src/data/CHDatasource.ts` of 4.20.0).
 */
export const expandVariables = (text: string, variables: Variables, range: TimeRange): string =>
  expandReferences(expandConditions(text, variables), { variables, range, plain: 'plugin' });

/** The same on titles, texts and addresses, where several values read `{a,b}`. */
export const expandText = (text: string, variables: Variables, range: TimeRange): string =>
  expandReferences(text, { variables, range, plain: 'glob' });

interface Context extends TimeRange {
  readonly interval_ms: number;
}

interface Macro {
  readonly takes: number | 'any';
  readonly give: (context: Context, args: readonly string[]) => string;
}

const seconds = (ms: number): string => `toDateTime(${Math.floor(ms / 1000)})`;
const millis = (ms: number): string => `fromUnixTimestamp64Milli(${ms})`;
const date = (ms: number): string => `toDate('${new Date(ms).toISOString().slice(0, 10)}')`;

const within =
  (as: (ms: number) => string) =>
  ({ from_ms, to_ms }: TimeRange, column = ''): string =>
    `${column} >= ${as(from_ms)} AND ${column} <= ${as(to_ms)}`;

const bySeconds = within(seconds);
const byMillis = within(millis);
const byDate = within(date);

const width_s = ({ interval_ms }: Context): number => Math.floor(Math.max(interval_ms / 1000, 1));

const dateAndTime: Macro = {
  takes: 2,
  give: (context, [day, time]) => `(${byDate(context, day)}) AND (${bySeconds(context, time)})`,
};

const none = (name: string): Macro => ({
  takes: 'any',
  give: () => refuse(`$__${name}: the query of a board names none`),
});

const noArguments = (give: (context: Context) => string): Macro => ({ takes: 'any', give });

/** Each macro of the plugin's back end (`pkg/macros/macros.go` of 4.20.0), by its name. */
export const macros: Readonly<Record<string, Macro>> = {
  timeFilter: { takes: 1, give: (context, [column]) => bySeconds(context, column) },
  timeFilter_ms: { takes: 1, give: (context, [column]) => byMillis(context, column) },
  dateFilter: { takes: 1, give: (context, [column]) => byDate(context, column) },
  dateTimeFilter: dateAndTime,
  dt: dateAndTime,
  timeFrom: { takes: 1, give: ({ from_ms }, [column]) => `${column} >= ${seconds(from_ms)}` },
  timeTo: { takes: 1, give: ({ to_ms }, [column]) => `${column} <= ${seconds(to_ms)}` },
  fromTime: noArguments(({ from_ms }) => seconds(from_ms)),
  toTime: noArguments(({ to_ms }) => seconds(to_ms)),
  fromTime_ms: noArguments(({ from_ms }) => millis(from_ms)),
  toTime_ms: noArguments(({ to_ms }) => millis(to_ms)),
  timeInterval: {
    takes: 1,
    give: (context, [column]) =>
      `toStartOfInterval(toDateTime(${column}), INTERVAL ${width_s(context)} second)`,
  },
  timeInterval_ms: {
    takes: 1,
    give: ({ interval_ms }, [column]) =>
      `toStartOfInterval(toDateTime64(${column}, 3), INTERVAL ${Math.max(Math.floor(interval_ms), 1)} millisecond)`,
  },
  timeGroup: {
    takes: 2,
    give: (_, [column, width = '']) => {
      const read_s = readDuration_s(width.replace(/^['"]+|['"]+$/g, ''));
      if (read_s === null)
        return refuse(`$__timeGroup: "${width}" is no duration; write 24h for 1d`);
      return `toStartOfInterval(toDateTime(${column}), INTERVAL ${read_s} second)`;
    },
  },
  interval_s: noArguments((context) => String(width_s(context))),
  interval: noArguments(({ interval_ms }) => durationText(interval_ms)),
  interval_ms: noArguments(({ interval_ms }) => String(interval_ms)),
  table: none('table'),
  column: none('column'),
};

const refuse = (message: string): never => {
  throw new AssertionError({ message });
};

/** Comments become as many blanks; what stands in quotes stays. */
const withoutComments = (sql: string): string =>
  sql.replace(
    /'(?:\\[^]|''|[^'\\])*'?|"(?:\\[^]|""|[^"\\])*"?|--[^\n]*|\/\*[^]*?(?:\*\/|$)/g,
    (part) => (part.startsWith('-') || part.startsWith('/') ? ' '.repeat(part.length) : part),
  );

/** Where the bracket that opens at 0 closes; -1 where it does not. Brackets in quotes are text. */
const closing = (text: string): number => {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(/'[^']*'?|"[^"]*"?|[()]/g)) {
    if (part === '(') depth++;
    if (part === ')' && --depth === 0) return index;
  }
  return -1;
};

const splitArguments = (text: string): readonly string[] => {
  if (text.trim() === '') return [];
  const found: string[] = [];
  let depth = 0;
  let begin = 0;
  for (const { 0: part, index } of text.matchAll(/'[^']*'?|"[^"]*"?|[(),]/g)) {
    if (part === '(') depth++;
    if (part === ')') depth--;
    if (part !== ',' || depth > 0) continue;
    found.push(text.slice(begin, index).trim());
    begin = index + 1;
  }
  return [...found, text.slice(begin).trim()];
};

const expandCalls = (sql: string, context: Context): string => {
  const [, before = '', name = '', after = ''] = /^([^]*?)\$__(\w+)([^]*)$/.exec(sql) ?? [];
  if (name === '') return sql;
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  if (macro === undefined) return `${before}$__${name}${expandCalls(after, context)}`;
  const end = after.startsWith('(') ? closing(after) : -1;
  const args = end === -1 ? [] : splitArguments(expandCalls(after.slice(1, end), context));
  if (macro.takes !== 'any' && args.length !== macro.takes)
    return refuse(`$__${name} wants ${macro.takes} argument(s) and got ${args.length}`);
  return `${before}${macro.give(context, args)}${expandCalls(after.slice(end + 1), context)}`;
};

/**
 * The second stage: comments are blanked, then macros expanded, innermost first. `interval_ms` is
 * the width of a point. A macro with the wrong arguments is a fault of the board: it throws.
 */
export const expandMacros = (sql: string, range: TimeRange, interval_ms: number): string =>
  expandCalls(withoutComments(sql), { ...range, interval_ms });
