// From a draft to the entry that it would be: read, named, told apart from what is known. Pure.

import { stableId } from '../../lib/hash.ts';
import {
  type EntryKind,
  cdrs,
  exclusions,
  idColumns,
  isEntryKind,
  kinds,
  type LedgerTable,
  overlaid,
  periods,
  ports,
  sites,
  tariffAssignments,
  tariffs,
} from '../../processors/ledger/table.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import type { Column, Row } from '../../schemas/table.ts';
import { type Fault, readDraft, saidOf, type Values } from './read.ts';
import type { Register } from './register.ts';
import { ruleOf } from './rules.ts';
import { type Held, newestOf, standing } from './standing.ts';

/** What somebody wants to be recorded. */
export interface Draft {
  readonly table: LedgerTable;
  /** Whether it takes back, or retires, what it names. */
  readonly withdraws: boolean;
  readonly values: Values;
}

/** The subject of a table's entries, as the key of their records begins. */
const subjects: ReadonlyMap<LedgerTable, string> = new Map<LedgerTable, string>([
  [sites, 'site'],
  [ports, 'port'],
  [exclusions, 'exclusion'],
  [tariffs, 'tariff'],
  [tariffAssignments, 'assignment'],
  [periods, 'period'],
  [cdrs, 'cdr'],
]);

export const subjectOf = ({ table, thing }: Pick<Held, 'table' | 'thing'>): string =>
  `${subjects.get(table) ?? table.name}/${thing}`;

/** What an entry is about, as text. */
const thingOf = (table: LedgerTable, row: Row): string =>
  idColumns(table)
    .map((column) => String(row[column] ?? ''))
    .join('/');

/** Long texts that nothing is judged by, and that are not held. */
const notHeld: ReadonlySet<string> = new Set(['cdr']);

const bodyOf = (table: LedgerTable, row: Row): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries<Column>(table.columns).flatMap(([name, column]) => {
      const value = row[name];
      return value === undefined || value === null ? [] : [[name, saidOf(column, value)]];
    }),
  );

/** An entry as it would be, without the time at which it is recorded. */
export interface Drafted extends Omit<Held, 'recorded_at'> {
  readonly body: Readonly<Record<string, unknown>>;
}

/** Of a draft that cannot be read whole, what can be: the rest of it may be wrong as well. */
export type Readable = Pick<Drafted, 'table' | 'thing' | 'withdrawn' | 'row'> &
  Pick<Drafted, 'valid_from' | 'valid_to'>;

export type Drawn =
  | { readonly drafted: Drafted }
  | { readonly faults: readonly Fault[]; readonly readable: Readable | null };

const needsSpan: ReadonlySet<LedgerTable> = new Set([
  exclusions,
  tariffs,
  tariffAssignments,
  periods,
  cdrs,
]);

const needsFor = ({ table, withdraws }: Draft): ((column: string) => boolean) => {
  const ids = idColumns(table);
  if (withdraws)
    return (column) => ids.includes(column) || (overlaid.has(table) && column === 'valid_from');
  return (column) =>
    ruleOf(table, column).needed === true || (column === 'valid_from' && needsSpan.has(table));
};

/** The span of an entry: that which is said; of what is withdrawn whole, that which stood. */
const spanOf = (
  { table, withdraws }: Draft,
  read: Pick<Held, 'valid_to'> & { readonly valid_from: number | null },
  before: Held | null,
): Pick<Held, 'valid_from' | 'valid_to'> => {
  const whole = withdraws && !overlaid.has(table) ? before : null;
  return {
    valid_from: whole?.valid_from ?? read.valid_from ?? 0,
    valid_to: whole === null ? read.valid_to : whole.valid_to,
  };
};

/** What is withdrawn must stand; that it was withdrawn before is no fault. */
const faultsOfWithdrawal = (drafted: Drafted, entries: readonly Held[]): readonly Fault[] => {
  if (!drafted.withdrawn) return [];
  const valid_at = overlaid.has(drafted.table) ? drafted.valid_from : null;
  if (standing(entries, { valid_at, known_at: null }) !== null) return [];
  const [column = ''] = idColumns(drafted.table);
  return [{ column, detail: `There is no ${subjectOf(drafted)} then that could be taken back.` }];
};

