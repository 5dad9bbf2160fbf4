// Rows of an answer → columns with a kind; of a time series: one column of values for each series.

/** What a value is, in Grafana's words. Instants are milliseconds since 1970. */
export type Kind = 'time' | 'number' | 'string' | 'boolean';
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly Cell[];
}

/** A column as the store describes it: its name, and its type in ClickHouse's words. */
export interface Described {
  readonly name: string;
  readonly type: string;
}

export type StoreRows = readonly Readonly<Record<string, unknown>>[];

const bare = (type: string): string => {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type)?.[1];
  return inner === undefined ? type : bare(inner);
};

/** The kind of a type; lists, maps and what else is composed are text. */
export const kindOf = (type: string): Kind => {
  const name = bare(type);
  if (/^Date(Time)?(32|64)?\b/.test(name)) return 'time';
  if (/^(U?Int|Float|Decimal|BFloat)/.test(name)) return 'number';
  return name === 'Bool' ? 'boolean' : 'string';
};

/** Whether instants of the type are written in a zone of their own, and not in UTC. */
export const isZoned = (type: string): boolean => /^DateTime.*'(?!UTC')[^']+'\)$/.test(bare(type));

const instantOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const cellOf = (value: unknown, kind: Kind): Cell => {
  if (value === null || value === undefined) return null;
  if (kind === 'boolean') return value === true || value === 1;
  if (kind === 'string') return textOf(value);
  const text = typeof value === 'number' ? String(value) : textOf(value);
  if (kind === 'time') return text.length === 10 ? dayOf(text) : instantOf(text);
  const number = Number(text);
  // JSON has no infinity, and a share of nothing is no number.
  return Number.isFinite(number) ? number : null;
};

/** The columns of a table, as they are. */
export const tableOf = (described: readonly Described[], rows: StoreRows): readonly Column[] =>
  described.map(({ name, type }) => {
    const kind = kindOf(type);
    return { name, kind, labels: {}, values: rows.map((row) => cellOf(row[name], kind)) };
  });

const isOrdered = (times: readonly Cell[]): boolean =>
  times.every((time, i) => i === 0 || Number(times[i - 1]) <= Number(time));

const held = (values: readonly Cell[]): readonly Cell[] => {
  let last: Cell = null;
  return values.map((value) => (last = value ?? last));
};

interface Long {
  readonly time: Column;
  readonly labels: readonly Column[];
  readonly measures: readonly Column[];
}

const widened = ({ time, labels, measures }: Long, holds: boolean): readonly Column[] => {
  const instants = [...new Set(time.values)];
  const rowOf = new Map(instants.map((at, row) => [at, row]));
  const series = new Map<string, Column & { readonly values: Cell[] }>();
  time.values.forEach((at, i) => {
    const named = labels.map(({ name, values }) => [name, String(values[i] ?? '')] as const);
    for (const { name, kind, values } of measures) {
      const key = JSON.stringify([named, name]);
      const blank = () => Array.from<Cell>({ length: instants.length }).fill(null);
      const one = series.get(key) ?? {
        name,
        kind,
        labels: Object.fromEntries(named),
        values: blank(),
      };
      one.values[rowOf.get(at) ?? 0] = values[i] ?? null;
      series.set(key, one);
    }
  });
  const found = [...series.values()].map((one) =>
    holds ? { ...one, values: held(one.values) } : one,
  );
  return [{ ...time, values: instants }, ...found];
};

/**
 * A time series: the first column of instants, then one column for each series. Text columns name
 * the series, as the plugin's long format has it. Throws where the instants do not ascend, for
 * Grafana refuses that too.
 */
export const seriesOf = (columns: readonly Column[], holds: boolean): readonly Column[] => {
  const time = columns.find(({ kind }) => kind === 'time');
  if (time === undefined || time.values.length === 0) return columns;
  if (time.values.includes(null) || !isOrdered(time.values))
    throw new TypeError('The rows of a time series must ascend by time, and each must have one.');
  const rest = columns.filter((column) => column !== time);
  const labels = rest.filter(({ kind }) => kind === 'string' || kind === 'boolean');
  const measures = rest.filter(({ kind }) => kind === 'number' || kind === 'time');
  if (labels.length === 0) return [time, ...measures];
  return widened({ time, labels, measures }, holds);
};

/** The name of a series as Grafana makes it: a column called `Value` is named by labels alone. */
export const labelOf = ({ name, labels }: Column): string => {
  const values = Object.values(labels);
  if (values.length === 0) return name;
  return name === 'Value' ? values.join(' ') : [name, ...values].join(' ');
};
