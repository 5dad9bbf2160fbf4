// The room `commands`: each command from its issue over its answer to its effect.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { Known, Sign, Watch } from './effects.ts';
import { holdsAlready, scheduledWindow_ms, shownBy, window_ms } from './effects.ts';
import { isLearned, learn, nothingKnown } from './known.ts';
import { commands } from './table.ts';

type Command = RowOf<typeof commands>;

/** A command that may still change. */
interface Entry {
  readonly row: Command;
  /** Null where no effect is looked for, or it was seen. */
  readonly watch: Watch | null;
}

interface State {
  /** Oldest first. */
  readonly entries: readonly Entry[];
  /** The last that were done with: an answer can still be refused. */
  readonly settled: readonly Command[];
  readonly known: Known;
}

const initial: State = { entries: [], settled: [], known: nothingKnown };

/** Commands held per station until they are done with; beyond it the oldest is let go. */
export const heldCommandsLimit = 16;
/** Commands done with that are remembered for an answer that is refused. */
export const settledLimit = 2;
/** Longest span in a column of milliseconds: 24 days. */
const span_ms_max = 2 ** 31 - 1;

const listens = [
  'CommandIssued',
  'CommandAnswered',
  'CommandUnanswered',
  'CommandResultRefused',
  'TriggeredMessageSent',
  'SessionStarted',
  'SessionIdentified',
  'SessionUpdated',
  'SessionEnded',
  'StationBooted',
  'StationConnected',
  'StationDisconnected',
  'StationHeard',
  'PortStatusReported',
  'FirmwareStatusReported',
  'LogStatusReported',
] as const;

type Listened = FactOf<(typeof listens)[number]>;

const step = (before: State, fact: Listened, context: Context): Step<State> => {
  if (before.entries.length === 0 && fact.type !== 'CommandIssued') {
    return fact.type === 'CommandResultRefused'
      ? refuse(before, fact)
      : still(learned(before, fact));
  }
  // A station that comes back gets the time to tell what it did meanwhile, before it is judged.
  const judged = fact.type !== 'StationConnected';
  const expired = change(before, (entry) => (judged ? expire(entry, context.receivedAt) : entry));
  const moved = move(expired.state, fact, context);
  return { state: learned(moved.state, fact), rows: [...expired.rows, ...moved.rows] };
};

const learned = (state: State, fact: Listened): State => {
  const known = isLearned(fact) ? learn(state.known, fact) : state.known;
  return known === state.known ? state : { ...state, known };
};

const move = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'CommandIssued':
      return issue(state, fact, context);
    case 'CommandAnswered':
      return change(state, (entry) => (isOf(entry, fact) ? answer(entry, fact) : entry));
    case 'CommandUnanswered':
      return change(state, (entry) => (isOf(entry, fact) ? leave(entry, fact.why) : entry));
    case 'CommandResultRefused':
      return refuse(state, fact);
    case 'StationConnected':
      return change(state, (entry) => resume(entry, fact));
    case 'StationDisconnected':
      return change(state, (entry) => (fact.side === 'gateway' ? blinded(entry) : entry));
    case 'StationHeard':
    case 'SessionIdentified':
      return still(state);
    case 'TriggeredMessageSent':
    case 'SessionStarted':
    case 'SessionUpdated':
    case 'SessionEnded':
    case 'StationBooted':
    case 'PortStatusReported':
    case 'FirmwareStatusReported':
    case 'LogStatusReported':
      return change(state, (entry) => look(entry, fact, { known: state.known, context }));
  }
};

const isOf = (entry: Entry, fact: { readonly commandId: string }): boolean =>
  entry.row.command_id === fact.commandId;

const isDone = ({ row }: Entry): boolean => row.state !== 'awaiting' && row.effect !== 'awaited';

/** Changes entries; a row for each that changed, and those that are done with leave. */
const change = (state: State, changed: (entry: Entry) => Entry): Step<State> => {
  const entries = state.entries.map(changed);
  const rows = entries.filter((entry, index) => entry.row !== state.entries[index]?.row);
  if (entries.every((entry, index) => entry === state.entries[index])) return still(state);
  const done = entries.filter(isDone).map(({ row }) => row);
  return {
    state: {
      ...state,
      entries: entries.filter((entry) => !isDone(entry)),
      settled: [...state.settled, ...done].slice(-settledLimit),
    },
    rows: rows.map(({ row }) => emit(commands, row)),
  };
};

const issue = (state: State, fact: FactOf<'CommandIssued'>, context: Context): Step<State> => {
  const entry = entryOf(state.known, fact, context);
  const over = state.entries.length >= heldCommandsLimit ? state.entries.slice(0, 1) : [];
  const gone = over.map(({ row }) => letGo(row));
  const entries = [...state.entries.slice(over.length), entry];
  return {
    state: { ...state, entries },
    rows: [...gone, entry.row].map((row) => emit(commands, row)),
  };
};

/** Too many are open: what becomes of this one is not known. */
const letGo = (row: Command): Command => ({
  ...row,
  ...(row.state === 'awaiting' ? { state: 'unanswered', unanswered_why: 'let_go' } : {}),
  ...(row.effect === 'awaited' ? { effect: 'unknown' } : {}),
});

