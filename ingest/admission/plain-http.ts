// What is no handshake at all: HTTP that cannot be read, that is late, or that is one too many.

import type { Server } from 'node:http';
import type { DropArgument, Socket } from 'node:net';
import type { Refusal } from '../diary.ts';
import type { Admission } from './admission.ts';
import { denialText, turnAway } from './turn-away.ts';

type Status = 400 | 408 | 431;

const statusOf: Readonly<Record<string, Status>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

const phrases = {
  400: 'This is no HTTP request that can be read',
  408: 'The request took too long to come',
  431: 'The headers are too long',
} as const;

/** The first bytes of a TLS handshake, and of nothing that is HTTP. */
const isTls = (bytes: Buffer | undefined): boolean => bytes?.[0] === 0x16 && bytes[1] === 3;

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Answers what Node cannot read as HTTP and tells it as a refusal; silence is none. */
export const hearPlainHttp = (server: Server, refuse: (refusal: Refusal) => void): void => {
  server.on('clientError', (error: ClientError, socket: Socket) => {
    const status = statusOf[error.code ?? ''] ?? 400;
    const remoteAddress = socket.remoteAddress ?? '';
    // Others tell of the line itself, or of TLS: those are heard where they come about.
    const isHttp = /^(HPE|ERR_HTTP)_/.test(error.code ?? '');
    if (!isHttp || error.code === 'HPE_INVALID_EOF_STATE' || !socket.writable) {
      socket.destroy();
      return;
    }
    const said = isTls(error.rawPacket) ? 'TLS was spoken to a port without TLS' : phrases[status];
    turnAway(socket, denialText({ code: 'bad_request', status, reason: said, retryAfter_s: 0 }, 0));
    const reason = isTls(error.rawPacket) ? said : `${said}: ${error.message}`;
    refuse({ code: 'bad_request', stationId: '', reason, remoteAddress, close: null });
  });
};

/** Counts sockets from the moment they are open, and cuts off those that are far too many. */
export const countSockets = (
  server: Server,
  admission: Pick<Admission, 'opened'>,
  refuse: (refusal: Refusal) => void,
): void => {
  const tooMany = (
    code: 'address_connections' | 'total_connections',
    remoteAddress: string,
  ): void => {
    const reason = 'Far too many connections: the socket was cut off';
    refuse({ code, stationId: '', reason, remoteAddress, close: null });
  };
  server.on('connection', (socket: Socket) => {
    const remoteAddress = socket.remoteAddress ?? '';
    const { isOne, closed } = admission.opened(remoteAddress);
    socket.once('close', closed);
    if (isOne) return;
    socket.destroy();
    tooMany('address_connections', remoteAddress);
  });
  server.on('drop', (dropped?: DropArgument) =>
    tooMany('total_connections', dropped?.remoteAddress ?? ''),
  );
};
