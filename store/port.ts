// The promise of a store: rows written in bulk, questions asked in SQL with bound values.

import type { Row, Table } from '../schemas/table.ts';

/** Rows of one table with the version each was made at. A row replaces a lower version of its key. */
export interface RowBatch {
  readonly table: Table;
  /** Which set of tables: set 3 of `sessions` is the table `sessions_v3`. */
  readonly set: number;
  /** Life of the log that the offsets belong to; `version = epoch << 48 | offset`. */
  readonly epoch: number;
  readonly rows: readonly VersionedRow[];
}

export interface VersionedRow {
  readonly row: Row;
  /** Where the row was made from: partition of the log and offset of the last event that touched it. */
  readonly partition: number;
  readonly offset: number;
}

export type QueryParams = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** A question: SQL with ClickHouse's `{name:Type}` placeholders, and the values bound to them. */
export interface Query {
  readonly sql: string;
  readonly params: QueryParams;
  /**
   * Whether views may be planned as part of the question: that of a table of fifty columns takes as
   * long to plan by itself as all else. Such a question calls no column by the name of its view.
   */
  readonly inlined?: boolean;
}

/** Limits of one question; the store's defaults where absent. */
export interface QueryLimits {
  readonly timeout_ms?: number;
}

export interface Store {
  readonly engine: 'chdb' | 'clickhouse';
  /**
   * Creates tables and views of a set that are missing. Running it again changes nothing. Without
   * `views` only tables: a set that is being made is nothing that readers should see.
   */
  migrate(tables: readonly Table[], set: number, views?: boolean): Promise<void>;
  /** Writes rows; resolves once they are durable and visible to queries. */
  write(batches: readonly RowBatch[]): Promise<void>;
  /** Rows of an answer. 64-bit integers and decimals come as text, instants as `YYYY-MM-DD hh:mm:ss.mmm`. */
  query<T extends Readonly<Record<string, unknown>>>(
    query: Query,
    limits?: QueryLimits,
  ): Promise<readonly T[]>;
  /** An answer as a stream of bytes in a ClickHouse output format, as `CSVWithNames`. */
  stream(query: Query, format: string): Promise<AsyncIterable<Uint8Array>>;
  /** Runs a statement that answers nothing (DDL, or a change by hand in tests). */
  command(sql: string): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
