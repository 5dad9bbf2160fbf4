// Erases a person: destroys the key under which the originals are sealed, and certifies it.

import { ocppTopic } from '../log/port.ts';
import type { EventCodec } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Table } from '../schemas/table.ts';
import type { Store } from '../store/port.ts';
import type { Ledger } from './erasures.ts';
import { tellLedger } from './erasures.ts';
import { type ExportCounts, countExports } from './kept-exports.ts';
import type { Persons } from './persons.ts';
import { recordsOf } from './records.ts';

export interface SubjectLog extends Ledger {
  readonly codec: EventCodec<OcppEvent>;
  readonly persons: Persons;
  readonly tenant: string;
  /** A token, however written, or its pseudonym. */
  readonly subject: string;
  readonly by: string;
  /** Milliseconds UTC. */
  readonly at: number;
}

export interface Erasure extends SubjectLog {
  readonly store: Store;
  readonly tables: readonly Table[];
  readonly dryRun: boolean;
  /** Files and folders of exports that are kept here. */
  readonly exports: readonly string[];
}

/** What was there of a person, and what became of it. */
export interface Certificate {
  readonly tenant: string;
  readonly pseudonym: string;
  readonly erased_at: string;
  readonly dry_run: boolean;
  /** Whether this machine held the key. */
  readonly key_held: boolean;
  readonly key_destroyed: boolean;
  readonly log: LogCounts;
  /** Rows with the pseudonym by table; they stay, so that no sum moves. */
  readonly store: Readonly<Record<string, number>>;
  /** Of the exports that were named: Laddbok itself keeps none, they go to who asks for them. */
  readonly exports: ExportCounts;
}

export interface LogCounts {
  /** Events with originals of the person, and the originals in them. */
  readonly events: number;
  readonly sealed_originals: number;
  /** Events that hold the token unsealed, from before pseudonyms; only told where a token is given. */
  readonly events_in_clear: number;
}

async function* eventsOf({ log, codec, tenant }: SubjectLog): AsyncGenerator<OcppEvent> {
  for await (const { key, value } of recordsOf(log, ocppTopic)) {
    if (key.startsWith(`${tenant}/`)) yield codec.decode(value);
  }
}

const countLog = async (of: SubjectLog, pseudonym: string): Promise<LogCounts> => {
  const counts = { events: 0, sealed_originals: 0, events_in_clear: 0 };
  const token = of.subject === pseudonym ? null : of.subject.toUpperCase();
  for await (const { redactions, frame } of eventsOf(of)) {
    const own = redactions.filter((one) => one.pseudonym === pseudonym && one.sealed.length > 0);
    counts.sealed_originals += own.length;
    if (own.length > 0) counts.events++;
    if (token !== null && frame?.toUpperCase().includes(token) === true) counts.events_in_clear++;
  }
  return counts;
};

/** Rows of a table in which the pseudonym stands, in whatever column. */
const countRows = async (store: Store, table: Table, pseudonym: string): Promise<number> => {
  const columns = Object.keys(table.columns).join(', ');
  const [row] = await store.query<{ readonly n: string | number }>({
    sql:
      `SELECT count() AS n FROM ${table.name} ` +
      `WHERE position(toString(tuple(${columns})), {pseudonym:String}) > 0`,
    params: { pseudonym },
  });
  return Number(row?.n ?? 0);
};

const countStore = async (
  { store, tables }: Erasure,
  pseudonym: string,
): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const rows = await countRows(store, table, pseudonym);
    if (rows > 0) counts[table.name] = rows;
  }
  return counts;
};

/**
 * Erases. The decision is durable in the ledger before the key is destroyed: whoever dies in
 * between, and every other process with keys, destroys it when it reads the ledger.
 */
export const erase = async (erasure: Erasure): Promise<Certificate> => {
  const { persons, tenant, subject, by, at, dryRun } = erasure;
  const pseudonym = persons.sealer.pseudonymOf(tenant, subject);
  const log = await countLog(erasure, pseudonym);
  const store = await countStore(erasure, pseudonym);
  const exports = countExports(erasure.exports, [...new Set([pseudonym, subject])]);
  const key_held = persons.keys.find(tenant, pseudonym) !== null;
  const erased_at = new Date(at).toISOString();
  const counted = { tenant, pseudonym, erased_at, dry_run: dryRun, key_held, log, store, exports };
  if (dryRun) return { ...counted, key_destroyed: false };
  await tellLedger(erasure, {
    kind: 'SubjectErased',
    tenant,
    pseudonym,
    by,
    at,
    body: { log, store, exports: exports.with_person.length },
  });
  const key_destroyed = persons.keys.destroy(tenant, pseudonym, at);
  persons.sealer.forget(tenant, pseudonym);
  return { ...counted, key_destroyed };
};

/** Originals that a reveal shows; a person has few writings of one token. */
const originals_max = 100;

/** Opens what is sealed of a person, after the ledger holds who asked. */
export const reveal = async (of: SubjectLog): Promise<readonly string[]> => {
  const { persons, tenant, subject, by, at } = of;
  const pseudonym = persons.sealer.pseudonymOf(tenant, subject);
  await tellLedger(of, { kind: 'SubjectRevealed', tenant, pseudonym, by, at, body: {} });
  const originals = new Set<string>();
  for await (const event of eventsOf(of)) {
    for (const original of persons.sealer.reveal(event, pseudonym)) originals.add(original);
    if (originals.size >= originals_max) break;
  }
  return [...originals];
};