/** What is never taken back: a period stays closed, and a CDR is credited by another. */
const final: ReadonlySet<LedgerTable> = new Set([periods, cdrs]);
const stays: Fault = { column: '', detail: 'A closed period or a CDR is never taken back.' };

/** Reads a draft and names its entry: a draft that says the same gets the same id. */
export const draw = (draft: Draft, register: Register): Drawn => {
  const { table, withdraws } = draft;
  if (withdraws && final.has(table)) return { faults: [stays], readable: null };
  const read = readDraft(table, draft.values, needsFor(draft));
  const thing = thingOf(table, read.cells);
  if (read.faults.length > 0) {
    const span = spanOf(draft, read, null);
    const readable = { table, thing, withdrawn: withdraws, row: read.cells, ...span };
    return { faults: read.faults, readable };
  }
  const entries = register.of(table, thing);
  const before = newestOf(entries);
  const span = spanOf(draft, read, before);
  const body = bodyOf(table, read.cells);
  // What is taken back whole is named by the entry that it takes back: it may be said again after.
  const takes = withdraws && !overlaid.has(table) ? before : null;
  const taken = takes?.withdrawn === true ? takes.content : (takes?.entry_id ?? '');
  const said = stableId(JSON.stringify([table.name, withdraws, body, span, taken]));
  const content = takes?.withdrawn === true ? takes.content : said;
  const entry_id = read.entry_id ?? (takes?.withdrawn === true ? takes.entry_id : content);
  const drafted: Drafted = {
    table,
    thing,
    entry_id,
    content,
    withdrawn: withdraws,
    row: read.cells,
    body,
    ...span,
  };
  if (register.entries.has(entry_id)) return { drafted };
  const faults = faultsOfWithdrawal(drafted, entries);
  return faults.length > 0 ? { faults, readable: null } : { drafted };
};

const kindsOf: ReadonlyMap<
  LedgerTable,
  readonly [first: EntryKind, next: EntryKind, end: EntryKind]
> = new Map<LedgerTable, readonly [EntryKind, EntryKind, EntryKind]>([
  [sites, ['SiteRegistered', 'SiteChanged', 'SiteRetired']],
  [ports, ['PortRegistered', 'PortChanged', 'PortRetired']],
  [exclusions, ['ExclusionDeclared', 'ExclusionDeclared', 'ExclusionWithdrawn']],
  [tariffs, ['TariffPublished', 'TariffPublished', 'TariffWithdrawn']],
  [tariffAssignments, ['TariffAssigned', 'TariffAssigned', 'TariffUnassigned']],
  [periods, ['PeriodClosed', 'PeriodClosed', 'PeriodClosed']],
  [cdrs, ['CdrIssued', 'CdrIssued', 'CdrIssued']],
]);

/** The kind of an entry, by whether what it is about is known already. */
export const kindOf = ({ table, withdrawn, row }: Drafted, isKnown: boolean): EntryKind => {
  if (row['credit'] === true) return 'CdrCredited';
  const [first, next, end] = kindsOf.get(table) ?? ['CdrIssued', 'CdrIssued', 'CdrIssued'];
  if (withdrawn) return end;
  return isKnown ? next : first;
};

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A body that is none says nothing; the fold sets its entry aside. */
const valuesOf = (body: string): Values => {
  try {
    const parsed: unknown = JSON.parse(body);
    return isValues(parsed) ? parsed : {};
  } catch {
    return {};
  }
};

/** An event of the ledger as it is held; null where it is about something else. */
export const heldOf = (event: LedgerEvent): Held | null => {
  if (!isEntryKind(event.kind)) return null;
  const { table, withdraws } = kinds[event.kind];
  const { content, ...said } = valuesOf(event.body);
  const { cells } = readDraft(table, said, () => false);
  const row = Object.fromEntries(Object.entries(cells).filter(([name]) => !notHeld.has(name)));
  return {
    table,
    thing: thingOf(table, cells),
    entry_id: event.eventId,
    content: typeof content === 'string' ? content : event.eventId,
    valid_from: Math.floor((event.validFrom ?? 0) / 1000),
    valid_to: event.validTo === null ? null : Math.floor(event.validTo / 1000),
    recorded_at: Math.floor(event.recordedAt / 1000),
    withdrawn: withdraws,
    row,
  };
};
