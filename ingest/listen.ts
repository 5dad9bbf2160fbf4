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
