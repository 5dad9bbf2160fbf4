// What the exchange of calls and answers says, whatever the messages are about.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import type { CommandFact } from '../facts/command.ts';
import type { Fact } from '../facts.ts';
import { noteOf } from './actions.ts';
import { readAnswer, remarkOf } from './commands/answers.ts';
import { commandsOf } from './commands/find.ts';
import { readCommand } from './commands/shape.ts';
import { requestedActionOf } from './commands/triggered.ts';
import { field, textOf } from './json.ts';
import type { Dropped, Exchanges, Outstanding, Paired } from './pairing.ts';
import {
  abandon,
  answeredOf,
  awaitMessage,
  close,
  open,
  outstanding,
  triggeredBy,
} from './pairing.ts';
import { shownText_chars } from './secrets.ts';
import { whenOf } from './when.ts';

/** Reads an element of the frame, as `[2, id, action, payload]`; undefined where there is none. */
export type ReadElement = (index: number) => unknown;

export interface Exchanged {
  readonly exchanges: Exchanges;
  readonly facts: readonly Fact[];
  /** The CALL that the frame answers. */
  readonly call: Outstanding | null;
}

interface Frame {
  readonly event: OcppEvent;
  readonly at: number;
  readonly read: ReadElement;
}

const none: readonly never[] = [];

/** Pairs a frame with what went before it on its connection. */
export const exchange = (before: Exchanges, frame: Frame): Exchanged => {
  const { event } = frame;
  const toStation = event.direction === 'TO_STATION';
  switch (event.messageType) {
    case 2:
      return toStation ? issued(before, frame) : called(before, frame);
    case 3:
    case 4:
      return toStation ? confirmed(before, frame) : answered(before, frame);
    case 5:
      return toStation ? resultRefused(before, frame) : answerRefused(before, frame);
    default:
      return isBrokenAnswer(event) ? answered(before, frame) : nothing(before);
  }
};

const nothing = (exchanges: Exchanges): Exchanged => ({ exchanges, facts: none, call: null });

/** An answer cut short or misspelt answers all the same: what was asked is not asked again. */
const isBrokenAnswer = ({ verdict, direction, messageId, frame }: OcppEvent): boolean =>
  verdict === 'MALFORMED' &&
  direction === 'FROM_STATION' &&
  messageId !== '' &&
  frame !== null &&
  /^\s*\[\s*[34]\s*,/.test(frame);

const called = (before: Exchanges, { event, at, read }: Frame): Exchanged => {
  const reader = noteOf(event);
  const note = reader === undefined ? '' : reader(read(3));
  const paired = open(before, event, outstanding(event, { at, port: 0, note }));
  const triggered = triggeredBy(paired.exchanges, event.action);
  const facts = factsOf(paired, at);
  if (triggered === null) return { exchanges: paired.exchanges, facts, call: null };
  const sent = triggered.sent.map(({ id }): Fact => ({
    type: 'TriggeredMessageSent',
    at,
    commandId: id,
  }));
  return { exchanges: triggered.exchanges, facts: [...facts, ...sent], call: null };
};

const confirmed = (before: Exchanges, { event, at }: Frame): Exchanged => {
  const paired = close(before, event, at);
  return { exchanges: paired.exchanges, facts: factsOf(paired, at), call: paired.call };
};

const issued = (before: Exchanges, { event, at, read }: Frame): Exchanged => {
  const payload = read(3);
  const command = readCommand(commandsOf(event.protocol).get(event.action) ?? {}, payload);
  const paired = open(before, event, outstanding(event, { at, port: command.port, note: '' }));
  const fact: CommandFact = {
    type: 'CommandIssued',
    at,
    commandId: event.eventId,
    connectionId: event.connectionId,
    action: event.action.slice(0, 64),
    ...command,
    notBefore: Math.max(at, earliestOf(command.expects === 'firmware' ? payload : null, at)),
  };
  const awaited = command.expects === 'message' ? requestedActionOf(payload) : '';
  const exchanges =
    awaited === '' ? paired.exchanges : awaitMessage(paired.exchanges, event.eventId, awaited);
  return { exchanges, facts: [...factsOf(paired, at), fact], call: null };
};

/** When an update may begin at the earliest. */
const earliestOf = (payload: unknown, at: number): number => {
  if (payload === null) return at;
  const firmware = field(payload, 'firmware');
  const said =
    field(firmware, 'installDateTime') ??
    field(firmware, 'retrieveDateTime') ??
    field(payload, 'retrieveDate');
  return said === undefined ? at : whenOf(said, at).at;
};

const answered = (before: Exchanges, { event, at, read }: Frame): Exchanged => {
  const paired = close(before, event, at);
  const { call } = paired;
  const facts = factsOf(paired, at);
  if (call === null) return { exchanges: paired.exchanges, facts, call };
  const common = {
    type: 'CommandAnswered',
    at,
    commandId: call.id,
    action: call.action,
    port: call.port,
    // A recording may go back in time; an answer never came before its command.
    latency_ms: Math.max(0, at - call.at),
  } as const;
  const failed = { status: '', accepted: false } as const;
  const answer: CommandFact =
    event.messageType === 3
      ? { ...common, ...readAnswer(call.action, read(2)), errorCode: '' }
      : { ...common, ...failed, ...errorOf(event, call.action, read) };
  return { exchanges: paired.exchanges, facts: [...facts, answer], call };
};

const errorOf = (event: OcppEvent, action: string, read: ReadElement) =>
  event.messageType === 4
    ? {
        errorCode: textOf(read(2)).slice(0, 64) || 'GenericError',
        info: remarkOf(action, textOf(read(3))),
      }
    : { errorCode: 'AnswerUnreadable', info: '' };

const resultRefused = (before: Exchanges, { event, at, read }: Frame): Exchanged => {
  const command = answeredOf(before, event);
  if (command === null) return nothing(before);
  const errorCode = textOf(read(2)).slice(0, 64);
  return {
    exchanges: before,
    facts: [{ type: 'CommandResultRefused', at, commandId: command.id, errorCode }],
    call: null,
  };
};

const answerRefused = (before: Exchanges, { at, read }: Frame): Exchanged => {
  const detail = `${textOf(read(2))} ${textOf(read(3))}`.trim().slice(0, shownText_chars);
  return {
    exchanges: before,
    facts: [{ type: 'Doubted', at, port: 0, code: 'answer_refused', detail }],
    call: null,
  };
};

const factsOf = ({ doubts, dropped }: Paired, at: number): readonly Fact[] => {
  if (doubts.length === 0 && dropped.length === 0) return none;
  return [
    ...doubts.map((doubt): Fact => ({ type: 'Doubted', at, port: 0, ...doubt })),
    ...dropped.map((one) => unanswered(one, at)),
  ];
};

const unanswered = ({ command, why }: Dropped, at: number): Fact => ({
  type: 'CommandUnanswered',
  at,
  commandId: command.id,
  port: command.port,
  why,
});

/** A connection ends; null stands for all that a new connection replaces. */
export const endExchanges = (
  before: Exchanges,
  connectionId: string | null,
  at: number,
): { readonly exchanges: Exchanges; readonly facts: readonly Fact[] } => {
  const paired = abandon(before, connectionId);
  return { exchanges: paired.exchanges, facts: factsOf(paired, at) };
};
