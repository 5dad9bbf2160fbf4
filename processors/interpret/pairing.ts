// Pairs answers with their calls, in both directions, by connection and message id. Bounded.

import { stableId } from '../../lib/hash.ts';
import { minute_ms } from '../../lib/time.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { DoubtCode } from '../doubts.ts';

/** A CALL, or a SEND that is never answered, whose answer is awaited. */
export interface Outstanding {
  /** Event that holds it. */
  readonly id: string;
  readonly connectionId: string;
  readonly messageId: string;
  readonly action: string;
  readonly at: number;
  readonly port: number;
  /** What its answer will be read with; empty for most. */
  readonly note: string;
}

interface Answered {
  readonly id: string;
  readonly toStation: boolean;
  readonly connectionId: string;
  readonly messageId: string;
}

/** A message that a TriggerMessage asked for. */
interface Triggered {
  readonly id: string;
  readonly action: string;
}

export interface Exchanges {
  /** CALLs of the station, oldest first. */
  readonly calls: readonly Outstanding[];
  /** CALLs to the station, oldest first. */
  readonly commands: readonly Outstanding[];
  /** Those answered last, of both. */
  readonly answered: readonly Answered[];
  readonly triggered: readonly Triggered[];
}

export const nothingExchanged: Exchanges = {
  calls: [],
  commands: [],
  answered: [],
  triggered: [],
};

/** Commands that await their answer, per station; beyond it the oldest is let go. */
export const openCommandsLimit = 16;
/** CALLs of a station that await theirs; OCPP-J allows one at a time. */
export const openCallsLimit = 8;
/** Answered exchanges remembered, to tell a second answer from one to nothing. */
export const answeredLimit = 4;
/** Messages asked for by TriggerMessage that are waited for. */
export const triggeredLimit = 4;
/** An answer after this is late; OCPP leaves the timeout to the back end, 30 s is usual. */
export const lateAnswer_ms = minute_ms;
/** Longer message ids are remembered by a name of this length at most. */
const messageIdLimit = 64;

export interface Dropped {
  readonly command: Outstanding;
  readonly why: 'connection_lost' | 'id_reused' | 'let_go';
}

export interface Doubtful {
  readonly code: DoubtCode;
  readonly detail: string;
}

export interface Paired {
  readonly exchanges: Exchanges;
  /** The CALL that the frame answers, or tells to have been answered badly. */
  readonly call: Outstanding | null;
  readonly dropped: readonly Dropped[];
  readonly doubts: readonly Doubtful[];
}

const none: readonly never[] = [];

const messageIdOf = ({ messageId }: OcppEvent): string =>
  messageId.length <= messageIdLimit ? messageId : stableId(messageId);

const isOf = (
  one: { readonly connectionId: string; readonly messageId: string },
  event: OcppEvent,
): boolean => one.messageId === messageIdOf(event) && one.connectionId === event.connectionId;

/** The CALL of an event as it is remembered. */
export const outstanding = (
  event: OcppEvent,
  { at, port, note }: Pick<Outstanding, 'at' | 'port' | 'note'>,
): Outstanding => ({
  id: event.eventId,
  connectionId: event.connectionId,
  messageId: messageIdOf(event),
  action: event.action.slice(0, messageIdLimit),
  at,
  port,
  note: note.slice(0, messageIdLimit),
});

/** Every frame of a station comes by here: the members are named, which is faster than spreading. */
const withCalls = (
  { commands, answered, triggered }: Exchanges,
  calls: readonly Outstanding[],
): Exchanges => ({ calls, commands, answered, triggered });

