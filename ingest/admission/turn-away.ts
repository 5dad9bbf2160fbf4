// Says no to a handshake over HTTP, and when it is worth asking again.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RefusalCode } from './refusal-codes.ts';

/** Why a handshake is refused, as the station is told and as it is counted. */
export interface Denial {
  readonly code: RefusalCode;
  readonly status: 400 | 408 | 409 | 429 | 431 | 503;
  readonly reason: string;
  /** Seconds until it may go better; 0 where asking again is no use. */
  readonly retryAfter_s: number;
}

export const stopping: Denial = {
  code: 'stopping',
  status: 503,
  reason: 'The gateway is stopping',
  retryAfter_s: 5,
};

export const overloaded: Denial = {
  code: 'overloaded',
  status: 503,
  reason: 'The log is away and too much waits for it',
  retryAfter_s: 30,
};

/** The answer as bytes. `jitter` from 0 to 1 spreads returns over half as long again. */
export const denialText = (denial: Denial, jitter: number): string => {
  const { status, reason, retryAfter_s } = denial;
  const body = `${reason}.\n`;
  const wait_s = Math.ceil(retryAfter_s * (1 + jitter / 2));
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n` +
    (retryAfter_s > 0 ? `Retry-After: ${wait_s}\r\n` : '') +
    `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}` +
    `\r\n\r\n${body}`
  );
};

/** How long the other side may take to hear it and to close. */
const linger_ms = 5_000;

/** Ends the socket with it. Whoever does not hear it out is cut off. */
export const turnAway = (socket: Duplex, text: string): void => {
  const late = setTimeout(() => socket.destroy(), linger_ms);
  socket.once('close', () => clearTimeout(late));
  // What else comes is read and dropped: unread bytes would keep the end from being seen.
  socket.resume();
  socket.end(text);
};
