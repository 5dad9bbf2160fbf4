// Judges rows as EV-ChART does: each cell by its type, each row by its module, each key once.

import { readInstant } from '../../../lib/time.ts';
import { guarded } from '../../encode.ts';
import type { Judge, RowFinding } from '../define.ts';
import type { CellType, EvColumn } from './columns.ts';
import { ownSentences, sentences } from './sentences.ts';

type Check = (value: string, type: CellType) => readonly string[];

/** The portal's own pattern: an offset other than Z is refused, also where RFC 3339 has it. */
const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/;
const decimalText = /^-?(\d+)(?:\.(\d*))?$/;

const only = (wrong: boolean, sentence: string): readonly string[] => (wrong ? [sentence] : []);

const checks: Readonly<Record<CellType['of'], Check>> = {
  string: (value, type) => {
    if (type.of !== 'string') return [];
    return [
      ...only(value.length > type.max, sentences.tooLong),
      ...only(type.exact !== null && value.length !== type.exact, sentences.exactLength),
      ...only(value.trim() === '', sentences.whitespace),
    ];
  },
  datetime: (value) =>
    only(!timestamp.test(value) || readInstant(value) === null, sentences.timestamp),
  boolean: (value) => only(!/^(true|false)$/i.test(value), sentences.boolean),
  integer: (value, type) => {
    if (type.of !== 'integer') return [];
    if (!/^-?\d+$/.test(value)) return [sentences.integer];
    const digits = value.replace(/^-/, '').length;
    return [
      ...only(Number(value) < type.low, sentences.integerLow),
      ...only(Number(value) > type.high, sentences.integerHigh),
      ...only(type.digits > 0 && digits !== type.digits, sentences.integerDigits),
    ];
  },
  decimal: (value, type) => {
    if (type.of !== 'decimal') return [];
    const [, whole, places = ''] = decimalText.exec(value) ?? [];
    if (whole === undefined) return [sentences.decimal];
    return [
      ...only(whole.length > type.precision - type.scale, sentences.decimalLong),
      ...only(places.length > type.scale, sentences.decimalPlaces),
      ...only(Number(value) < type.low, sentences.decimalLow),
    ];
  },
};

/** A row by the names of its columns; empty cells are null. */
export type NamedRow = (column: string) => string | null;

export interface ModuleRules {
  readonly columns: readonly EvColumn[];
  readonly key: readonly string[];
  /** What a whole row is judged by, cells apart. */
  readonly rows: (row: NamedRow) => readonly RowFinding[];
  /** Whether a station with a provider is registered; null: not known here. */
  readonly registered: ((station: string, provider: string) => boolean) | null;
}

const cellFindings = (column: EvColumn, value: string | null): readonly RowFinding[] => {
  const { name, type, need } = column;
  if (value === null) {
    if (need !== 'required') return [];
    return [{ column: name, value: '', sentence: sentences.missingValue(name) }];
  }
  const said = checks[type.of](value, type);
  const id = name.endsWith('_id') && type.of === 'string' && guarded(value) !== value;
  return [...said, ...only(id, ownSentences.formula)].map((sentence) => ({
    column: name,
    value,
    sentence,
  }));
};

const unregistered = (rules: ModuleRules, row: NamedRow): readonly RowFinding[] => {
  const [station, provider] = [row('station_id'), row('network_provider')];
  if (station === null || provider === null) return [];
  if (rules.registered?.(station, provider) ?? true) return [];
  const sentence = sentences.notRegistered(station, provider);
  return [{ column: 'station_id', value: station, sentence }];
};

/** A fresh judge of one file. What it holds of keys is bounded by the 10 MiB that a file may have. */
export const evJudge = (rules: ModuleRules): Judge => {
  const { columns, key } = rules;
  const place = new Map(columns.map(({ name }, i) => [name, i]));
  const seen = new Set<string>();
  return {
    row: (cells) => {
      // The portal drops rows in which nothing stands, as spreadsheets leave them at the end.
      if (cells.every((cell) => cell === null)) return [];
      const row: NamedRow = (name) => cells[place.get(name) ?? -1] ?? null;
      const identity = JSON.stringify(key.map(row));
      const twice = seen.has(identity);
      seen.add(identity);
      const findings = columns.flatMap((column, i) => cellFindings(column, cells[i] ?? null));
      return [
        ...findings,
        ...rules.rows(row),
        ...unregistered(rules, row),
        ...only(twice, sentences.duplicateRow(key)).map((sentence) => ({
          column: key.join(', '),
          value: '',
          sentence,
        })),
      ];
    },
    end: (rows) =>
      only(rows === 0, sentences.empty).map((sentence) => ({ column: '', value: '', sentence })),
  };
};

/** Each of the columns that is empty, as the portal says it. */
export const missing = (row: NamedRow, columns: readonly string[]): readonly RowFinding[] =>
  columns
    .filter((name) => row(name) === null)
    .map((column) => ({ column, value: '', sentence: sentences.missingValue(column) }));
