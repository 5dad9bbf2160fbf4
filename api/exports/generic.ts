// Exports that are a question asked for all of a range: its rows, in slices that are sorted apart.

import { day_ms } from '../../lib/time.ts';
import type { Query } from '../../store/port.ts';
import type { Question } from '../define.ts';
import { fieldsOf, type FieldSchema, type RowField } from '../fields.ts';
import type { Need } from '../keys/roles.ts';
import { linesOf } from '../lines.ts';
import { paged } from '../page.ts';
import { energy as energyQuestion } from '../queries/energy.ts';
import { faults as faultsQuestion } from '../queries/faults.ts';
import { meterValues as meterValuesQuestion } from '../queries/meter-values.ts';
import { outages as outagesQuestion } from '../queries/outages.ts';
import { sessions as sessionsQuestion } from '../queries/sessions.ts';
import type { RowValues } from '../encode.ts';
import {
  tableFormats,
  type Column,
  type ExportDefinition,
  type ExportErrand,
  type ExportFile,
  type Slice,
} from './define.ts';

/** Most rows of one question to the store; a slice never holds as many. */
const sliceRowsMax = 1_000_000_000;
/** Rows that are sorted at one go, if time can be cut so finely. */
const sliceRowsWanted = 250_000;

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Piece {
  readonly piece: number;
  readonly rows: number;
}

interface Generic {
  readonly question: Question;
  readonly params: Readonly<Record<string, unknown>>;
  readonly key: readonly string[];
  /** Finest piece that the range is cut into, by the first instant of the key. Infinity: no cut. */
  readonly slice_ms: number;
  readonly about: string;
  readonly needs: Need;
}

const columnsOf = (question: Question): readonly Column[] => {
  const fields = new Map(fieldsOf(question.row).map((field) => [field.name, field]));
  return Object.entries(question.row.properties).map(([name, property]) => {
    const schema = property as FieldSchema;
    const kind = fields.get(name)?.kind ?? 'text';
    const required = !schema['x-nullable'];
    return { name, kind, about: schema.description, required, rule: '' };
  });
};

const keyFields = (columns: readonly Column[], key: readonly string[]): readonly RowField[] =>
  key.map((name) => ({ name, kind: columns.find((one) => one.name === name)?.kind ?? 'text' }));

const unsorted = ({ question, params }: Generic, errand: ExportErrand, range: Range): Query => {
  const { tenant, zone, as_of } = errand;
  const { from, to } = range;
  return question.sql({ params, tenant, zone, known_until: as_of, from, to });
};

const sorted = (of: Generic, errand: ExportErrand, range: Range): Query => {
  const columns = columnsOf(of.question);
  const order = 'asc' as const;
  const page = { key: keyFields(columns, of.key), order, after: null, limit: sliceRowsMax };
  const names = columns.map(({ name }) => name);
  return paged(unsorted(of, errand, range), names, page);
};

/** Rows of the range by pieces of time, in order; one piece where they are sorted at one go. */
const piecesOf = async (of: Generic, errand: ExportErrand): Promise<readonly Piece[]> => {
  const { sql, params } = unsorted(of, errand, errand);
  const column = of.key[0] ?? '';
  const piece = Number.isFinite(of.slice_ms)
    ? `intDiv(toUnixTimestamp64Milli(${column}), {slice_ms:Int64})`
    : '0';
  const counting = {
    sql:
      `SELECT toInt64(${piece}) AS piece, count() AS rows FROM (\n${sql}\n) ` +
      'GROUP BY piece ORDER BY piece',
    params: Number.isFinite(of.slice_ms) ? { ...params, slice_ms: of.slice_ms } : params,
  };
  const found = await errand.store.query<{ piece: string; rows: string }>(counting);
  return found.map((one) => ({ piece: Number(one.piece), rows: Number(one.rows) }));
};

/**
 * The rows as questions that the store can sort within its memory: neighbouring pieces of time
 * together, as far as they hold few rows. However it is cut, the order is that of the key.
 */
const slicesOf = async (of: Generic, errand: ExportErrand): Promise<readonly Slice[]> => {
  const slices: Slice[] = [];
  let from = errand.from;
  let rows = 0;
  const cut = (to: number): void => {
    slices.push({ query: sorted(of, errand, { from, to }), rows });
    from = to;
    rows = 0;
  };
  for (const piece of await piecesOf(of, errand)) {
    if (rows > 0 && rows + piece.rows > sliceRowsWanted) cut(piece.piece * of.slice_ms);
    rows += piece.rows;
  }
  cut(errand.to);
  return slices;
};

/** The rows of questions, one question after the other, as the store gives them. */
const rowsOf = async function* (
  of: Generic,
  errand: ExportErrand,
): AsyncGenerator<readonly RowValues[]> {
  for (const { query } of await slicesOf(of, errand)) {
    const bytes = await errand.store.stream(query, 'JSONCompactEachRow');
    for await (const lines of linesOf(bytes)) {
      yield lines.map((line) => JSON.parse(line) as RowValues);
    }
  }
};

const fileOf = (generic: Generic): ExportFile => {
  const { question, key } = generic;
  return {
    name: question.name,
    about: question.about,
    columns: columnsOf(question),
    key,
    bytesMax: null,
    rows: (errand) => rowsOf(generic, errand),
    slices: (errand) => slicesOf(generic, errand),
    judge: null,
    emptyIsLeftOut: false,
  };
};

/** An export whose one file holds the rows of a question. */
const generic = (of: Generic): ExportDefinition => ({
  name: of.question.name,
  about: of.about,
  source: 'Our own tables, as the API answers them.',
  version: '1',
  formats: tableFormats,
  needs: of.needs,
  files: [fileOf(of)],
  rulebooks: [],
  refuse: () => null,
  sidecars: () => [],
});

export const genericExports: readonly ExportDefinition[] = [
  generic({
    question: sessionsQuestion,
    // Its rows hold tokens, which not every role may see.
    needs: 'billing',
    params: {},
    key: ['started_at', 'station_id', 'session_id'],
    slice_ms: day_ms,
    about: 'Charging sessions that began in the range, as they are known.',
  }),
  generic({
    question: energyQuestion,
    needs: 'charging',
    params: { window: '15m', groupBy: ['port'] },
    key: ['window_start', 'station_id', 'port'],
    slice_ms: day_ms,
    about: 'Energy of each port by quarters of an hour; ranges that touch add up.',
  }),
  generic({
    question: meterValuesQuestion,
    needs: 'charging',
    params: {},
    key: ['at', 'station_id', 'port', 'measurand', 'phase', 'location', 'context'],
    slice_ms: day_ms / 24,
    about: 'Sampled values of meters in the range, each once.',
  }),
  generic({
    question: faultsQuestion,
    needs: 'charging',
    params: {},
    key: ['opened_at', 'station_id', 'port', 'error_code', 'vendor_error_code'],
    slice_ms: Infinity,
    about: 'Fault episodes that lasted at some time within the range.',
  }),
  generic({
    question: outagesQuestion,
    needs: 'compliance',
    params: {},
    key: ['started_at', 'station_id', 'port'],
    slice_ms: Infinity,
    about: 'Outages that lasted at some time within the range, whole.',
  }),
];
