// One WebSocket to the gateway that comes back by itself while it is wanted.

import { WebSocket } from 'ws';
import type { Logger } from '../lib/logger.ts';
import type { Prng } from '../lib/prng.ts';
import type { Protocol } from './station.ts';

/** Pause before a reconnect: doubled after each failure, drawn between half and whole. */
export interface Backoff {
  readonly first_ms: number;
  readonly max_ms: number;
}

/** How long the closing of a connection may take before it is cut. */
const close_ms = 2_000;

export interface LineOrder {
  readonly url: string;
  readonly protocol: Protocol;
  readonly backoff: Backoff;
  readonly prng: Prng;
  readonly logger: Logger;
  readonly opened: () => void;
  readonly closed: () => void;
  readonly received: (text: string) => void;
}

export interface LiveLine {
  /** Connects, and again whenever the connection is lost. */
  wanted(): void;
  /** Cuts the connection as a lost network does; settles once it is gone. */
  cut(): Promise<void>;
  /** Cuts the connection, to make it anew. */
  drop(): void;
  /** Closes the connection as the protocol asks. */
  close(): Promise<void>;
  /** False where there is no connection. */
  send(text: string): boolean;
}

export const liveLine = (order: LineOrder): LiveLine => {
  let socket: WebSocket | null = null;
  let retry: NodeJS.Timeout | undefined;
  let wanted = false;
  let failures = 0;
  let gone = Promise.resolve();

  const connect = (): void => {
    const opening = new WebSocket(order.url, order.protocol, { handshakeTimeout: 10_000 });
    socket = opening;
    let open = false;
    opening.on('open', () => {
      open = true;
      failures = 0;
      order.opened();
    });
    opening.on('message', (data: Buffer) => order.received(data.toString('utf8')));
    opening.on('error', (error) => order.logger.warn(error.message, { url: order.url }));
    gone = new Promise((resolve) => {
      opening.once('close', () => {
        socket = null;
        if (open) order.closed();
        if (wanted) retry = setTimeout(connect, pause());
        resolve();
      });
    });
  };
  const pause = (): number => {
    const { first_ms, max_ms } = order.backoff;
    const longest = Math.min(max_ms, first_ms * 2 ** Math.min(failures, 20));
    failures += 1;
    return Math.floor(longest * (0.5 + 0.5 * order.prng.next()));
  };
  const unwanted = (): void => {
    wanted = false;
    clearTimeout(retry);
  };
  return {
    wanted: () => {
      if (wanted) return;
      wanted = true;
      if (socket === null) connect();
    },
    cut: async () => {
      unwanted();
      if (socket === null) return;
      socket.terminate();
      await gone;
    },
    drop: () => socket?.terminate(),
    close: async () => {
      unwanted();
      if (socket === null) return;
      const closing = socket;
      const late = setTimeout(() => closing.terminate(), close_ms);
      closing.close(1000);
      await gone;
      clearTimeout(late);
    },
    send: (text) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
  };
};
