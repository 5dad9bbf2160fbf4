// The files that the rows of one export file go into: begun, split where one is full, and named.

import { join } from 'node:path';
import { AppError } from '../../lib/errors.ts';
import { csvHeader, csvRow, jsonRow, plainText, type RowValues } from '../encode.ts';
import type {
  ExportErrand,
  ExportFile,
  ExportFormat,
  Finding,
  Judge,
  RowFinding,
} from './define.ts';
import type { ManifestFile } from './manifest.ts';
import { openOutput, type Output } from './output.ts';

/** Files are called so until all of an export is whole. */
export const partialEnding = '.partial';
/** Most findings that are kept; more are counted. */
export const findingsMax = 1_000;

/** Name of a part: numbered where the receiver's limit may ask for several. */
export const partName = (file: ExportFile, part: number, format: ExportFormat): string => {
  const number = part === 0 ? '' : `-${String(part).padStart(3, '0')}`;
  return `${file.name}${number}.${format}`;
};

interface Open {
  readonly name: string;
  readonly output: Output;
  readonly judge: Judge | null;
  rows: number;
}

export interface Findings {
  readonly shown: Finding[];
  count: number;
}

export interface Writing {
  readonly file: ExportFile;
  readonly errand: ExportErrand;
  readonly format: ExportFormat;
  readonly folder: string;
  readonly findings: Findings;
}

const cellsOf = ({ file, errand }: Writing, values: RowValues): readonly (string | null)[] =>
  file.columns.map(({ kind }, i) => {
    const value = values[i];
    if (value === null || value === undefined || value === '') return null;
    return plainText(kind, value, errand.zone);
  });

/** Adds what a judge said of a row, as far as there is room. */
export const addFindings = (
  findings: Findings,
  of: { readonly file: string; readonly line: number },
  said: readonly RowFinding[],
): void => {
  findings.count += said.length;
  for (const one of said) {
    if (findings.shown.length < findingsMax) findings.shown.push({ ...of, ...one });
  }
};

interface TextForm {
  readonly head: string;
  readonly tail: string;
  /** The text of a row; the first of a file is 1. */
  readonly rowText: (values: RowValues, row: number) => string;
}

const wholeLine = ([object]: RowValues): string => String(object);

const formOf = ({ file, errand, format }: Writing): TextForm => {
  const { columns, document } = file;
  if (document !== undefined) {
    const rowText: TextForm['rowText'] = ([, object], row) =>
      `${row === 1 ? '' : ',\n'}${String(object)}`;
    return { head: document.head(errand), tail: document.tail(errand), rowText };
  }
  if (format === 'csv') {
    return { head: csvHeader(columns), tail: '', rowText: csvRow(columns, errand.zone) };
  }
  const line = file.isWholeLine ? wholeLine : jsonRow(columns, errand.zone);
  return { head: '', tail: '', rowText: (values) => `${line(values)}\n` };
};

/** Writes the rows of a file as CSV, NDJSON or a document into as many parts as the receiver's limit asks for. */
export const textParts = (writing: Writing) => {
  const { file, errand, format, folder, findings } = writing;
  const { head, rowText, tail } = formOf(writing);
  const done: ManifestFile[] = [];
  let open: Open | null = null;
  const begin = async (): Promise<Open> => {
    const name = partName(file, file.bytesMax === null ? 0 : done.length + 1, format);
    const output = await openOutput(join(folder, name + partialEnding));
    await output.write(head);
    open = { name, output, judge: file.judge?.(errand) ?? null, rows: 0 };
    return open;
  };
  const finish = async (): Promise<void> => {
    const { name, output, rows, judge } = open ?? (await begin());
    await output.write(tail);
    addFindings(findings, { file: name, line: 0 }, judge?.end(rows) ?? []);
    done.push({ of: file.name, name, rows, ...(await output.end()) });
    open = null;
  };
  const judged = (into: Open, values: RowValues): boolean => {
    if (into.judge === null) return true;
    const said = into.judge.row(cellsOf(writing, values));
    addFindings(findings, { file: into.name, line: into.rows + 1 }, said);
    return said.length === 0;
  };
  const write = async (values: RowValues): Promise<void> => {
    let into = open ?? (await begin());
    into.rows++;
    // What is refused is not written: its values may be none that can be.
    if (!judged(into, values)) return;
    const text = rowText(values, into.rows);
    const full = file.bytesMax ?? Infinity;
    if (into.rows > 1 && into.output.bytes() + Buffer.byteLength(text) > full) {
      into.rows--;
      await finish();
      into = await begin();
      into.rows++;
      judged(into, values);
    }
    await into.output.write(text);
  };
  const end = async (): Promise<readonly ManifestFile[]> => {
    const nothing = done.length === 0 && !file.emptyIsLeftOut;
    if (open !== null || nothing) await finish();
    return done;
  };
  return { write, end, abandon: async () => open?.output.abandon() };
};

/** What is said where an export does not fit its format. */
export const unusable = (reason: string): AppError => new AppError('EXPORT_UNUSABLE', { reason });
