// The server behind wss://: TLS around the same answers, with certificates that may change.

import type { RequestListener } from 'node:http';
import { type Server, createServer } from 'node:https';
import type { TlsKeys } from './tls-files.ts';

export interface TlsServerOptions {
  readonly keys: TlsKeys;
  readonly handshake_ms: number;
  readonly connections: number;
  readonly answer: RequestListener;
  /** A client with which no TLS came about. */
  readonly onRefused: (reason: string, remoteAddress: string) => void;
}

/**
 * A client certificate is asked for where there is a CA for it, and not insisted on here: stations
 * of profile 2 come to the same port, and one that shows a bad certificate is answered and noted.
 */
export const openTlsServer = (options: TlsServerOptions): Server => {
  const { keys, handshake_ms, connections, answer, onRefused } = options;
  const server = createServer(
    {
      ...keys.current(),
      requestCert: keys.asksClients,
      rejectUnauthorized: false,
      handshakeTimeout: handshake_ms,
      headersTimeout: handshake_ms,
      requestTimeout: handshake_ms,
      requireHostHeader: false,
    },
    answer,
  );
  server.maxConnections = connections;
  keys.onChange((changed) => server.setSecureContext(changed));
  server.on('tlsClientError', (error, socket) => {
    onRefused(`No TLS came about: ${error.message}`, socket.remoteAddress ?? '');
    socket.destroy();
  });
  return server;
};