/** Remembers a CALL. An id that is still open for another action is doubtful; a retry is not. */
export const open = (before: Exchanges, event: OcppEvent, call: Outstanding): Paired => {
  const toStation = event.direction === 'TO_STATION';
  const list = toStation ? before.commands : before.calls;
  if (!toStation && list.length === 0)
    return { exchanges: withCalls(before, [call]), call, dropped: none, doubts: none };
  const limit = toStation ? openCommandsLimit : openCallsLimit;
  const same = list.find((one) => isOf(one, event));
  const others = same === undefined ? list : list.filter((one) => one !== same);
  const over = others.length >= limit ? others[0] : undefined;
  const held = [...(over === undefined ? others : others.slice(1)), call];
  const doubts: readonly Doubtful[] =
    same !== undefined && same.action !== call.action
      ? [{ code: 'message_id_reused', detail: `${same.action}, ${call.action}` }]
      : none;
  if (!toStation) return { exchanges: withCalls(before, held), call, dropped: none, doubts };
  const dropped: Dropped[] = [];
  if (same !== undefined) dropped.push({ command: same, why: 'id_reused' });
  if (over !== undefined) dropped.push({ command: over, why: 'let_go' });
  return { exchanges: { ...before, commands: held }, call, dropped, doubts };
};

/** Finds the CALL that an answer is to, and closes it. */
export const close = (before: Exchanges, event: OcppEvent, at: number): Paired => {
  // Answers go the other way than their calls.
  const ofStation = event.direction === 'TO_STATION';
  const list = ofStation ? before.calls : before.commands;
  const call = list.find((one) => isOf(one, event));
  if (call === undefined) {
    return { exchanges: before, call: null, dropped: none, doubts: strayOf(before, event) };
  }
  const left = list.length === 1 ? none : list.filter((one) => one !== call);
  const done: Answered = {
    id: call.id,
    toStation: !ofStation,
    connectionId: call.connectionId,
    messageId: call.messageId,
  };
  const answered = [...before.answered.slice(1 - answeredLimit), done];
  const { calls, commands, triggered } = before;
  const exchanges = ofStation
    ? { calls: left, commands, answered, triggered }
    : { calls, commands: left, answered, triggered };
  const late_ms = at - call.at;
  const doubts: readonly Doubtful[] =
    !ofStation && late_ms > lateAnswer_ms
      ? [{ code: 'answer_late', detail: `${call.action} after ${late_ms} ms` }]
      : none;
  return { exchanges, call, dropped: none, doubts };
};

const callResult = 3;

const strayOf = (before: Exchanges, event: OcppEvent): readonly Doubtful[] => {
  const toStation = event.direction === 'FROM_STATION';
  const detail = event.messageId.slice(0, messageIdLimit);
  const again = before.answered.some((one) => one.toStation === toStation && isOf(one, event));
  if (again) return [{ code: 'answer_duplicate', detail }];
  // Whoever wrote the event knew the CALL, or answers a frame that could not be read.
  const known = event.action !== '' || (!toStation && event.messageType !== callResult);
  return known ? none : [{ code: 'answer_orphan', detail }];
};

/** Finds the answered CALL whose result its sender could not process (CALLRESULTERROR). */
export const answeredOf = (before: Exchanges, event: OcppEvent): { readonly id: string } | null =>
  before.answered.findLast(
    (one) => one.toStation === (event.direction === 'TO_STATION') && isOf(one, event),
  ) ?? null;

/** What a connection that ends, or that is replaced, leaves unanswered. */
export const abandon = (before: Exchanges, connectionId: string | null): Paired => {
  const gone = (one: Outstanding): boolean =>
    connectionId === null || one.connectionId === connectionId;
  const lost = before.commands.filter(gone);
  const calls = before.calls.filter((one) => !gone(one));
  const exchanges =
    lost.length === 0 && calls.length === before.calls.length
      ? before
      : { ...before, calls, commands: before.commands.filter((one) => !gone(one)) };
  const dropped = lost.map((command) => ({ command, why: 'connection_lost' }) as const);
  return { exchanges, call: null, dropped, doubts: none };
};

/** Waits for a message that a command asked for. */
export const awaitMessage = (before: Exchanges, id: string, action: string): Exchanges => ({
  ...before,
  triggered: [...before.triggered.slice(1 - triggeredLimit), { id, action }],
});

/** The commands that asked for a message which was sent now. */
export const triggeredBy = (before: Exchanges, action: string) => {
  if (before.triggered.length === 0) return null;
  const sent = before.triggered.filter((one) => one.action === action);
  if (sent.length === 0) return null;
  const triggered = before.triggered.filter((one) => one.action !== action);
  return { exchanges: { ...before, triggered }, sent };
};
