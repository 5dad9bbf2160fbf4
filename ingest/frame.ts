// Text of an OCPP-J frame -> what kind of message it is. Tolerant of stations; never throws.

import type { Protocol } from './protocol.ts';

/** A longer text is not parsed. */
export const frame_chars_max = 1_048_576;
/** Deeper nesting is refused, so that whoever walks a payload later may do so by recursion. */
export const depth_max = 64;
/** The specification says 36; stations send more. What is longer is no id that can be answered. */
export const messageId_chars_max = 255;
export const action_chars_max = 255;

export type Payload = Readonly<Record<string, unknown>>;

interface Identified {
  /** As text, also where the station sent a number. */
  readonly messageId: string;
  /** As it stood in the frame, to be sent back alike: `"17"` or `17`. */
  readonly messageIdJson: string;
}

export interface Call extends Identified {
  readonly type: 2;
  readonly action: string;
  readonly payload: Payload;
}

export interface CallResult extends Identified {
  readonly type: 3;
  readonly payload: Payload;
}

/** 4 answers a CALL; 5 (OCPP 2.1) tells that a CALLRESULT could not be processed. */
export interface CallError extends Identified {
  readonly type: 4 | 5;
  readonly code: string;
  readonly description: string;
  readonly details: unknown;
}

/** OCPP 2.1: a message that is never answered. */
export interface Send extends Identified {
  readonly type: 6;
  readonly action: string;
  readonly payload: Payload;
}

export type BadReason =
  | 'NOT_JSON'
  | 'NOT_UTF8'
  | 'BINARY'
  | 'TOO_LARGE'
  | 'TOO_DEEP'
  | 'NOT_A_MESSAGE'
  | 'UNKNOWN_TYPE'
  | 'BAD_MESSAGE_ID'
  | 'BAD_ACTION'
  | 'BAD_PAYLOAD';

/** A frame that is no OCPP-J message. What could be read of it is kept, to answer it by. */
export interface BadFrame extends Identified {
  readonly type: 0;
  readonly reason: BadReason;
  readonly detail: string;
  /** The message type number that it names; 0 where none could be read. */
  readonly typeNamed: number;
}

export type Frame = Call | CallResult | CallError | Send | BadFrame;

const emptyPayload: Payload = Object.freeze({});

/*
 * frame   = "[" type "," id "," rest "]"
 * rest    = action "," payload                      type 2 CALL, 6 SEND
 *         | payload                                 type 3 CALLRESULT
 *         | code "," description "," details        type 4 CALLERROR, 5 CALLRESULTERROR
 * id      = string | number (kept as its text)
 * payload = object | null | nothing (both are read as {})
 */

/** Reads one frame; types 5 and 6 exist in 2.1 only. The text itself is the caller's to keep. */
export const parseFrame = (text: string, protocol: Protocol = 'ocpp2.1'): Frame => {
  if (text.length > frame_chars_max) {
    return badFrame('TOO_LARGE', `${text.length} characters, over ${frame_chars_max}`, text);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return badFrame('NOT_JSON', 'not JSON', text);
  }
  if (!Array.isArray(value)) return badFrame('NOT_A_MESSAGE', 'not a JSON array', text);
  if (hasMany(text, depth_max) && !isShallow(value, depth_max)) {
    return badFrame('TOO_DEEP', `nested deeper than ${depth_max}`, text);
  }
  const type: unknown = value[0];
  if (!isType(type) || (type > 4 && protocol !== 'ocpp2.1')) {
    return badFrame('UNKNOWN_TYPE', 'unknown message type', text);
  }
  return messageOf(type, value, text);
};

type MessageType = 2 | 3 | 4 | 5 | 6;

const isType = (type: unknown): type is MessageType =>
  type === 2 || type === 3 || type === 4 || type === 5 || type === 6;

