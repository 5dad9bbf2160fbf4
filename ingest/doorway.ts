// Handshakes: each is accepted, closed or turned away, and each that is not accepted is an event.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Close } from '../schemas/events.gen.ts';
import type { Refusal } from './diary.ts';
import type { GatewayLimits } from './limits.ts';
import type { Protocol } from './protocol.ts';
import type { Profile } from './security/entry.ts';
import { openGate } from './security/gate.ts';
import type { Guard } from './security/guard.ts';
import { type HandshakeDecision, type HandshakeRules, decideHandshake } from './upgrade.ts';

export interface Accepted {
  readonly socket: WebSocket;
  readonly stationId: string;
  readonly protocol: Protocol;
  readonly remoteAddress: string;
  /** The security profile that it proved; 0: it only said its id. */
  readonly proven: Profile;
}

export interface DoorwayOptions {
  readonly limits: GatewayLimits;
  readonly rules: HandshakeRules;
  /** Who asks stations for proof; without it all are let in. */
  readonly guard: Guard | null;
  /** Why nobody can be let in now; null when all is well. */
  readonly closedBecause: () => string | null;
  readonly onAccepted: (accepted: Accepted) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

/** How long a station that is turned away for now should wait, at least. */
const retryAfter_s = 30;

// Contexts are not kept between messages: they would cost each connection tens of kilobytes.
const compression = {
  threshold: 1024,
  concurrencyLimit: 4,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  zlibDeflateOptions: { level: 1, memLevel: 7 },
};

const socketServer = (limits: GatewayLimits, deflate: boolean): WebSocketServer => {
  const options = {
    noServer: true,
    clientTracking: false,
    // Text that is not UTF-8 must reach us, to be kept before the connection ends.
    skipUTF8Validation: true,
    maxPayload: limits.frameRead_bytes,
    closeTimeout: limits.close_ms,
    perMessageDeflate: deflate ? compression : false,
  };
  return new WebSocketServer(options);
};

const turnAway = (socket: Duplex, status: number, reason: string): void => {
  const body = `${reason}.\n`;
  const retry = status === 503 ? `Retry-After: ${retryAfter_s}\r\n` : '';
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n${retry}` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}` +
      `\r\n\r\n${body}`,
  );
};

const remoteOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';

/** The `upgrade` listener of an HTTP server. */
export const openDoorway = (options: DoorwayOptions) => {
  const { limits, rules } = options;
  // OCPP 2.x asks the CSMS to support compression (part 4, 3.3); 1.6 does not know it.
  const plain = socketServer(limits, false);
  const compressing = socketServer(limits, true);

  const reject = (request: IncomingMessage, socket: Duplex, why: [number, string]): void => {
    const [status, reason] = why;
    turnAway(socket, status, reason);
    const remoteAddress = remoteOf(request);
    options.onRefused({ stationId: '', reason, remoteAddress, close: null });
  };
  for (const server of [plain, compressing]) {
    server.on('wsClientError', (error, socket, request) =>
      reject(request, socket, [400, error.message]),
    );
  }

  const gate = openGate({
    guard: options.guard,
    onRefused: ({ request, stationId }, reason) =>
      options.onRefused({ stationId, reason, remoteAddress: remoteOf(request), close: null }),
  });

  const accept = (decision: Decided<'accept'>, handshake: Handshake, proven: Profile): void => {
    const { request, socket, head } = handshake;
    const { stationId, protocol, offered } = decision;
    // Only what was chosen is passed on, in the station's spelling: repeated or odd tokens in the
    // offer would otherwise be answered with HTTP 400.
    if (offered === null) delete request.headers['sec-websocket-protocol'];
    else request.headers['sec-websocket-protocol'] = offered;
    const server = protocol === 'ocpp1.6' ? plain : compressing;
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const remoteAddress = remoteOf(request);
      options.onAccepted({ socket: webSocket, stationId, protocol, remoteAddress, proven });
    });
  };

  const close = (decision: Decided<'close'>, { request, socket, head }: Handshake): void => {
    delete request.headers['sec-websocket-protocol'];
    plain.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      webSocket.close(1002, 'no common subprotocol');
      const { stationId, reason } = decision;
      const how: Close = { code: 1002, reason: 'no common subprotocol', side: 'GATEWAY' };
      options.onRefused({ stationId, reason, remoteAddress: remoteOf(request), close: how });
    });
  };

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const closed = options.closedBecause();
    if (closed !== null) return turnAway(socket, 503, closed);
    const header = request.headers['sec-websocket-protocol'];
    const decision = decideHandshake({ url: request.url ?? '', protocolHeader: header }, rules);
    if (decision.kind === 'reject')
      return reject(request, socket, [decision.status, decision.reason]);
    const { stationId } = decision;
    gate({ request, socket, stationId }, (proven) => {
      const closedMeanwhile = options.closedBecause();
      const handshake = { request, socket, head };
      if (closedMeanwhile !== null) turnAway(socket, 503, closedMeanwhile);
      else if (decision.kind === 'accept') accept(decision, handshake, proven);
      else close(decision, handshake);
    });
  };
};

interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

type Decided<K extends HandshakeDecision['kind']> = Extract<HandshakeDecision, { kind: K }>;
