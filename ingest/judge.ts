// What a frame says of itself: message type, id, action, and how it stands to its schema.

import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Frame } from './frame.ts';
import type { Protocol } from './protocol.ts';
import { type Check, checkCall, checkResult, checkSend, unchecked } from './schemas.ts';

export type Judgement = Pick<
  OcppEvent,
  'messageType' | 'messageId' | 'action' | 'verdict' | 'verdictErrors'
>;

const checkOf = (protocol: Protocol, frame: Frame, action: string): Check => {
  if (frame.type === 0) {
    return { verdict: 'MALFORMED', errors: [`${frame.reason}: ${frame.detail}`] };
  }
  if (frame.type === 2) return checkCall(protocol, action, frame.payload);
  if (frame.type === 6) return checkSend(protocol, action, frame.payload);
  if (frame.type !== 3 || action === '') return unchecked;
  return checkResult(protocol, action, frame.payload);
};

/** `callAction` is the action of the CALL that the frame answers; empty where that is not known. */
export const judge = (protocol: Protocol, frame: Frame, callAction: string): Judgement => {
  const action = frame.type === 2 || frame.type === 6 ? frame.action : callAction;
  const { verdict, errors } = checkOf(protocol, frame, action);
  return {
    messageType: frame.type,
    messageId: frame.messageId,
    action,
    verdict,
    verdictErrors: errors,
  };
};
