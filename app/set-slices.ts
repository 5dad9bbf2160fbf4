// Which parts of two tables have to be compared row by row, each small enough for the store.

import type { Store } from '../store/port.ts';

/**
 * Cells of both sets together that are compared at once, keys among them. The engine keeps some 70
 * bytes for each side of each column of a row, whatever the text, and of memory a question may take
 * 1 GiB.
 */
const sliceCells_max = 4_000_000;
/** Parts that rows are sorted into by the hash of their key. */
const buckets = 65_536;
/** Parts that one condition names, so that no statement grows long. */
const sliceBuckets_max = 16_384;

/** Keys of rows that are moving, of which an engine holds so many at once. */
const movingKeys_max = 1_000_000;

/** A whole table is looked through: longer than a question of a reader may take. */
export const long = { timeout_ms: 600_000 };

export interface Sides {
  /** The tables as a statement names them. */
  readonly before: string;
  readonly after: string;
  /** Rows of both. */
  readonly rows: number;
  readonly keys: readonly string[];
  /** The columns beside the keys that are compared, each as the text to be compared. */
  readonly texts: readonly string[];
  /** Whether a row was touched after both sets were level, as SQL. */
  readonly late: string;
}

interface Bucket extends Readonly<Record<string, unknown>> {
  readonly bucket: number;
  readonly rows: string;
}

const bucketOf = (keys: readonly string[]): string =>
  `cityHash64(${keys.map((key) => `toString(${key})`).join(', ')}) % ${buckets}`;

/**
 * The parts that differ: sums of hashes tell them from all others. Rows that are moving are left
 * out of the sums, or each would have its part looked through: while stations talk they are many.
 */
const differing = async (
  store: Store,
  { before, after, keys, texts, late }: Sides,
): Promise<readonly Bucket[]> => {
  const all = [...keys.map((key) => `toString(${key})`), ...texts].join(', ');
  const side = (name: string, place: number): string =>
    `SELECT toUInt32(${bucketOf(keys)}) AS x_bucket, cityHash64(${all}) AS x_hash,
      ${place} AS x_side FROM ${name} FINAL WHERE NOT (${late})`;
  const sql = `SELECT x_bucket AS bucket, toString(count()) AS rows
    FROM (${side(before, 0)} UNION ALL ${side(after, 1)}) GROUP BY x_bucket
    HAVING sumIf(x_hash, x_side = 0) != sumIf(x_hash, x_side = 1)
      OR countIf(x_side = 0) != countIf(x_side = 1)
    ORDER BY x_bucket`;
  return store.query<Bucket>({ sql, params: {} }, long);
};

/** How many keys an event touched after both sets were level, in either of them. */
export const movingIn = async (store: Store, sides: Sides): Promise<number> => {
  const { before, after, keys, late } = sides;
  const all = [before, after];
  const number = async (sql: string): Promise<number> => {
    const [row] = await store.query<{ n: string }>({ sql, params: {} }, long);
    return Number(row?.n ?? 0);
  };
  const counts = all.map((name) => `SELECT count() AS c FROM ${name} FINAL WHERE ${late}`);
  const rows = await number(`SELECT sum(c) AS n FROM (${counts.join(' UNION ALL ')})`);
  const parts = Math.ceil(rows / movingKeys_max);
  let moving = 0;
  for (let part = 0; part < parts; part++) {
    const some = all.map(
      (name) =>
        `SELECT ${keys.map((key) => `toString(${key}) AS k_${key}`).join(', ')} FROM ${name} FINAL
          WHERE ${late} AND ${bucketOf(keys)} % ${parts} = ${part}`,
    );
    moving += await number(`SELECT count() AS n FROM (SELECT 1 FROM (${some.join(' UNION ALL ')})
      GROUP BY ${keys.map((key) => `k_${key}`).join(', ')})`);
  }
  return moving;
};

const conditionOf = (keys: readonly string[], slice: readonly number[]): string =>
  `${bucketOf(keys)} IN (${slice.join(', ')})`;

/** Conditions on rows: what none of them holds for is the same in both sets. */
export const slicesOf = async (
  store: Store,
  sides: Sides,
  cells_max = sliceCells_max,
): Promise<readonly string[]> => {
  const rows_max = cells_max / (sides.keys.length + sides.texts.length);
  if (sides.rows <= rows_max) return ['true'];
  const slices: string[] = [];
  let slice: number[] = [];
  let rows = 0;
  const cut = (): void => {
    if (slice.length > 0) slices.push(conditionOf(sides.keys, slice));
    slice = [];
    rows = 0;
  };
  for (const one of await differing(store, sides)) {
    if (rows + Number(one.rows) > rows_max || slice.length >= sliceBuckets_max) cut();
    slice.push(one.bucket);
    rows += Number(one.rows);
  }
  cut();
  return slices;
};
