// The ports of a tap: takes stations in, by TLS or not, up to the end of the head of their request.

import { type Server, type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { AppError } from '../../lib/errors.ts';
import type { GatewayLimits } from '../limits.ts';
import type { TlsKeys } from '../security/tls-files.ts';
import { headLength, requestHead_bytes_max } from './head.ts';

export interface FrontOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** A second port, for wss://; null has none. */
  readonly tls: { readonly port: number; readonly keys: TlsKeys } | null;
  readonly limits: GatewayLimits;
  /** A station with its request's head whole; the rest of what it said is still to be read. */
  readonly onRequest: (station: Socket, head: Buffer) => void;
  /** A client with which no TLS came about. */
  readonly onNoTls: (reason: string, remoteAddress: string) => void;
}

export interface Front {
  readonly port: number;
  readonly tlsPort: number | null;
  /** Somebody else's from now on: not ended with the front. */
  release(socket: Socket): void;
  /** Lets nobody in and ends who is left. */
  stop(): Promise<void>;
}

/** Reads a station's request up to the end of its head. */
const greet = (station: Socket, { limits, onRequest }: FrontOptions): void => {
  let bytes: Buffer = Buffer.alloc(0);
  const late = setTimeout(() => station.destroy(), limits.handshake_ms);
  const onError = (): void => void station.destroy();
  const onClose = (): void => clearTimeout(late);
  const onData = (chunk: Buffer): void => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    const length = headLength(bytes);
    if (length === -1 && bytes.length <= requestHead_bytes_max) return;
    clearTimeout(late);
    station.off('data', onData).off('close', onClose);
    station.pause();
    if (length === -1) {
      station.end('HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n');
      return;
    }
    if (length < bytes.length) station.unshift(bytes.subarray(length));
    onRequest(station, bytes.subarray(0, length));
  };
  station.on('error', onError).on('close', onClose).on('data', onData);
};

const listen = (server: Server, host: string, [port, setting]: [number, string]): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new AppError('PORT_TAKEN', { host, port, setting }, error) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const openTls = (keys: TlsKeys, { limits, onNoTls }: FrontOptions, take: (s: Socket) => void) => {
  const server = createTlsServer(
    {
      ...keys.current(),
      allowHalfOpen: true,
      // A certificate that is not trusted is told of, as the gateway does, and not only cut off.
      requestCert: keys.asksClients,
      rejectUnauthorized: false,
      handshakeTimeout: limits.handshake_ms,
    },
    (station) => {
      station.setNoDelay(true);
      take(station);
    },
  );
  keys.onChange((changed) => server.setSecureContext(changed));
  server.on('tlsClientError', (error, socket) => {
    onNoTls(`No TLS came about: ${error.message}`, socket.remoteAddress ?? '');
    socket.destroy();
  });
  return server;
};

const ended = (socket: Socket): Promise<void> =>
  socket.closed
    ? Promise.resolve()
    : new Promise((resolve) => socket.once('close', () => resolve()));

/** Listens; throws `PORT_TAKEN`, and listens nowhere then. */
export const openFront = async (options: FrontOptions): Promise<Front> => {
  const { host, port, tls, limits } = options;
  const sockets = new Set<Socket>();
  const take = (station: Socket): void => {
    sockets.add(station);
    station.once('close', () => sockets.delete(station));
    greet(station, options);
  };
  const plain = createServer({ allowHalfOpen: true, noDelay: true }, take);
  const secure = tls === null ? null : openTls(tls.keys, options, take);
  for (const server of [plain, secure]) if (server) server.maxConnections = limits.connections;
  const heldPort = await listen(plain, host, [port, 'LADDBOK_GATEWAY_PORT']);
  const secureListens = async (): Promise<number | null> => {
    if (secure === null || tls === null) return null;
    try {
      return await listen(secure, host, [tls.port, 'LADDBOK_GATEWAY_TLS_PORT']);
    } catch (thrown) {
      plain.close();
      throw thrown;
    }
  };
  return {
    port: heldPort,
    tlsPort: await secureListens(),
    release: (socket) => void sockets.delete(socket),
    stop: async () => {
      // Connections that were handed over go on: servers close for good once those have ended.
      for (const server of [plain, secure]) server?.close();
      const own = [...sockets];
      for (const socket of own) socket.destroy();
      await Promise.all(own.map(ended));
    },
  };
};
