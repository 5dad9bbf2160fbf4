// A process that plays a crowd: it connects all its stations at once, and again when all are lost.

import { type Socket, connect } from 'node:net';

export interface CrowdOrder {
  readonly port: number;
  readonly stations: number;
}

/** What a crowd is asked: to cut all connections, and to come back at once. */
export type CrowdRequest = 'storm' | 'end';

export interface CrowdResult {
  /** Stations whose Heartbeat was answered. */
  readonly served: number;
  readonly took_ms: number;
}

const handshake = (id: string): string =>
  `GET /${id} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n';

const text = Buffer.from('[2,"1","Heartbeat",{}]');
/** FIN and text, the mask bit, a mask of zeros that changes nothing. */
const heartbeat = Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);

/** A station gives up an attempt after so long, and tries again. */
const attempt_ms = 20_000;
/** Tries again no sooner than that, and no later than twice that. */
const retry_ms = 500;

/** One connection that is there once its Heartbeat was answered; tries until it is. */
const arrive = (port: number, id: string, sockets: Set<Socket>): Promise<void> =>
  new Promise((resolve) => {
    const attempt = (): void => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let isUpgraded = false;
      let isServed = false;
      const late = setTimeout(() => socket.destroy(), attempt_ms);
      socket.once('connect', () => socket.write(handshake(id)));
      socket.on('data', (chunk) => {
        if (isServed) return;
        if (!isUpgraded && chunk.toString('latin1', 0, 12) !== 'HTTP/1.1 101') socket.destroy();
        else if (!isUpgraded) socket.write(heartbeat);
        else {
          isServed = true;
          clearTimeout(late);
          resolve();
        }
        isUpgraded = true;
      });
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearTimeout(late);
        sockets.delete(socket);
        if (!isServed) setTimeout(attempt, retry_ms * (1 + Math.random()));
      });
      sockets.add(socket);
    };
    attempt();
  });

const crowd = async ({ port, stations }: CrowdOrder): Promise<void> => {
  const sockets = new Set<Socket>();
  const arriveAll = async (): Promise<void> => {
    const from = performance.now();
    const ids = Array.from({ length: stations }, (_, i) => `CROWD-${i}`);
    await Promise.all(ids.map((id) => arrive(port, id, sockets)));
    const result: CrowdResult = { served: sockets.size, took_ms: performance.now() - from };
    process.send?.(result);
  };
  process.on('message', (request: CrowdRequest) => {
    for (const socket of sockets) socket.destroy();
    if (request === 'end') process.exit(0);
    void arriveAll();
  });
  await arriveAll();
};

process.once('message', (order: CrowdOrder) => void crowd(order));
