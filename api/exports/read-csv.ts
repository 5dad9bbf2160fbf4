// CSV as RFC 4180 has it, read in bounded memory: rows of cells, with empty and quoted told apart.

/** Longest row; a quote that is never closed would make one of the rest of the file. */
export const rowCharsMax = 1024 * 1024;

export interface CsvRow {
  /** Line of the file at which the row begins, the first being 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why a file is no CSV. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

type Place = 'start' | 'plain' | 'quoted' | 'closed';

interface Reading {
  place: Place;
  cell: string;
  cells: string[];
  chars: number;
  line: number;
  began: number;
}

const endRow = (state: Reading): CsvRow => {
  const row = { line: state.began, cells: [...state.cells, state.cell] };
  state.cell = '';
  state.cells = [];
  state.chars = 0;
  state.place = 'start';
  return row;
};

/** Takes one character within quotes. */
const quoted = (state: Reading, char: string): void => {
  if (char === '"') state.place = 'closed';
  else state.cell += char;
};

/** Takes one character outside of quotes; a row where it ended one. */
const outside = (state: Reading, char: string): CsvRow | null => {
  if (char === ',') {
    state.cells.push(state.cell);
    state.cell = '';
    state.place = 'start';
    return null;
  }
  if (char === '\n') return endRow(state);
  if (char === '\r') return null;
  if (char === '"' && state.place === 'start') {
    state.place = 'quoted';
    return null;
  }
  if (state.place === 'closed') {
    if (char !== '"') throw new CsvError(state.line, 'There is text behind the quotes of a cell.');
    state.cell += '"';
    state.place = 'quoted';
    return null;
  }
  state.place = 'plain';
  state.cell += char;
  return null;
};

const take = (state: Reading, char: string): CsvRow | null => {
  state.chars++;
  if (state.chars > rowCharsMax) {
    throw new CsvError(state.began, `A row is longer than ${rowCharsMax} characters.`);
  }
  if (state.place === 'quoted') {
    quoted(state, char);
    return null;
  }
  return outside(state, char);
};

/** The rows of a file, grouped as its bytes come. Rejects with `CsvError` where it is no CSV. */
export const csvRows = async function* (
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly CsvRow[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const state: Reading = { place: 'start', cell: '', cells: [], chars: 0, line: 1, began: 1 };
  for await (const piece of bytes) {
    const rows: CsvRow[] = [];
    for (const char of decoder.decode(piece, { stream: true })) {
      const row = take(state, char);
      if (char === '\n') state.line++;
      if (row === null) continue;
      rows.push(row);
      state.began = state.line;
    }
    if (rows.length > 0) yield rows;
  }
  if (state.place === 'quoted') throw new CsvError(state.began, 'A quote is never closed.');
  if (state.chars > 0) yield [endRow(state)];
};

/** The text of a cell without the guard against formulas. */
export const unguarded = (cell: string): string =>
  /^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell;
