// Where people's decisions are taken: judged by all that the ledger holds, then appended durably.

import type { EventCodec, EventLog, LogRecord, NewRecord } from '../../log/port.ts';
import { ledgerTopic } from '../../log/port.ts';
import type { LedgerTable } from '../../processors/ledger/table.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { type Draft, type Drafted, draw, heldOf, kindOf, subjectOf } from './drafts.ts';
import { judge, judgeRest } from './judge.ts';
import type { Fault } from './read.ts';
import { openRegister, type OpenRegister, type Register } from './register.ts';
import { type Held, newestOf } from './standing.ts';

/** What became of a draft. */
export interface Outcome {
  /**
   * `recorded`: it is durable. `fit`: it would have been, were this no dry run and no other draft
   * wrong. `known`: an entry that says just this was recorded before, and nothing was added.
   */
  readonly status: 'recorded' | 'fit' | 'known' | 'refused';
  readonly entry_id: string;
  /** What it is about, as site/S1; empty where that could not be read. */
  readonly subject: string;
  readonly kind: string;
  /** Milliseconds UTC; null where it is not recorded. */
  readonly recorded_at: number | null;
  /** Whether something else was recorded about it since; then the known entry is not the last word. */
  readonly changed_since: boolean;
  readonly faults: readonly Fault[];
}

export interface Order {
  readonly tenant: string;
  readonly by: string;
  readonly drafts: readonly Draft[];
  /** Judges, and appends nothing. */
  readonly dryRun?: boolean;
  /** Appends what is right where other drafts are wrong; else one wrong draft stops all. */
  readonly skipBad?: boolean;
}

export interface LedgerDesk {
  /** Resolves once all that was recorded is durable, with an outcome for each draft. */
  record(order: Order): Promise<readonly Outcome[]>;
  /** What the ledger holds of a tenant, as known now. */
  held(tenant: string): Promise<Register>;
}

export interface LedgerDeskOptions {
  readonly log: Pick<EventLog, 'append'>;
  readonly codec: EventCodec<LedgerEvent>;
  /** Records of the ledger that were not read before, up to its present end. */
  readonly news: () => AsyncIterable<LogRecord>;
  readonly clock: () => number;
}

/** Records appended at once. */
const append_max = 1_000;

interface Accepted extends Held {
  readonly drafted: Drafted;
  readonly kind: string;
}

const refused = (table: LedgerTable, faults: readonly Fault[]): Outcome => ({
  status: 'refused',
  entry_id: '',
  subject: '',
  kind: table.name,
  recorded_at: null,
  changed_since: false,
  faults,
});

const told = (status: Outcome['status'], one: Held, kind: string): Outcome => ({
  status,
  entry_id: one.entry_id,
  subject: subjectOf(one),
  kind,
  recorded_at: status === 'refused' ? null : one.recorded_at,
  changed_since: false,
  faults: [],
});

/** An id that is known: fine where it says the same, a fault where it says something else. */
const known = (drafted: Drafted, before: Held, register: Register): Outcome => {
  const isSame = before.content === drafted.content && before.thing === drafted.thing;
  if (!isSame) {
    const detail = `Entry ${before.entry_id} was recorded before, and says something else.`;
    return refused(drafted.table, [{ column: 'entry_id', detail }]);
  }
  const newest = newestOf(register.of(before.table, before.thing));
  const changed_since = newest?.entry_id !== before.entry_id;
  return { ...told('known', before, before.table.name), changed_since };
};

interface Judged {
  readonly outcome: Outcome;
  readonly accepted: Accepted | null;
}

/** Judges a draft; one that is accepted is entered, so that the next is judged with it. */
const take = (draft: Draft, register: OpenRegister, now: number): Judged => {
  const drawn = draw(draft, register);
  if ('faults' in drawn) {
    const { faults, readable } = drawn;
    const unread = new Set(faults.map(({ column }) => column));
    const rest = readable === null ? [] : judgeRest({ ...readable, at: now }, register, unread);
    return { outcome: refused(draft.table, [...faults, ...rest]), accepted: null };
  }
  const { drafted } = drawn;
  const before = register.entries.get(drafted.entry_id);
  if (before !== undefined) return { outcome: known(drafted, before, register), accepted: null };
  const earlier = register.of(drafted.table, drafted.thing);
  // The entries about one thing are told apart by when they were recorded, also after a clock
  // was put back.
  const recorded_at = Math.max(now, ...earlier.map((one) => one.recorded_at + 1));
  const faults = judge({ ...drafted, at: recorded_at }, register);
  const kind = kindOf(drafted, earlier.length > 0);
  const accepted: Accepted = { ...drafted, drafted, recorded_at, kind };
  if (faults.length > 0)
    return { outcome: { ...told('refused', accepted, kind), faults }, accepted: null };
  register.enter(accepted);
  return { outcome: told('recorded', accepted, kind), accepted };
};

const eventOf = (one: Accepted, { tenant, by }: Order): LedgerEvent => ({
  eventId: one.entry_id,
  tenant,
  kind: one.kind,
  subject: subjectOf(one),
  validFrom: one.valid_from * 1000,
  validTo: one.valid_to === null ? null : one.valid_to * 1000,
  recordedAt: one.recorded_at * 1000,
  recordedBy: by,
  body: JSON.stringify({ ...one.drafted.body, content: one.content }),
});

/** Opens the desk. It reads the ledger when it is first asked, and on from there each time. */
export const openLedgerDesk = ({ log, codec, news, clock }: LedgerDeskOptions): LedgerDesk => {
  const registers = new Map<string, OpenRegister>();
  /** Held only of tenants of which the ledger speaks: asking about others holds nothing. */
  const registerOf = (tenant: string): OpenRegister => registers.get(tenant) ?? openRegister();
  const catchUp = async (): Promise<void> => {
    for await (const { value } of news()) {
      const event = codec.decode(value);
      const entry = heldOf(event);
      if (entry === null) continue;
      const register = registerOf(event.tenant);
      register.enter(entry);
      registers.set(event.tenant, register);
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  /** One after another: what is judged together with others must not pass them by. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const append = async (accepted: readonly Accepted[], order: Order): Promise<void> => {
    const records = accepted.map((one): NewRecord => {
      const event = eventOf(one, order);
      return { key: `${event.tenant}/${event.subject}`, value: codec.encode(event) };
    });
    for (let at = 0; at < records.length; at += append_max)
      await log.append(ledgerTopic, records.slice(at, at + append_max));
  };
  const record = async (order: Order): Promise<readonly Outcome[]> => {
    await catchUp();
    const register = registerOf(order.tenant);
    const now = clock();
    const judged = order.drafts.map((draft) => take(draft, register, now));
    const accepted = judged.flatMap((one) => one.accepted ?? []);
    const isBad = judged.some(({ outcome }) => outcome.status === 'refused');
    const stops = order.dryRun === true || (isBad && order.skipBad !== true);
    // What is appended is read back from the log, as every other reader does.
    for (const one of accepted.toReversed()) register.undo(one);
    if (!stops && accepted.length > 0) await append(accepted, order);
    return judged.map(({ outcome }) =>
      stops && outcome.status === 'recorded'
        ? { ...outcome, status: 'fit', recorded_at: null }
        : outcome,
    );
  };
  return {
    record: (order) => inTurn(() => record(order)),
    held: (tenant) =>
      inTurn(async () => {
        await catchUp();
        return registerOf(tenant);
      }),
  };
};