const messageOf = (type: MessageType, parts: readonly unknown[], text: string): Frame => {
  const identity = identityOf(parts[1], text);
  if (identity === null) return badFrame('BAD_MESSAGE_ID', 'message id is not usable', text);
  if (type === 2 || type === 6) {
    return request(type, identity, parts) ?? badRequest(type, identity, parts);
  }
  if (type === 4 || type === 5) return { type, ...identity, ...errorOf(parts) };
  const payload = payloadOf(parts[2]);
  if (payload === null) return bad('BAD_PAYLOAD', 'payload is no object', { ...identity, type });
  return { type, ...identity, payload };
};

const request = (
  type: 2 | 6,
  identity: Identified,
  parts: readonly unknown[],
): Call | Send | null => {
  const action = parts[2];
  const payload = payloadOf(parts[3]);
  if (!isAction(action) || payload === null) return null;
  const { messageId, messageIdJson } = identity;
  return { type, messageId, messageIdJson, action, payload };
};

const badRequest = (type: 2 | 6, identity: Identified, parts: readonly unknown[]): BadFrame =>
  isAction(parts[2])
    ? bad('BAD_PAYLOAD', 'payload is no object', { ...identity, type })
    : bad('BAD_ACTION', 'action is no usable text', { ...identity, type });

const isAction = (action: unknown): action is string =>
  typeof action === 'string' && action.length > 0 && action.length <= action_chars_max;

const errorOf = (
  parts: readonly unknown[],
): Pick<CallError, 'code' | 'description' | 'details'> => ({
  code: typeof parts[2] === 'string' ? parts[2] : '',
  description: typeof parts[3] === 'string' ? parts[3] : '',
  details: parts[4] ?? emptyPayload,
});

const payloadOf = (payload: unknown): Payload | null => {
  if (payload === null || payload === undefined) return emptyPayload;
  return typeof payload === 'object' && !Array.isArray(payload) ? (payload as Payload) : null;
};

const identityOf = (id: unknown, text: string): Identified | null => {
  if (typeof id === 'string') {
    if (id.length === 0 || id.length > messageId_chars_max) return null;
    return { messageId: id, messageIdJson: JSON.stringify(id) };
  }
  // The digits are taken from the text: as a number, those beyond 2^53 would change.
  return typeof id === 'number' ? (scan(text).identity ?? null) : null;
};

/** Whether a text has more opening brackets than `few`; with fewer it is no deeper than that. */
const hasMany = (text: string, few: number): boolean => {
  let count = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++count > few) return true;
    }
  }
  return false;
};

/** Whether nothing in the value lies deeper than `levels`; looks no further than that. */
const isShallow = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isShallow(item, levels - 1)) return false;
    return true;
  }
  const record = value as Payload;
  for (const name in record) if (!isShallow(record[name], levels - 1)) return false;
  return true;
};

const head =
  /^\s*\[\s*(-?\d{1,9})\s*(?:,\s*(?:("(?:[^"\\]|\\.){1,255}")|(-?\d[\d.eE+-]{0,31}))\s*[,\]])?/;

/** Type and message id from the beginning of a text that need not be JSON. */
const scan = (text: string): { readonly type: number; readonly identity?: Identified } => {
  const match = head.exec(text);
  if (match === null) return { type: 0 };
  const type = Number(match[1]);
  const [, , quoted, number] = match;
  if (number !== undefined) return { type, identity: { messageId: number, messageIdJson: number } };
  const messageId = quoted === undefined ? null : unquoted(quoted);
  if (messageId === null) return { type };
  return { type, identity: { messageId, messageIdJson: JSON.stringify(messageId) } };
};

const unquoted = (quoted: string): string | null => {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
};

const nobody: Identified = { messageId: '', messageIdJson: '' };

const bad = (
  reason: BadReason,
  detail: string,
  of: Identified & { readonly type: number },
): BadFrame => ({
  type: 0,
  reason,
  detail,
  typeNamed: of.type,
  messageId: of.messageId,
  messageIdJson: of.messageIdJson,
});

/**
 * What is left of a frame that cannot be read: the type and the id where its beginning shows them.
 * `text` is empty where there is none, as for a binary frame that is not UTF-8.
 */
export const badFrame = (reason: BadReason, detail: string, text: string): BadFrame => {
  const { type, identity = nobody } = scan(text);
  return bad(reason, detail, { ...identity, type });
};
