// Whether an entry fits what the ledger holds: unknown things, overlaps, what is closed. Pure.

import {
  cdrs,
  exclusions,
  idColumns,
  type LedgerTable,
  periods,
  ports,
  sites,
  tariffAssignments,
  tariffs,
} from '../../processors/ledger/table.ts';
import type { Row } from '../../schemas/table.ts';
import { instantText } from '../../lib/time.ts';
import type { Fault } from './read.ts';
import type { Register } from './register.ts';
import { type Held, meets, type Span, spansOf, standing } from './standing.ts';
import { faultsOfTariff } from './tariff-shape.ts';

/** An entry that is to be added. */
export interface Proposal extends Span {
  readonly table: LedgerTable;
  readonly thing: string;
  readonly withdrawn: boolean;
  readonly row: Row;
  /** When it is to be recorded, milliseconds UTC. */
  readonly at: number;
}

type Judge = (proposal: Proposal, register: Register) => readonly Fault[];

const fault = (column: string, detail: string): Fault => ({ column, detail });
const none: readonly Fault[] = [];
const always = { valid_at: null, known_at: null };

const text = (row: Row, column: string): string => String(row[column] ?? '');

const stands = (register: Register, table: LedgerTable, thing: string): boolean =>
  standing(register.of(table, thing), always) !== null;

const spanText = ({ valid_from, valid_to }: Span): string =>
  `${instantText(valid_from)} to ${valid_to === null ? 'no end' : instantText(valid_to)}`;

/** Other things than the proposed one that stand at any time of its span. */
const beside = (proposal: Proposal, others: Iterable<readonly Held[]>): readonly Held[] =>
  [...others].flatMap((entries) =>
    entries[0]?.thing === proposal.thing
      ? []
      : spansOf(entries)
          .filter((span) => meets(span, proposal))
          .map(({ entry }) => entry),
  );

const knownSite = (row: Row, register: Register): readonly Fault[] => {
  const site = text(row, 'site_id');
  return site === '' || stands(register, sites, site)
    ? none
    : [fault('site_id', `There is no site ${site}: register it first.`)];
};

const ofSite: Judge = (proposal, register) => {
  if (!proposal.withdrawn) return none;
  const id = text(proposal.row, 'site_id');
  const left = beside(proposal, register.naming(ports, 'site_id', id)).filter(
    ({ row }) => text(row, 'site_id') === id,
  );
  if (left.length === 0) return none;
  const names = left.slice(0, 3).map(({ thing }) => thing);
  return [
    fault('site_id', `${left.length} ports stand there still (${names.join(', ')}): retire them.`),
  ];
};

const ofPort: Judge = (proposal, register) => {
  if (proposal.withdrawn) return none;
  const { row } = proposal;
  const doubles = ['evse_id', 'port_id'].flatMap((column) => {
    const value = text(row, column);
    if (value === '') return none;
    const twins = beside(proposal, register.naming(ports, column, value)).filter(
      (other) => text(other.row, column) === value,
    );
    return twins.slice(0, 1).map(({ thing }) => fault(column, `Port ${thing} has it as well.`));
  });
  return [...knownSite(row, register), ...doubles];
};

/** Whether the place that an exclusion or an assignment names is registered. */
const knownPlace = (row: Row, register: Register): readonly Fault[] => {
  const [site, station] = [text(row, 'site_id'), text(row, 'station_id')];
  const port = row['port'] ?? null;
  if (station === '') {
    if (port !== null) return [fault('port', 'Say the station_id that the port belongs to.')];
    if (site === '') return [fault('site_id', 'Say where: site_id, or station_id.')];
    return knownSite(row, register);
  }
  const own = [...register.naming(ports, 'station_id', station)].filter(
    (entries) => standing(entries, always) !== null,
  );
  if (own.length === 0)
    return [fault('station_id', `No port of station ${station} is registered: add it first.`)];
  if (port !== null && !stands(register, ports, `${station}/${String(port)}`))
    return [fault('port', `Station ${station} has no registered port ${String(port)}.`)];
  return knownSite(row, register);
};

const ofExclusion: Judge = (proposal, register) =>
  proposal.withdrawn ? none : knownPlace(proposal.row, register);

const ofTariff: Judge = ({ withdrawn, row, at }) =>
  withdrawn
    ? none
    : faultsOfTariff({
        tariff_id: text(row, 'tariff_id'),
        currency: text(row, 'currency'),
        tariff_type: text(row, 'tariff_type'),
        tax_included: text(row, 'tax_included'),
        tariff: text(row, 'tariff'),
        recorded_at: at,
      });

/** Where an assignment holds; two of one place, for one audience, may not meet. */
const placeOf = (row: Row): string =>
  JSON.stringify([
    text(row, 'station_id') === '' ? text(row, 'site_id') : '',
    text(row, 'station_id'),
    row['port'] ?? null,
    text(row, 'audience'),
  ]);

const knownTariff = (row: Row, register: Register): readonly Fault[] => {
  const tariff = text(row, 'tariff_id');
  return stands(register, tariffs, tariff)
    ? none
    : [fault('tariff_id', `There is no tariff ${tariff}: publish it first.`)];
};

