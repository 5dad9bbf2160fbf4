// CSV as RFC 4180 has it, read into records with the number of the line that each began on. Pure.

/** A record: its fields, and the line of the file that it began on, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvRead =
  { readonly records: readonly CsvRecord[] } | { readonly line: number; readonly problem: string };

/** Bytes of a file that is read whole. */
export const csvBytes_max = 64 * 1024 * 1024;

interface Reader {
  readonly records: CsvRecord[];
  fields: string[];
  line: number;
  began: number;
}

const endRecord = (reader: Reader): void => {
  const { fields, began } = reader;
  // A blank line is no record.
  if (fields.some((field) => field !== '')) reader.records.push({ line: began, fields });
  reader.fields = [];
};

const linesIn = (text: string): number => text.split('\n').length - 1;

/** A field in quotes that begins at `at`; where it ends, or -1 where it does not. */
const quoted = (text: string, at: number): { readonly field: string; readonly end: number } => {
  let end = text.indexOf('"', at + 1);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  return { end, field: text.slice(at + 1, end).replaceAll('""', '"') };
};

const unquoted = /[,\r\n]/g;

/** Reads a whole file. A byte order mark is passed over; lines end with LF or CRLF. */
export const readCsv = (file: string): CsvRead => {
  const text = file.startsWith('\uFEFF') ? file.slice(1) : file;
  const reader: Reader = { records: [], fields: [], line: 1, began: 1 };
  let at = 0;
  while (at < text.length) {
    let end: number;
    if (text[at] === '"') {
      const { field, end: close } = quoted(text, at);
      if (close === -1) return { line: reader.line, problem: 'a quote is not closed' };
      reader.fields.push(field);
      reader.line += linesIn(text.slice(at, close));
      end = close + 1;
    } else {
      unquoted.lastIndex = at;
      end = unquoted.exec(text)?.index ?? text.length;
      reader.fields.push(text.slice(at, end));
    }
    const mark = text[end];
    if (mark === ',') {
      at = end + 1;
      if (at === text.length) reader.fields.push('');
      continue;
    }
    if (mark !== undefined && mark !== '\r' && mark !== '\n')
      return { line: reader.line, problem: 'there is text after a closing quote' };
    endRecord(reader);
    at = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    reader.line += 1;
    reader.began = reader.line;
  }
  endRecord(reader);
  return { records: reader.records };
};
