// A frame from a station -> the text of the answer that its protocol asks for, or none.

import type { BadFrame, Call, Payload } from '../frame.ts';
import type { Protocol } from '../protocol.ts';
import { isKnownAction } from '../schemas.ts';
import { answers201, answers21 } from './ocpp2.ts';
import { answers16 } from './ocpp16.ts';

/** What an answer may depend on beside the CALL. */
export interface AnswerContext {
  readonly tenant: string;
  readonly stationId: string;
  /** Now, as `2026-01-31T12:00:00.000Z`: in UTC, since stations misread offsets. */
  readonly time: string;
  readonly heartbeatInterval_s: number;
  /** Key of the transaction ids. */
  readonly secret: string;
}

export type Answers = Readonly<Record<string, (call: Call, context: AnswerContext) => Payload>>;

const tables: Readonly<Record<Protocol, Answers>> = {
  'ocpp1.6': answers16,
  'ocpp2.0.1': answers201,
  'ocpp2.1': answers21,
};

/** Each CALL that a station of this version may make. */
export const stationActions = (protocol: Protocol): readonly string[] =>
  Object.keys(tables[protocol]);

export interface Answer {
  readonly messageType: 3 | 4;
  readonly messageId: string;
  readonly text: string;
}

const callError = (
  to: Pick<Call, 'messageId' | 'messageIdJson'>,
  code: string,
  description: string,
): Answer => ({
  messageType: 4,
  messageId: to.messageId,
  text: `[4,${to.messageIdJson},${JSON.stringify(code)},${JSON.stringify(description)},{}]`,
});

/**
 * The answer to a CALL. A payload that fails its schema is answered as any other: a CALLERROR would
 * make a station send the transaction again and again, and drop it in the end (1.6, 4.7-4.10).
 */
export const answerCall = (protocol: Protocol, call: Call, context: AnswerContext): Answer => {
  const table = tables[protocol];
  const { action, messageId, messageIdJson } = call;
  const make = Object.hasOwn(table, action) ? table[action] : undefined;
  if (make !== undefined) {
    const text = `[3,${messageIdJson},${JSON.stringify(make(call, context))}]`;
    return { messageType: 3, messageId, text };
  }
  return isKnownAction(protocol, action)
    ? callError(call, 'NotSupported', 'This action is for stations to receive')
    : callError(call, 'NotImplemented', 'This action is not known');
};

/** The answer where making the real one failed. */
export const answerInternalError = (call: Call): Answer =>
  callError(call, 'InternalError', 'The answer could not be made');

const nobody = { messageId: '-1', messageIdJson: '"-1"' };

/**
 * The answer to a frame that is no message. An answer of the station is never answered, nor an
 * unconfirmed message. 1.6 (J 4.1.3, 4.2.3): only a CALL whose id can be read. 2.x (part 4, 4.2.3):
 * also with the id `-1`, and unknown message types.
 */
export const answerBadFrame = (protocol: Protocol, frame: BadFrame): Answer | null => {
  const { typeNamed, messageIdJson, reason, detail } = frame;
  const addressed = messageIdJson !== '';
  if (protocol === 'ocpp1.6') {
    return typeNamed === 2 && addressed ? callError(frame, 'FormationViolation', detail) : null;
  }
  if (isAnswerOrSend(protocol, typeNamed)) return null;
  if (!addressed) return callError(nobody, 'RpcFrameworkError', detail);
  if (reason === 'UNKNOWN_TYPE') return callError(frame, 'MessageTypeNotSupported', detail);
  return callError(frame, 'FormatViolation', detail);
};

const isAnswerOrSend = (protocol: Protocol, type: number): boolean =>
  type === 3 || type === 4 || (protocol === 'ocpp2.1' && (type === 5 || type === 6));
