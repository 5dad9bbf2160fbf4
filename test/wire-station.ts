// A station for tests: a real WebSocket client that says exactly what it is told to say.

import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export interface WireStation {
  readonly socket: WebSocket;
  send(frame: string | Buffer, options?: { readonly binary: boolean }): void;
  /** The next frame that came, in the order of arrival. */
  next(): Promise<string>;
  /** Sends a CALL and reads its answer, which has to be the next frame. */
  call(action: string, payload?: object): Promise<readonly unknown[]>;
  /** What came and was not read yet. */
  unread(): readonly string[];
  readonly closed: Promise<Closed>;
  close(): Promise<Closed>;
}

let messages = 0;

const openInbox = (socket: WebSocket) => {
  const frames: string[] = [];
  const readers: ((frame: string) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = data.toString('utf8');
    const reader = readers.shift();
    if (reader === undefined) frames.push(frame);
    else reader(frame);
  });
  const next = (): Promise<string> => {
    const frame = frames.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => readers.push(resolve));
  };
  return { next, unread: () => [...frames] };
};

/** Connects; rejects where the handshake is refused. */
export const connectStation = async (
  url: string,
  protocols: string | readonly string[],
  options: ClientOptions = {},
): Promise<WireStation> => {
  const socket = new WebSocket(url, [protocols].flat(), options);
  const inbox = openInbox(socket);
  const closed = new Promise<Closed>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
  });
  await once(socket, 'open');
  socket.on('error', () => undefined);
  const send: WireStation['send'] = (frame, how) => socket.send(frame, how ?? {});
  return {
    ...inbox,
    socket,
    closed,
    send,
    call: async (action, payload = {}) => {
      send(JSON.stringify([2, `m${++messages}`, action, payload]));
      return JSON.parse(await inbox.next()) as readonly unknown[];
    },
    close: () => {
      socket.close();
      return closed;
    },
  };
};