const entryOf = (known: Known, fact: FactOf<'CommandIssued'>, context: Context): Entry => {
  const { commandId, expects, target, tokenName } = fact;
  // A command that names its transaction is for the port of that.
  const session = known.sessions.find((one) => one.transactionId === target && target !== '');
  const port = expects === 'session_end' && session !== undefined ? session.port : fact.port;
  const watch: Watch = {
    commandId,
    expects,
    port,
    target: expects === 'session_start' ? '' : target,
    tokenName,
    deadline: fact.notBefore + window_ms[expects],
    blind: false,
    held: holdsAlready(expects, port, known),
  };
  const row: Command = {
    tenant: context.tenant,
    station_id: context.stationId,
    issued_at: context.receivedAt,
    command_id: commandId,
    action: fact.action,
    port,
    connector_id: fact.connectorId,
    target,
    detail: fact.detail,
    state: 'awaiting',
    status: '',
    error_code: '',
    info: '',
    unanswered_why: '',
    result_error: '',
    answered_at: null,
    latency_ms: null,
    effect_expected: expects,
    effect: expects === '' ? '' : 'awaited',
    effect_at: null,
    effect_after_ms: null,
  };
  return { row, watch: expects === '' ? null : watch };
};

const answer = ({ row, watch }: Entry, fact: FactOf<'CommandAnswered'>): Entry => {
  const answered: Command = {
    ...row,
    state: fact.errorCode === '' ? 'answered' : 'error',
    status: fact.status,
    error_code: fact.errorCode,
    info: fact.info,
    answered_at: row.issued_at + fact.latency_ms,
    latency_ms: Math.min(fact.latency_ms, span_ms_max),
  };
  // An answer that could not be read says neither yes nor no.
  if (!fact.accepted && fact.errorCode !== 'AnswerUnreadable') {
    const nothing = { effect: '', effect_at: null, effect_after_ms: null };
    return { row: { ...answered, ...nothing }, watch: null };
  }
  if (watch === null) return { row: answered, watch };
  if (watch.held) return { row: { ...answered, effect: 'held' }, watch: null };
  const from = row.issued_at + fact.latency_ms;
  const wait = fact.status === 'Scheduled' ? scheduledWindow_ms : window_ms[watch.expects];
  return { row: answered, watch: { ...watch, deadline: Math.max(watch.deadline, from + wait) } };
};

const leave = ({ row, watch }: Entry, why: string): Entry => {
  const left = { ...row, state: 'unanswered', unanswered_why: why };
  // The later command of that id is the one to look at.
  if (why === 'id_reused' && row.effect === 'awaited')
    return { row: { ...left, effect: '' }, watch: null };
  return { row: left, watch };
};

const refuse = (state: State, fact: FactOf<'CommandResultRefused'>): Step<State> => {
  const row = state.settled.find((one) => one.command_id === fact.commandId);
  const marked = (one: Command): Command => ({ ...one, result_error: fact.errorCode });
  if (row === undefined) {
    return change(state, (entry) =>
      isOf(entry, fact) ? { ...entry, row: marked(entry.row) } : entry,
    );
  }
  const settled = state.settled.map((one) => (one === row ? marked(one) : one));
  return { state: { ...state, settled }, rows: [emit(commands, marked(row))] };
};

interface Looking {
  readonly known: Known;
  readonly context: Context;
}

const look = (entry: Entry, fact: Sign, { known, context }: Looking): Entry => {
  const { row, watch } = entry;
  if (watch === null) return entry;
  const shown = shownBy(watch, fact, known);
  if (shown === null) return entry;
  if (shown === 'missed') return { row: { ...row, effect: shown }, watch: null };
  const after_ms = Math.max(0, context.receivedAt - row.issued_at);
  const seen = {
    effect: 'observed',
    effect_at: row.issued_at + after_ms,
    effect_after_ms: Math.min(after_ms, span_ms_max),
  };
  return { row: { ...row, ...seen }, watch: null };
};

/** What was not seen in its time; where our gateway was away, nobody looked. */
const expire = (entry: Entry, now: number): Entry => {
  const { row, watch } = entry;
  if (watch === null || now <= watch.deadline) return entry;
  return { row: { ...row, effect: watch.blind ? 'unknown' : 'missed' }, watch: null };
};

const blinded = (entry: Entry): Entry =>
  entry.watch === null || entry.watch.blind
    ? entry
    : { ...entry, watch: { ...entry.watch, blind: true } };

/** A station that was away tells what happened meanwhile: it gets the time to do so. */
const resume = (entry: Entry, fact: FactOf<'StationConnected'>): Entry => {
  const { watch } = fact.before === 'gateway' ? blinded(entry) : entry;
  if (watch === null) return entry;
  const deadline = Math.max(watch.deadline, fact.at + window_ms.message);
  return { ...entry, watch: { ...watch, deadline } };
};

export default room({
  name: 'commands',
  about: 'Commands to a station: asked, answered, and seen to take effect or not.',
  listens,
  tables: [commands],
  initial,
  step,
});
