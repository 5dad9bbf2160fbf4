// Rows as a workbook (XLSX): bounded, because a sheet is made whole in memory before it is sent.

import writeExcelFile from 'write-excel-file/node';
import { plainText, storeInstant, type RowValues } from './encode.ts';
import type { FieldKind, RowField } from './fields.ts';
import { withoutTimes } from './zip.ts';

/** Most rows of a sheet. Its cells are held in memory, about 300 bytes each while it is made. */
export const xlsxRowsMax = 10_000;
/** Longest text that a cell takes (Excel's own limit, UTF-16 units). */
export const xlsxTextMax = 32_767;

/** What somebody is told whose answer does not fit a sheet. */
export const xlsxTooLong =
  `A workbook holds at most ${xlsxRowsMax} rows here, and this would hold more. ` +
  'Take csv or parquet, or ask for a shorter range.';

type Cell =
  | { readonly value: string; readonly type: StringConstructor }
  | { readonly value: number; readonly type: NumberConstructor }
  | { readonly value: boolean; readonly type: BooleanConstructor }
  | { readonly value: Date; readonly type: DateConstructor; readonly format: string }
  | null;

// XML 1.0 has no place for these, whatever they are escaped as; half a surrogate pair is no text.
const unwritable = new RegExp(
  String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]` +
    String.raw`|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`,
  'g',
);

const textCell = (text: string): Cell => ({
  value: text.replaceAll(unwritable, '\ufffd').slice(0, xlsxTextMax),
  type: String,
});

const format = 'yyyy-mm-dd hh:mm:ss.000';

const cell = (kind: FieldKind, value: unknown, zone: string): Cell => {
  if (value === null || value === undefined) return null;
  const text = plainText(kind, value, zone);
  if (kind === 'instant') return { value: new Date(storeInstant(value)), type: Date, format };
  if (kind === 'flag') return { value: text === 'true', type: Boolean };
  if (kind === 'integer' || kind === 'decimal') {
    // A sheet counts in binary floating point: a number that it would change stays a text.
    const digits = text.replace(/^-|\./g, '').replace(/^0+/, '');
    return digits.length <= 15 ? { value: Number(text), type: Number } : textCell(text);
  }
  return textCell(text);
};

/**
 * A workbook of one sheet with a heading. The same rows give the same bytes. A text is written as
 * a text, so one that begins with `=` is never taken for a formula.
 */
export const xlsxOf = async (
  fields: readonly RowField[],
  rows: readonly RowValues[],
  { zone, sheet }: { readonly zone: string; readonly sheet: string },
): Promise<Uint8Array> => {
  const heading = fields.map(({ name }) => ({ value: name, fontWeight: 'bold' as const }));
  const cells = rows.map((values) => fields.map(({ kind }, i) => cell(kind, values[i], zone)));
  // The writer's options hold the name of a sheet to 31 characters, as Excel does.
  const made = writeExcelFile([heading, ...cells], { sheet: sheet.slice(0, 31) });
  return withoutTimes(await made.toBuffer());
};
