// A CSV file as drafts: its header names columns, each further record is one entry. Pure.

import { ledgerTables, type LedgerTable } from '../../processors/ledger/table.ts';
import { type CsvRecord, readCsv } from './csv.ts';
import type { Outcome } from './desk.ts';
import type { Draft } from './drafts.ts';
import { draftColumns, type Fault } from './read.ts';

/** Entries of one order. */
export const drafts_max = 200_000;

/** The table of a word as it stands in addresses and commands: tariff-assignments. */
export const tableNamed = (word: string): LedgerTable | undefined =>
  ledgerTables.find(({ name }) => name.replaceAll('_', '-') === word);

/** The words for the tables of the ledger. */
export const ledgerWords: readonly string[] = ledgerTables.map(({ name }) =>
  name.replaceAll('_', '-'),
);

/** A fault with the line of the file that it is on. */
export interface LineFault extends Fault {
  readonly line: number;
}

export interface CsvDrafts {
  readonly drafts: readonly Draft[];
  /** The line that each draft began on. */
  readonly lines: readonly number[];
  /** What is wrong with the file or its header: nothing of it can be taken then. */
  readonly faults: readonly LineFault[];
  /** Records that have another number of fields than the header, which are no drafts. */
  readonly skipped: readonly LineFault[];
}

interface Options {
  readonly table: LedgerTable;
  readonly withdraws: boolean;
}

const faultsOfHeader = (header: CsvRecord, table: LedgerTable): readonly LineFault[] => {
  const known = draftColumns(table);
  const { line, fields } = header;
  return fields.flatMap((column, place) => {
    if (fields.indexOf(column) !== place)
      return [{ line, column, detail: 'stands twice in the header' }];
    return known.includes(column)
      ? []
      : [{ line, column, detail: `is no column here; known are: ${known.join(', ')}` }];
  });
};

const nothing = { drafts: [], lines: [], skipped: [] };

/** Reads a file; everything that is wrong with its form is told, by line. */
export const draftsOfCsv = (file: string, { table, withdraws }: Options): CsvDrafts => {
  const read = readCsv(file);
  if ('problem' in read)
    return { ...nothing, faults: [{ line: read.line, column: '', detail: read.problem }] };
  const [head, ...records] = read.records;
  if (head === undefined)
    return { ...nothing, faults: [{ line: 1, column: '', detail: 'the file is empty' }] };
  const header = { ...head, fields: head.fields.map((field) => field.trim()) };
  const faults = faultsOfHeader(header, table);
  if (faults.length > 0) return { ...nothing, faults };
  if (records.length > drafts_max) {
    const detail = `more than ${drafts_max} entries: divide the file`;
    return { ...nothing, faults: [{ line: 1, column: '', detail }] };
  }
  const isWhole = ({ fields }: CsvRecord): boolean => fields.length === header.fields.length;
  const whole = records.filter(isWhole);
  return {
    faults,
    drafts: whole.map(({ fields }) => ({
      table,
      withdraws,
      values: Object.fromEntries(header.fields.map((name, place) => [name, fields[place]])),
    })),
    lines: whole.map(({ line }) => line),
    skipped: records
      .filter((one) => !isWhole(one))
      .map(({ line, fields }) => ({
        line,
        column: '',
        detail: `has ${fields.length} fields where the header has ${header.fields.length}`,
      })),
  };
};

/** The faults of outcomes, by the line that each draft began on, in the order of the file. */
export const faultsByLine = (
  { lines, skipped }: Pick<CsvDrafts, 'lines' | 'skipped'>,
  outcomes: readonly Outcome[],
): readonly LineFault[] =>
  [
    ...skipped,
    ...outcomes.flatMap(({ faults }, place) =>
      faults.map((fault) => ({ ...fault, line: lines[place] ?? 0 })),
    ),
  ].toSorted((a, b) => a.line - b.line);
