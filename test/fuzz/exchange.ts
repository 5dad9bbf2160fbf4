// One raw socket: bytes out, what came back in, and what kind of answer that was.

import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { openHearing } from '../../ingest/tap/hear.ts';

/**
 * Let in, told no by HTTP, answered as plain HTTP, gone without a whole request; or not answered at
 * all, as happens to those who hang up while they are checked.
 */
export const outcomes = ['accepted', 'refused', 'plain', 'unasked', 'silence'] as const;
export type Outcome = (typeof outcomes)[number];

const wait_ms = 30_000;

/** Sends bytes, says no more once `isAsked` is answered, and hears until the other side closes. */
const converse = (socket: Socket, bytes: Buffer, isAsked: boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = '';
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`not closed after ${wait_ms} ms: ${bytes.toString('base64')}`));
    }, wait_ms);
    socket.on('data', (chunk) => {
      if (heard.length < 64) heard += chunk.toString('latin1', 0, 64);
      if (isAsked) socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(heard);
    });
    if (isAsked) socket.write(bytes);
    else socket.end(bytes);
  });

export const exchange = (port: number, bytes: Buffer): Promise<string> =>
  converse(connect(port, '127.0.0.1'), bytes, false);

/** The same within TLS, where nobody is answered who said that no more will come. */
export const exchangeInTls = (port: number, bytes: Buffer): Promise<string> => {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  return converse(socket, bytes, bytes.includes('\r\n\r\n'));
};

/** What HTTP answers to who never meant to come in: something else, or that this is no web page. */
const plainAnswer = /^HTTP\/1\.1 (200|426) /;

export const outcomeOf = (heard: string, bytes: Buffer): Outcome => {
  if (heard.startsWith('HTTP/1.1 101')) return 'accepted';
  if (plainAnswer.test(heard) && !bytes.includes('\r\nSec-WebSocket-Key: ')) return 'plain';
  if (heard.startsWith('HTTP/1.1 ')) return 'refused';
  return bytes.includes('\r\n\r\n') ? 'silence' : 'unasked';
};

export const goodHandshake = (id: string): Buffer =>
  Buffer.from(
    `GET /${id} HTTP/1.1\r\nHost: fuzz\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n',
  );

/** Codes that a close frame may carry: RFC 6455, 7.4, and what was registered since. */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) ||
  (code >= 3000 && code <= 4999);

const rules = { message_bytes_max: 1 << 20, beginning_bytes: 64, inflate: null, mustMask: true };

/**
 * How many events these bytes have to become by our own reading: each message is one, and what
 * breaks the line one more. A message of more than `read_bytes` breaks it.
 */
export const eventsIn = (bytes: Buffer, read_bytes: number): number => {
  let events = 0;
  for (const heard of openHearing(rules)(bytes)) {
    const isMessage = heard.kind === 'message';
    if (isMessage) events++;
    if (isMessage && heard.data.length <= read_bytes) continue;
    const isGood = heard.kind === 'close' && (heard.code === 1005 || isCloseCode(heard.code));
    return isMessage || isGood ? events : events + 1;
  }
  return events;
};
