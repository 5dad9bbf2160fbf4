// Puts a server on a port, and takes it down again without cutting answers that are under way.

import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../lib/errors.ts';

export interface Address {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Api {
  readonly port: number;
  /** Takes no more questions, ends the answers under way, and resolves when all is closed. */
  close(): Promise<void>;
}

/** How long answers under way may take to end when the server closes. */
export const closeGrace_ms = 5_000;

const bound = async (app: FastifyInstance, { host, port }: Address): Promise<number> => {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EADDRINUSE') throw error;
    throw new AppError('PORT_TAKEN', { host, port, setting: 'LADDBOK_API_PORT' }, error);
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

/** Listens. Throws `PORT_TAKEN` where something else does already. */
export const listen = async (app: FastifyInstance, address: Address): Promise<Api> => {
  const underWay = new Set<ServerResponse>();
  let closing = false;
  // Connections on which nothing was asked yet count as busy in Node: browsers keep such in store,
  // and would hold up the end. Once no answer is under way, none is waited for.
  const cutIdle = (): void => {
    if (closing && underWay.size === 0) app.server.closeAllConnections();
  };
  app.server.on('request', (_request, response) => {
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      cutIdle();
    });
  });
  const port = await bound(app, address);
  return {
    port,
    close: async () => {
      closing = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), closeGrace_ms);
      const closed = app.close();
      cutIdle();
      await closed.finally(() => clearTimeout(cut));
    },
  };
};
