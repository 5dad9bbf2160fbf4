// Bytes of one WebSocket message -> a frame, and whether WebSocket allows the connection to go on.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type BadReason, type Frame, badFrame, parseFrame } from './frame.ts';
import type { GatewayLimits } from './limits.ts';
import type { Protocol } from './protocol.ts';

export interface Received {
  readonly frame: Frame;
  /** The frame as text; null where it is none, then `bytes` holds it. */
  readonly text: string | null;
  readonly bytes: Buffer | null;
  /** How the connection has to end because of it; null where it goes on. */
  readonly end: End | null;
}

export interface End {
  readonly code: number;
  readonly reason: string;
}

export interface ReceiveRules {
  readonly protocol: Protocol;
  readonly limits: GatewayLimits;
}

const oversize = (data: Buffer, { frame_bytes, oversizeKept_bytes }: GatewayLimits): Received => {
  const bytes = data.subarray(0, oversizeKept_bytes);
  const digest = createHash('sha256').update(data).digest('hex');
  const detail =
    `${data.length} bytes, over ${frame_bytes}; the first ${bytes.length} are kept, ` +
    `SHA-256 of all ${digest}`;
  const end = { code: 1009, reason: `frames are limited to ${frame_bytes} bytes` };
  return { frame: badFrame('TOO_LARGE', detail, ''), text: null, bytes, end };
};

/**
 * Reads a message. Text that is not UTF-8 must end the connection (RFC 6455, 8.1). A binary message
 * may (1003), but need not: it is kept and answered as a frame that cannot be read, since a station
 * that sends one would only come back and send it again.
 */
export const receive = (data: Buffer, isBinary: boolean, rules: ReceiveRules): Received => {
  if (data.length > rules.limits.frame_bytes) return oversize(data, rules.limits);
  const readable = isUtf8(data);
  if (isBinary) {
    const text = readable ? data.toString('utf8') : '';
    return { frame: badFrame('BINARY', 'binary frame', text), text: null, bytes: data, end: null };
  }
  if (!readable) {
    const end = { code: 1007, reason: 'text must be UTF-8' };
    return { frame: badFrame('NOT_UTF8', 'not UTF-8', ''), text: null, bytes: data, end };
  }
  const text = data.toString('utf8');
  return { frame: parseFrame(text, rules.protocol), text, bytes: null, end: null };
};

/** Faults that are found while a message is taken off the wire; any other ends it with 1002. */
const wireFaults: Readonly<Record<string, { readonly code: number; readonly reason: BadReason }>> =
  {
    WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: { code: 1009, reason: 'TOO_LARGE' },
    WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: { code: 1009, reason: 'TOO_LARGE' },
    WS_ERR_TOO_MANY_BUFFERED_PARTS: { code: 1008, reason: 'TOO_LARGE' },
  };

/** A message that could not be taken off the wire: an event, though nothing of it can be kept. */
export const receiveNothing = (fault: string, message: string): Received => {
  const { code, reason } = wireFaults[fault] ?? { code: 1002, reason: 'NOT_A_MESSAGE' as const };
  const frame = badFrame(reason, `${message}; nothing of it was read`, '');
  return { frame, text: null, bytes: null, end: { code, reason: message } };
};
