// Puts a server at a port, and says which setting to change where the port is taken.

import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AppError } from '../lib/errors.ts';

export type Server = HttpServer | HttpsServer;

interface Place {
  readonly host: string;
  readonly port: number;
  /** What the port is called in the settings. */
  readonly setting: string;
}

/** Listens; resolves to the port. Throws `PORT_TAKEN`. */
export const listen = (server: Server, { host, port, setting }: Place): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new AppError('PORT_TAKEN', { host, port, setting }, error) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** Where a gateway listens; `port` is null for one that listens nowhere. */
export interface Places {
  readonly host: string;
  readonly port: number | null;
  readonly tls?: { readonly port: number } | null;
}

/** The ports on which they listen, that for wss:// second; none listens where one cannot. */
export const listenAll = async (
  [plain, secure]: readonly Server[],
  { host, port: wanted, tls = null }: Places,
): Promise<[number, number | null]> => {
  if (plain === undefined) throw new Error('a gateway has a server');
  if (wanted === null) {
    // Node looks for late requests only at servers that listen: a connection has one request,
    // whose head is whole when it comes.
    plain.prependListener('request', (_, response) => void (response.shouldKeepAlive = false));
    return [0, null];
  }
  const port = await listen(plain, { host, port: wanted, setting: 'LADDBOK_GATEWAY_PORT' });
  if (secure === undefined || tls === null) return [port, null];
  const place = { host, port: tls.port, setting: 'LADDBOK_GATEWAY_TLS_PORT' };
  try {
    return [port, await listen(secure, place)];
  } catch (error) {
    plain.close();
    throw error;
  }
};
