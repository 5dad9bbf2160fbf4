// The parts of Grafana's board JSON that the preview reads; the rest of it is for Grafana.

/** What a panel asks. */
export interface Target {
  readonly refId: string;
  readonly rawSql: string;
  /** 0: a time series, whose text columns name the series; 1: a table. */
  readonly format: 0 | 1;
  /** Mode 0: a missing cell of a series takes the value before it. */
  readonly fillMode?: { readonly mode: number };
}

/** How values look: unit, decimals, thresholds, mappings, links, by Grafana's own names. */
export type FieldLook = Readonly<Record<string, unknown>>;

export interface Override {
  readonly matcher: { readonly id: string; readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

export interface FieldConfig {
  readonly defaults: FieldLook;
  readonly overrides: readonly Override[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** A place in the grid of 24 columns. */
export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: GridPos;
  readonly interval?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly fieldConfig?: FieldConfig;
  readonly links?: readonly Link[];
  readonly targets?: readonly Target[];
  /** Of a row that is folded up. */
  readonly panels?: readonly Panel[];
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly description?: string;
  /** 2: not shown. */
  readonly hide?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly query?: string | { readonly rawSql?: string };
  readonly current?: { readonly value?: string | readonly string[] };
}

export interface Annotation {
  readonly name: string;
  readonly enable: boolean;
  readonly iconColor: string;
  readonly target?: Target;
}

export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly time: { readonly from: string; readonly to: string };
  /** As `30s`; empty or absent: only when asked. */
  readonly refresh?: string;
  readonly timezone?: string;
  readonly panels: readonly Panel[];
  readonly templating?: { readonly list: readonly Variable[] };
  readonly annotations?: { readonly list: readonly Annotation[] };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isBoard = (value: unknown): value is Board =>
  isRecord(value) &&
  /^[a-z0-9-]{1,64}$/i.test(String(value['uid'])) &&
  typeof value['title'] === 'string' &&
  Array.isArray(value['tags']) &&
  isRecord(value['time']) &&
  Array.isArray(value['panels']) &&
  value['panels'].every((panel) => isRecord(panel) && Number.isInteger(panel['id']));

/** A board from its JSON; `file` is named where that holds none. */
export const readBoard = (text: string, file: string): Board => {
  const value: unknown = JSON.parse(text);
  if (isBoard(value)) return value;
  throw new TypeError(
    `${file} is no board: uid, title, tags, time and panels with ids are wanted.`,
  );
};

/** Panels in the order of the board; those of folded rows follow their row. */
export const panelsOf = ({ panels }: Board): readonly Panel[] =>
  panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

export const variablesOf = ({ templating }: Board): readonly Variable[] => templating?.list ?? [];

/** The SQL of a variable that asks the store; null for one that does not. */
export const sqlOfVariable = ({ type, query }: Variable): string | null => {
  if (type !== 'query') return null;
  return typeof query === 'string' ? query : (query?.rawSql ?? null);
};
