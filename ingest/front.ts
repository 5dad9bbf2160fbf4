// What the gateway's port answers to plain HTTP: what this is, how to connect, whether it is well.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './diary.ts';
import { protocols } from './protocol.ts';
import { stationIdOf } from './upgrade.ts';

export interface Health {
  readonly ok: boolean;
  readonly log: string;
  readonly connections: number;
  readonly pendingEvents: number;
}

interface Reply {
  readonly status: number;
  readonly type: 'text/plain' | 'application/json';
  readonly body: string;
}

const send = (response: ServerResponse, { status, type, body }: Reply): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 426 ? { upgrade: 'websocket', connection: 'Upgrade' } : {}),
  });
  response.end(body);
};

const about = (host: string): string =>
  `This is the Laddbok gateway for charging stations (OCPP-J).
Connect a station to  ws://${host}/<station id>
with one of the WebSocket subprotocols  ${protocols.join(', ')}.
Health: /health
`;

const noUpgrade = `A charging station has to ask for a WebSocket here: the request needs the headers
"Upgrade: websocket" and "Connection: Upgrade".
`;

const wellness = ({ ok, log, connections, pendingEvents }: Health): Reply => {
  const body = { status: ok ? 'ok' : 'waiting', log, connections, pending_events: pendingEvents };
  return { status: ok ? 200 : 503, type: 'application/json', body: `${JSON.stringify(body)}\n` };
};

/**
 * A handshake that a station took for one, and that lacks `Connection: Upgrade`: HTTP makes a plain
 * request of it, which is answered with 426. Null for a request that never meant to be a handshake.
 */
export const handshakeWithoutUpgrade = (
  request: IncomingMessage,
  stationId_bytes: number,
): Refusal | null => {
  if (request.headers['sec-websocket-key'] === undefined) return null;
  const station = stationIdOf(request.url ?? '', stationId_bytes);
  return {
    code: 'no_upgrade',
    stationId: 'id' in station ? station.id : '',
    reason: 'The handshake lacks the header "Connection: Upgrade"',
    remoteAddress: request.socket.remoteAddress ?? '',
    close: null,
  };
};

/** Answers a request that is no WebSocket handshake. */
export const answerHttp =
  (health: () => Health) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0];
    const host = request.headers.host ?? 'host:9000';
    if (path === '/') send(response, { status: 200, type: 'text/plain', body: about(host) });
    else if (path === '/health') send(response, wellness(health()));
    else send(response, { status: 426, type: 'text/plain', body: noUpgrade });
  };
