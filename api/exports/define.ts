// What an export is: files with columns for one receiver, their rows as streams, and its rules.

import type { Query, Store } from '../../store/port.ts';
import type { RowValues } from '../encode.ts';
import type { RowField } from '../fields.ts';
import type { Need } from '../keys/roles.ts';
import type { Registry } from './registry.ts';

/** Formats of files that are tables. */
export const tableFormats = ['csv', 'ndjson', 'parquet', 'xlsx'] as const;
export const exportFormats = [...tableFormats, 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A column of a file, and what its receiver says of it. */
export interface Column extends RowField {
  readonly about: string;
  /** Whether the receiver wants the column; its cells may still be empty where `rule` says so. */
  readonly required: boolean;
  /** The rule of the receiver in words; empty where there is none. */
  readonly rule: string;
}

/** What an export is made from. Two errands that are equal over the same tables give equal bytes. */
export interface ExportErrand {
  readonly store: Store;
  readonly tenant: string;
  /** Milliseconds UTC, inclusive. */
  readonly from: number;
  /** Milliseconds UTC, exclusive. */
  readonly to: number;
  /** IANA time zone of instants that are written with an offset. */
  readonly zone: string;
  /** Until when everything said is in the tables, milliseconds UTC; what lasts is open then. */
  readonly as_of: number;
  readonly registry: Registry;
}

/** Something wrong with a row, in the sentence of the receiver where it published one. */
export interface Finding {
  readonly file: string;
  /** Line of the file, the heading being 1. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly sentence: string;
}

export type RowFinding = Pick<Finding, 'column' | 'value' | 'sentence'>;

/** Reads one file. Cells are texts as in CSV, in the order of the columns; empty is null. */
export interface Judge {
  row(cells: readonly (string | null)[]): readonly RowFinding[];
  /** What is wrong with the file as a whole, once all rows were read. */
  end(rows: number): readonly RowFinding[];
}

/** What a judge knows beside the file. An empty registry is one that is not known. */
export type Judging = Pick<ExportErrand, 'from' | 'to' | 'registry'>;

/** What a receiver says of the heading: its sentences, with the name of the column put in. */
export interface HeadingSentences {
  unknown(column: string): string;
  twice(column: string): string;
  missing(column: string): string;
}

/** Something that whoever files should know, and that is no fault of a row. */
export interface Note {
  readonly sentence: string;
  readonly count: number;
}

export type Noting = (sentence: string, count?: number) => void;

/** A slice of the rows as a question to the store; slices follow each other in the order of rows. */
export interface Slice {
  readonly query: Query;
  readonly rows: number;
}

/**
 * How a file is one JSON document: what stands before and after its rows. A row is an id and the
 * text of an object; objects stand in an array, so that a document is written as it is made.
 */
export interface DocumentForm {
  head(errand: ExportErrand): string;
  tail(errand: ExportErrand): string;
  /** What is wrong with a document around its objects, and the objects. */
  read(document: unknown): {
    readonly findings: readonly RowFinding[];
    readonly objects: readonly unknown[];
  };
}

export interface ExportFile {
  /** Name without its ending. */
  readonly name: string;
  readonly about: string;
  readonly columns: readonly Column[];
  /** Columns that tell one row from another. */
  readonly key: readonly string[];
  /** Largest file that the receiver takes; more rows go into a next file. Null: no limit. */
  readonly bytesMax: number | null;
  /** Rows in their order, grouped as they come. */
  rows(errand: ExportErrand, note: Noting): AsyncIterable<readonly RowValues[]>;
  /** The rows as questions, for formats that the store writes; null where we make the rows. */
  slices: ((errand: ExportErrand) => Promise<readonly Slice[]>) | null;
  /** A fresh judge for one file; null where the writer itself holds all rules. */
  judge: ((judging: Judging) => Judge) | null;
  /** Whether its one column is a JSON object, and a line of NDJSON that object itself. */
  readonly isWholeLine?: true;
  /** Whether a file without rows is left out, because its receiver would refuse it. */
  readonly emptyIsLeftOut: boolean;
  /** Where the file is one document of JSON; absent where it is a table. */
  readonly document?: DocumentForm;
}

/** A file beside a file, for whoever submits it by machine. */
export interface Sidecar {
  readonly name: string;
  readonly text: string;
}

export interface WrittenFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ExportDefinition {
  readonly name: string;
  /** What it is for. */
  readonly about: string;
  /** The regulation or specification that asks for it. */
  readonly source: string;
  /** Raised whenever the same tables would give other bytes. */
  readonly version: string;
  readonly formats: readonly ExportFormat[];
  /** What whoever asks for it over the API must be allowed. */
  readonly needs: Need;
  readonly files: readonly ExportFile[];
  /** Rulebooks that figures are read by, as they are cited. */
  readonly rulebooks: readonly string[];
  /** What is wrong with the range itself; null where nothing is. */
  refuse(errand: Judging): string | null;
  /** What the receiver says of a heading that is not as it should be; ours where absent. */
  readonly sentences?: HeadingSentences;
  sidecars(
    file: WrittenFile & { readonly of: string },
    errand: Pick<ExportErrand, 'from' | 'to'>,
  ): readonly Sidecar[];
}
