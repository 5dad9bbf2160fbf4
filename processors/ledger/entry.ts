// An entry of the ledger → the row that keeps it: pure, absolute, the same at every reading.

import { readInstant } from '../../lib/time.ts';
import { thousandths } from '../../lib/units.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import type { Column, Row } from '../../schemas/table.ts';
import type { Emission } from '../define.ts';
import { entryColumns, isEntryKind, kinds } from './table.ts';

/** Raised whenever the same entry gives another row than before. */
export const ledgerFoldVersion = 1;

type Cell = Row[string];

const bareType = ({ type }: Column): string => type.replace(/^Nullable\((.*)\)$/, '$1');

const empties: Readonly<Record<string, Cell>> = {
  String: '',
  'LowCardinality(String)': '',
  'Array(LowCardinality(String))': [],
  Bool: false,
};

/** What a column holds where nothing was said of it. */
const emptyOf = (column: Column): Cell =>
  column.type.startsWith('Nullable(') ? null : (empties[column.type] ?? 0);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** Highest whole number of a column; lower than none for types that hold no whole numbers. */
const wholeMax: Readonly<Record<string, number>> = {
  UInt8: 255,
  UInt16: 65_535,
  UInt32: 4_294_967_295,
  UInt64: Number.MAX_SAFE_INTEGER,
  Int32: 2_147_483_647,
};

const wholeCell = (type: string, value: unknown): Cell | undefined => {
  const max = wholeMax[type] ?? -1;
  const min = type === 'Int32' ? -max - 1 : 0;
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max
    ? Number(value)
    : undefined;
};

/** The value of a body as the column holds it; undefined where it is of another kind. */
const cellOf = (column: Column, value: unknown): Cell | undefined => {
  const type = bareType(column);
  if (value === undefined || value === null) return emptyOf(column);
  switch (type) {
    case 'String':
    case 'LowCardinality(String)':
      return typeof value === 'string' ? value : undefined;
    case 'Array(LowCardinality(String))':
      return isTexts(value) ? value : undefined;
    case 'Bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'DateTime64(3)':
      return typeof value === 'string' ? readInstant(value)?.at : undefined;
    case 'Decimal(18, 3)':
      return typeof value === 'string' ? (thousandths(value) ?? undefined) : undefined;
    default:
      return wholeCell(type, value);
  }
};

type Body = Readonly<Record<string, unknown>>;

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bodyOf = ({ eventId, body }: LedgerEvent): Body => {
  const parsed: unknown = JSON.parse(body);
  if (isBody(parsed)) return parsed;
  throw new TypeError(`The body of ledger entry ${eventId} is no JSON object.`);
};

const millisOf = (micros: number): number => Math.floor(micros / 1000);

const envelopeOf = (event: LedgerEvent, withdraws: boolean): Row => ({
  tenant: event.tenant,
  entry_id: event.eventId,
  kind: event.kind,
  valid_from: event.validFrom === null ? 0 : millisOf(event.validFrom),
  valid_to: event.validTo === null ? null : millisOf(event.validTo),
  recorded_at: millisOf(event.recordedAt),
  recorded_by: event.recordedBy,
  withdrawn: withdraws,
});

/**
 * The row of an entry; null where the event is about something else, as a campaign or an erasure.
 * Throws where the entry cannot be kept as a row: it is then set aside.
 */
export const entryRow = (event: LedgerEvent): Emission | null => {
  if (!isEntryKind(event.kind)) return null;
  const { table, withdraws } = kinds[event.kind];
  const body = bodyOf(event);
  const envelope = envelopeOf(event, withdraws);
  const row: Record<string, Cell> = {};
  for (const [name, column] of Object.entries<Column>(table.columns)) {
    const cell = entryColumns.includes(name) ? envelope[name] : cellOf(column, body[name]);
    if (cell === undefined)
      throw new TypeError(
        `Ledger entry ${event.eventId}: ${name} is ${JSON.stringify(body[name])}, which no ` +
          `${column.type} holds.`,
      );
    row[name] = cell;
  }
  return { table, row };
};
