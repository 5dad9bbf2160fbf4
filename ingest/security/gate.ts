// The gate of a handshake: asks the guard, and turns away whom the guard does not let in.

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../lib/errors.ts';
import type { Profile } from './entry.ts';
import type { Answer, Guard } from './guard.ts';

export interface Arrival {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly stationId: string;
}

export interface GateOptions {
  /** Without one everybody is let in, with nothing proven. */
  readonly guard: Guard | null;
  /** `reason` is for the log; the station is told less. Status 0: it had hung up. */
  readonly onRefused: (arrival: Arrival, reason: string, status: keyof typeof said | 0) => void;
}

/** How long a station that came at a bad moment should wait, at least. */
const retryAfter_s = 30;

/** The same for every station that proved nothing: registered or not, with a password or without. */
const said = {
  401: 'This station is not known here, or did not prove who it is',
  403: 'This station may not connect, or not like this',
  503: 'The gateway cannot check who this station is for now',
} as const;

const more = {
  401: 'WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"\r\n',
  403: '',
  503: `Retry-After: ${retryAfter_s}\r\n`,
} as const;

const turnAway = (socket: Duplex, status: keyof typeof said): void => {
  const body = `${said[status]}.\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${more[status]}` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}` +
      `\r\n\r\n${body}`,
  );
};

/** Lets a handshake pass to `enter` with what it proved, at once where nothing is to be checked. */
export const openGate =
  ({ guard, onRefused }: GateOptions) =>
  (arrival: Arrival, enter: (proven: Profile) => void): void => {
    const { request, socket, stationId } = arrival;
    const act = (answer: Answer): void => {
      if (socket.destroyed) return onRefused(arrival, 'It hung up while it was being checked', 0);
      if ('admitted' in answer) return enter(answer.admitted);
      turnAway(socket, answer.refused);
      onRefused(arrival, answer.reason, answer.refused);
    };
    const fail = (thrown: unknown): void => {
      turnAway(socket, 503);
      onRefused(arrival, `It could not be checked: ${messageOf(thrown)}`, 503);
    };
    if (guard === null) return enter(0);
    const answer = guard.ask(request, stationId);
    if (answer instanceof Promise) answer.then(act).catch(fail);
    else act(answer);
  };
