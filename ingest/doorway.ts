// Handshakes: each is accepted, closed or turned away, and each that is not accepted is an event.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Close } from '../schemas/events.gen.ts';
import type { Admission } from './admission/admission.ts';
import { type Denial, denialText, turnAway } from './admission/turn-away.ts';
import type { Refusal } from './diary.ts';
import type { GatewayLimits } from './limits.ts';
import type { Protocol } from './protocol.ts';
import {
  type HandshakeDecision,
  type HandshakeRules,
  decideHandshake,
  stationIdOf,
} from './upgrade.ts';
import type { Profile } from './security/entry.ts';
import { openGate } from './security/gate.ts';
import type { Guard } from './security/guard.ts';

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
  readonly admission: Pick<Admission, 'arrives' | 'loginFailed' | 'loginSucceeded'>;
  /** Whether a station may come in that may be connected already. */
  readonly newcomers: (
    stationId: string,
    isProven: boolean,
  ) => Denial | null | Promise<Denial | null>;
  /** Who asks stations for proof; without it all are let in. */
  readonly guard: Guard | null;
  /** Why nobody can be let in now; null when all is well. */
  readonly closedBecause: () => Denial | null;
  /** From 0 to 1, to spread the returns of those who are sent away. */
  readonly entropy: () => number;
  readonly onAccepted: (accepted: Accepted) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

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

const remoteOf = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';

/** How a refusal of the guard is counted. */
const codeOf = {
  401: 'not_authenticated',
  403: 'not_allowed',
  503: 'overloaded',
  0: 'other',
} as const;

const whenKnown = <T>(known: T | Promise<T>, act: (known: T) => void): void => {
  if (known instanceof Promise) void known.then(act);
  else act(known);
};

/** The gate, whose refusals count as failed logins. */
const openCountedGate = (options: DoorwayOptions) =>
  openGate({
    guard: options.guard,
    onRefused: ({ request, stationId }, reason, status) => {
      const remoteAddress = remoteOf(request);
      if (status === 401) options.admission.loginFailed(remoteAddress, stationId);
      const code = codeOf[status];
      options.onRefused({ code, stationId, reason, remoteAddress, close: null });
    },
  });

/** Turns away whose WebSocket headers RFC 6455 does not allow. */
const hearBadHandshakes = (
  server: WebSocketServer,
  rules: HandshakeRules,
  reject: (arrival: Arrival, denial: Denial) => void,
): void => {
  server.on('wsClientError', (error, socket, request) => {
    const station = stationIdOf(request.url ?? '', rules.stationId_bytes);
    const stationId = 'id' in station ? station.id : '';
    const { message: reason } = error;
    const common = { code: 'bad_handshake', status: 400, retryAfter_s: 0 } as const;
    reject({ request, socket, stationId }, { ...common, reason });
  });
};

/** Of its own, since it lives as long as the socket: it would hold on to the whole handshake. */
function breakOff(this: Duplex): void {
  this.destroy();
}

/** Whether it still waits: what was asked meanwhile took time, and `ws` drops it without a word. */
const isThere = ({ socket }: Arrival): boolean => socket.readable && socket.writable;

/** Tells of who hung up while it was checked. */
const openHungUp =
  ({ onRefused }: DoorwayOptions) =>
  ({ request, socket, stationId }: Arrival): void => {
    socket.destroy();
    const remoteAddress = remoteOf(request);
    const reason = 'It hung up before it was let in';
    onRefused({ code: 'other', stationId, reason, remoteAddress, close: null });
  };

/** Lets in whom it refuses, since only a close frame can say why: no common subprotocol. */
const openClose =
  ({ onRefused }: DoorwayOptions, plain: WebSocketServer) =>
  (decision: Decided<'close'>, { request, socket, head }: Handshake): void => {
    delete request.headers['sec-websocket-protocol'];
    plain.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      webSocket.close(1002, 'no common subprotocol');
      const { stationId, reason } = decision;
      const how: Close = { code: 1002, reason: 'no common subprotocol', side: 'GATEWAY' };
      const remoteAddress = remoteOf(request);
      onRefused({ code: 'no_subprotocol', stationId, reason, remoteAddress, close: how });
    });
  };

/** The `upgrade` listener of an HTTP server. */
export const openDoorway = (options: DoorwayOptions) => {
  const { limits, rules } = options;
  // OCPP 2.x asks the CSMS to support compression (part 4, 3.3); 1.6 does not know it.
  const plain = socketServer(limits, false);
  const compressing = socketServer(limits, true);

  const reject = ({ request, socket, stationId }: Arrival, denial: Denial): void => {
    turnAway(socket, denialText(denial, options.entropy()));
    const { code, reason } = denial;
    options.onRefused({ code, stationId, reason, remoteAddress: remoteOf(request), close: null });
  };
  for (const server of [plain, compressing]) hearBadHandshakes(server, rules, reject);

  const gate = openCountedGate(options);
  const hungUp = openHungUp(options);
  const close = openClose(options, plain);

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

  /** Lets it in, at once or once it is known whether its older connection lives. */
  const settle = (arrival: Arrival, proven: Profile, enter: () => void): void => {
    whenKnown(options.newcomers(arrival.stationId, proven > 0), (denial) => {
      if (!isThere(arrival)) return hungUp(arrival);
      const denied = options.closedBecause() ?? denial;
      if (denied === null) enter();
      else reject(arrival, denied);
    });
  };

  /** Of whom may be heard: decided by what it asks for and what it proves. */
  const enter = (arrival: Arrival, decision: HandshakeDecision, handshake: Handshake): void => {
    if (decision.kind === 'reject') {
      const { status, reason } = decision;
      return reject(arrival, { code: 'bad_path', status, reason, retryAfter_s: 0 });
    }
    gate(arrival, (proven) => {
      const { request, stationId } = arrival;
      if (proven > 0) options.admission.loginSucceeded(remoteOf(request), stationId);
      if (decision.kind === 'close')
        return isThere(arrival) ? close(decision, handshake) : hungUp(arrival);
      settle(arrival, proven, () => accept(decision, handshake, proven));
    });
  };

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', breakOff);
    const header = request.headers['sec-websocket-protocol'];
    const decision = decideHandshake({ url: request.url ?? '', protocolHeader: header }, rules);
    const stationId = decision.kind === 'reject' ? '' : decision.stationId;
    const arrival = { request, socket, stationId };
    const closed = options.closedBecause();
    whenKnown(closed ?? options.admission.arrives(remoteOf(request), stationId), (denied) => {
      if (denied !== null) reject(arrival, denied);
      else enter(arrival, decision, { request, socket, head });
    });
  };
};

interface Arrival {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly stationId: string;
}

interface Handshake {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

type Decided<K extends HandshakeDecision['kind']> = Extract<HandshakeDecision, { kind: K }>;
