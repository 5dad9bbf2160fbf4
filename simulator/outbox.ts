// What a station does with what it has to say: in order, one at a time, nothing durable lost.

import type { Call } from './dialects/call.ts';
import { dialectOf } from './dialects/dialect-of.ts';
import { callOf } from './dialects/dialect.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { FaultKind } from './faults.ts';
import { isOfSession } from './utterances.ts';
import type { BootReason, Status, Utterance } from './utterances.ts';
import type { Ledger } from './ledger.ts';
import { quirkedCall } from './quirk.ts';
import type { StationProfile } from './station.ts';

/**
 * Messages that a station keeps while it is offline. Beyond, it drops meter samples, as E04.FR.07
 * allows; what such a session moved meanwhile is then only known as a whole.
 */
export const queue_max = 50_000;

/** What 1.6 says where it never learned the id of a transaction (errata 3.18). */
const unknownTransaction = -1;

type Payload = Readonly<Record<string, unknown>>;

export interface Outgoing {
  readonly call: Call;
  readonly queued_at: number;
  /** Whether the station keeps it until it is answered. */
  readonly durable: boolean;
}

export interface Outbox {
  readonly online: boolean;
  /** Takes what the station says at its instant; loses it where it is offline and may forget. */
  say(utterance: Utterance): void;
  /** A connection is open; a boot comes first where the station restarted. */
  connected(at: number, boot: BootReason | null): void;
  disconnected(at: number): void;
  /** The call to send, the same until it is answered or given up. */
  next(): Outgoing | null;
  /** The call was answered. */
  answered(payload: Payload): void;
  /** The call will not be answered. */
  givenUp(): void;
}

interface Pending {
  readonly utterance: Utterance;
  readonly queued_at: number;
  readonly offline: boolean;
}

/** The outbox of a station; what is delivered is written into the ledger. */
export const outbox = (profile: StationProfile, ledger: Ledger): Outbox => {
  const dialect = dialectOf(profile.model);
  const ports = portStates(profile, dialect);
  const transactions = transactionIds(dialect);
  let queue: Pending[] = [];
  let outgoing: Outgoing | null = null;
  let online = false;

  const enqueue = (utterance: Utterance, queued_at: number): void => {
    if (queue.length >= queue_max && utterance.type === 'updated') return;
    if (online || isOfSession(utterance)) queue.push({ utterance, queued_at, offline: !online });
  };
  const callFor = ({ utterance, offline }: Pending): Call | null => {
    const transactionId = transactions.number(utterance);
    const call = callOf(dialect, utterance, { profile, offline, transactionId });
    return call === null ? null : quirkedCall(profile.quirks, call);
  };
  const done = (): Pending | undefined => {
    outgoing = null;
    return queue.shift();
  };
  return {
    get online() {
      return online;
    },
    say: (utterance) => {
      if (utterance.type !== 'status') return enqueue(utterance, utterance.at);
      for (const news of ports.changed(utterance, online)) enqueue(news, utterance.at);
    },
    connected: (at, boot) => {
      ledger.connected(at);
      const kept = queue;
      queue = [];
      outgoing = null;
      online = true;
      if (boot !== null) enqueue({ type: 'boot', at, reason: boot }, at);
      for (const news of ports.snapshot(at, boot !== null)) enqueue(news, at);
      for (const pending of kept) queue.push(pending);
    },
    disconnected: (at) => {
      ledger.disconnected(at);
      online = false;
      outgoing = null;
      queue = queue.filter((pending) => isOfSession(pending.utterance));
      ports.forgotten();
    },
    next: () => {
      for (let head = queue[0]; outgoing === null && head !== undefined; head = queue[0]) {
        const call = callFor(head);
        const { queued_at, utterance } = head;
        if (call === null) queue.shift();
        else outgoing = { call, queued_at, durable: isOfSession(utterance) };
      }
      return outgoing;
    },
    answered: (payload) => {
      const pending = done();
      if (pending === undefined) return;
      const { utterance, offline } = pending;
      transactions.learn(utterance, payload);
      ledger.delivered({ utterance, offline, transactionId: transactions.text(utterance) });
      if (utterance.type === 'ended') transactions.forget(utterance);
      if (utterance.type === 'problem')
        ports.told(utterance.port, utterance.cleared ? null : utterance.fault);
    },
    givenUp: () => {
      done();
    },
  };
};

