// Asks the store what the panels and variables of a committed board ask, as Grafana would.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  expandMacros,
  expandVariables,
  type TimeRange,
  type Variables,
} from '../dashboards/expand.ts';
import { intervalFor } from '../dashboards/interval.ts';
import type { Store } from '../store/port.ts';

interface Target {
  readonly rawSql: string;
  readonly format: number;
  readonly fillMode?: { readonly mode: number };
}

interface JsonPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly interval?: string;
  readonly targets?: readonly Target[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly decimals?: number;
      readonly thresholds?: { readonly steps: readonly unknown[] };
    };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

interface JsonVariable {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly query: string | { readonly rawSql: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly refresh?: number;
}

export interface JsonBoard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly editable: boolean;
  readonly refresh: string;
  readonly tags: readonly string[];
  readonly panels: readonly JsonPanel[];
  readonly templating: { readonly list: readonly JsonVariable[] };
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly target: Target }[];
  };
  readonly links: readonly { readonly tags: readonly string[] }[];
}

const folder = join(import.meta.dirname, '..', 'dashboards', 'json');

export const readBoards = (): readonly JsonBoard[] =>
  readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonBoard,
  );

/** Panels that ask something; rows do not. */
export const askingPanels = (board: JsonBoard) =>
  board.panels.flatMap((panel) => {
    const target = panel.targets?.[0];
    return target === undefined ? [] : [{ panel, target }];
  });

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Runs SQL that is ready, with the types of its columns. */
export const answerOf = async (store: Store, sql: string): Promise<Answer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.stream({ sql, params: {} }, 'JSONCompact'))
    chunks.push(chunk);
  const { meta, data } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    meta: Answer['columns'];
    data: Answer['rows'];
  };
  return { columns: meta, rows: data };
};

const points_max = 1000;

/** The SQL of a panel for a range and a choice of variables. */
export const readySql = (
  { sql, interval }: { readonly sql: string; readonly interval?: string | undefined },
  range: TimeRange,
  variables: Variables,
): string =>
  expandMacros(
    expandVariables(sql, variables, range),
    range,
    intervalFor({ ...range, points_max, min: interval }),
  );

/** The choice `All`, or of the first two; of a variable with one value the first. */
const chosen = (variable: JsonVariable, options: readonly string[], several: 'all' | 'two') => {
  if (variable.multi !== true) return options[0] ?? '';
  return several === 'all' ? ['$__all'] : options.slice(0, 2);
};

/** Fills the variables of a board in their order, each asked with those before it. */
export const chooseVariables = async (
  store: Store,
  board: JsonBoard,
  { range, several }: { readonly range: TimeRange; readonly several: 'all' | 'two' },
): Promise<Variables> => {
  let variables: Variables = { datasource: { value: 'laddbok' } };
  for (const variable of board.templating.list) {
    if (typeof variable.query === 'string') continue;
    const { rows } = await answerOf(
      store,
      readySql({ sql: variable.query.rawSql }, range, variables),
    );
    const options = rows.map(([value]) => String(value));
    const value = chosen(variable, options, several);
    variables = { ...variables, [variable.name]: { value, options } };
  }
  return variables;
};
