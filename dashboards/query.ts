// The ClickHouse plugin's query as the SDK wants one, and columns of rooms as SQL may name them.

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { Table } from '../schemas/table.ts';

/** The data source that a board asks; which one is a variable of every board. */
export const datasource = {
  type: 'grafana-clickhouse-datasource',
  uid: '${datasource}',
} as const;

const pluginVersion = '4.20.0';

/** What the plugin makes of the rows. */
const formats = { series: 0, table: 1 } as const;

export type Shape = keyof typeof formats;

/** A target of a panel, of an annotation, and what a variable asks. */
interface ClickHouseQuery extends Dataquery {
  readonly refId: string;
  readonly datasource: typeof datasource;
  readonly pluginVersion: string;
  readonly editorType: 'sql';
  readonly queryType: 'timeseries' | 'table';
  readonly format: 0 | 1;
  readonly rawSql: string;
  readonly fillMode?: { readonly mode: 0 | 1 | 2 };
}

export interface Question {
  readonly sql: string;
  readonly shape: Shape;
  /** Whether a missing cell takes the value before it; else it is null. */
  readonly holds?: boolean;
}

/** SQL on one line: indentation is for its readers here. */
export const oneLine = (sql: string): string => sql.replace(/\s*\n\s*/g, ' ').trim();

export const targetOf = ({ sql, shape, holds = false }: Question): ClickHouseQuery => ({
  refId: 'A',
  datasource,
  pluginVersion,
  editorType: 'sql',
  queryType: shape === 'series' ? 'timeseries' : 'table',
  format: formats[shape],
  ...(holds ? { fillMode: { mode: 0 } } : {}),
  rawSql: oneLine(sql),
  // Tells the SDK that this is a query; a function is left out of JSON.
  _implementsDataqueryVariant: () => undefined,
});

export const builderOf = <T>(value: T): Builder<T> => ({ build: () => value });

/** A question in the form that panels and annotations take. */
export const query = (question: Question): Builder<Dataquery> => builderOf(targetOf(question));

type ColumnsOf<T extends Table> = { readonly [K in keyof T['columns'] & string]: string };

/**
 * The columns of a table by name, as SQL writes them: `s.energy_wh` for the alias `s`. A board
 * names columns through this alone, so that one that was renamed does not compile.
 */
export const columns = <T extends Table>(table: T, alias = ''): ColumnsOf<T> =>
  Object.fromEntries(
    Object.keys(table.columns).map((name) => [name, alias === '' ? name : `${alias}.${name}`]),
  ) as ColumnsOf<T>;