interface TransactionIds {
  number(utterance: Utterance): number;
  text(utterance: Utterance): string;
  learn(utterance: Utterance, answer: Payload): void;
  forget(utterance: Utterance): void;
}

/** The ids that the back end gave to the sessions that are not over. */
const transactionIds = (dialect: Dialect): TransactionIds => {
  const given = new Map<string, number>();
  const keyOf = (utterance: Utterance): string | null =>
    isOfSession(utterance) ? utterance.session.ownId : null;
  const number = (utterance: Utterance): number =>
    given.get(keyOf(utterance) ?? '') ?? unknownTransaction;
  return {
    number,
    text: (utterance) => {
      const key = keyOf(utterance);
      if (key === null) return '';
      return dialect.asksTransactionId ? String(number(utterance)) : key;
    },
    learn: (utterance, answer) => {
      const id = answer['transactionId'];
      if (utterance.type === 'started' && dialect.asksTransactionId && typeof id === 'number')
        given.set(utterance.session.ownId, id);
    },
    forget: (utterance) => {
      given.delete(keyOf(utterance) ?? '');
    },
  };
};

/** State of a port as the station knows it. */
interface PortState {
  readonly status: Status;
  /** The problem that the back end knows of. */
  readonly told: FaultKind | null;
  /** The problem that it will know of once all that is queued has been delivered. */
  readonly saying: FaultKind | null;
}

interface PortStates {
  /** Takes a new status; what is to be said of it. */
  changed(status: Status, online: boolean): readonly Utterance[];
  /** All that is to be said of the ports when a connection is made. */
  snapshot(at: number, boot: boolean): readonly Utterance[];
  told(port: number, fault: FaultKind | null): void;
  /** What was queued is lost. */
  forgotten(): void;
}

const portStates = ({ ports }: StationProfile, dialect: Dialect): PortStates => {
  const states = new Map<number, PortState>();
  let events = 0;
  const problems = (state: PortState): readonly Utterance[] => {
    const { status, saying } = state;
    if (!dialect.notifiesProblems || saying === status.fault) return [];
    states.set(status.port, { ...state, saying: status.fault });
    const about = { type: 'problem', at: status.at, port: status.port } as const;
    const said: Utterance[] = [];
    if (saying !== null) said.push({ ...about, fault: saying, cleared: true, number: ++events });
    if (status.fault !== null)
      said.push({ ...about, fault: status.fault, cleared: false, number: ++events });
    return said;
  };
  const initial = (port: number, at: number): PortState => ({
    status: { type: 'status', at, port, phase: 'available', fault: null },
    told: null,
    saying: null,
  });
  const same = (a: Status, b: Status): boolean =>
    dialect.statusWord(a.phase) === dialect.statusWord(b.phase) && a.fault === b.fault;
  return {
    changed: (status, online) => {
      const state = states.get(status.port) ?? initial(status.port, status.at);
      if (states.has(status.port) && same(state.status, status)) return [];
      const changed = { ...state, status };
      states.set(status.port, changed);
      return online ? [status, ...problems(changed)] : [];
    },
    snapshot: (at, boot) => {
      const said: Utterance[] = [];
      if (boot && dialect.tellsStationStatus) said.push(initial(0, at).status);
      for (const { port } of ports) {
        const state = states.get(port) ?? initial(port, at);
        states.set(port, state);
        said.push(state.status, ...problems(state));
      }
      return said;
    },
    told: (port, fault) => {
      const state = states.get(port);
      if (state !== undefined) states.set(port, { ...state, told: fault });
    },
    forgotten: () => {
      for (const [port, state] of states) states.set(port, { ...state, saying: state.told });
    },
  };
};