const ofAssignment: Judge = (proposal, register) => {
  if (proposal.withdrawn) return none;
  const { row } = proposal;
  const column = text(row, 'station_id') === '' ? 'site_id' : 'station_id';
  const others = register.naming(tariffAssignments, column, text(row, column));
  const twins = beside(proposal, others).filter((other) => placeOf(other.row) === placeOf(row));
  const overlaps = twins.map((other) =>
    fault(
      'valid_from',
      `Assignment ${other.thing} gives the same place tariff ${text(other.row, 'tariff_id')} from ` +
        `${spanText(other)}: end it first, or begin where it ends.`,
    ),
  );
  return [...knownTariff(row, register), ...knownPlace(row, register), ...overlaps];
};

const ofPeriod: Judge = (proposal, register) => {
  const { row, at, valid_to, thing } = proposal;
  if (valid_to === null) return [fault('valid_to', 'Say where the period ends.')];
  if (valid_to > at)
    return [fault('valid_to', 'The period has not ended yet; only what is over is closed.')];
  if (stands(register, periods, thing))
    return [fault('period_id', `Period ${thing} is closed already, and stays as it is.`)];
  return beside(proposal, register.things(periods))
    .filter((other) => text(other.row, 'purpose') === text(row, 'purpose'))
    .map((other) =>
      fault('valid_from', `It overlaps the closed period ${other.thing}, ${spanText(other)}.`),
    );
};

const isCredit = ({ row }: Held | Proposal): boolean => row['credit'] === true;

const isCredited = (register: Register, cdr: string): boolean =>
  [...register.naming(cdrs, 'credit_reference_id', cdr)].some((entries) => entries.length > 0);

const ofCredit: Judge = ({ row }, register) => {
  const id = text(row, 'credit_reference_id');
  const [original] = register.of(cdrs, id);
  if (original === undefined || isCredit(original))
    return [fault('credit_reference_id', `There is no CDR "${id}" that could be credited.`)];
  return isCredited(register, id)
    ? [fault('credit_reference_id', `CDR ${id} is credited already.`)]
    : none;
};

const ofCdr: Judge = (proposal, register) => {
  const { row, thing } = proposal;
  if (register.of(cdrs, thing).length > 0)
    return [fault('cdr_id', `CDR ${thing} was issued already; a CDR never changes.`)];
  const period = text(row, 'period_id');
  const closed = stands(register, periods, period)
    ? [fault('period_id', `Period ${period} is closed: bill it later, with adjusts_period_id.`)]
    : none;
  if (isCredit(proposal)) return [...closed, ...ofCredit(proposal, register)];
  const session = text(row, 'session_id');
  const billed = [...register.naming(cdrs, 'session_id', session)].flatMap(([held]) =>
    held === undefined || isCredit(held) || isCredited(register, held.thing)
      ? []
      : [fault('session_id', `CDR ${held.thing} bills the session: credit that first.`)],
  );
  return [...closed, ...billed];
};

const judges: ReadonlyMap<LedgerTable, Judge> = new Map<LedgerTable, Judge>([
  [sites, ofSite],
  [ports, ofPort],
  [exclusions, ofExclusion],
  [tariffs, ofTariff],
  [tariffAssignments, ofAssignment],
  [periods, ofPeriod],
  [cdrs, ofCdr],
]);

/** What speaks against an entry; empty where nothing does. */
export const judge: Judge = (proposal, register) => {
  const { table, valid_from, valid_to } = proposal;
  const empty =
    valid_to !== null && valid_to <= valid_from
      ? [
          fault(
            'valid_to',
            `It ends before it begins, or where it begins: ${spanText({ valid_from, valid_to })}.`,
          ),
        ]
      : none;
  return [...empty, ...(judges.get(table)?.(proposal, register) ?? none)];
};

/** Columns by which others are judged: what is said of those means nothing where one is unread. */
const ruling: ReadonlySet<string> = new Set(
  [
    ['valid_from', 'valid_to', 'station_id', 'port', 'site_id', 'audience', 'purpose'],
    ['credit', 'credit_reference_id', 'session_id', 'currency', 'tariff_type', 'tax_included'],
  ].flat(),
);

/**
 * What speaks against an entry of which some columns are missing or cannot be read, beside that:
 * what is wrong with the others is told with it, so that a file is mended in one go. Where a column
 * that others are judged by is unread, only unknown sites and tariffs are told.
 */
export const judgeRest = (
  proposal: Proposal,
  register: Register,
  unread: ReadonlySet<string>,
): readonly Fault[] => {
  const { table, row, withdrawn } = proposal;
  if (withdrawn) return none;
  const isRuled = [...idColumns(table), ...ruling].some((column) => unread.has(column));
  const found = isRuled
    ? [
        ...(table === sites ? none : knownSite(row, register)),
        ...(table === tariffAssignments ? knownTariff(row, register) : none),
      ]
    : judge(proposal, register);
  return found.filter(({ column }) => !unread.has(column));
};
