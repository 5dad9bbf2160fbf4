// A port of its own for those who watch a gateway: figures for Prometheus, and whether it is well.

import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { listen } from '../ingest/listen.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

export interface FiguresOptions {
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  /** The exposition text of all figures. */
  readonly metrics: () => Promise<string>;
  /** What is said of it, as JSON; 503 where it is not well. */
  readonly health: () => Promise<{ readonly ok: boolean; readonly said: object }>;
}

export interface Figures {
  readonly port: number;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (status: number, said: object): Reply => ({
  status,
  type: 'application/json',
  body: `${JSON.stringify(said)}\n`,
});

const replyTo = async (path: string, { metrics, health }: FiguresOptions): Promise<Reply> => {
  if (path === '/metrics')
    return { status: 200, type: 'text/plain; version=0.0.4', body: await metrics() };
  if (path !== '/health')
    return { status: 404, type: 'text/plain', body: 'Here are /metrics and /health.\n' };
  const { ok, said } = await health();
  return json(ok ? 200 : 503, { status: ok ? 'ok' : 'waiting', ...said });
};

const send = (response: ServerResponse, { status, type, body }: Reply): void => {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    // Kept open between two looks, a connection may close just as the next one comes.
    connection: 'close',
  });
  response.end(body);
};

/** Listens. Throws `PORT_TAKEN`. */
export const startFigures = async (options: FiguresOptions): Promise<Figures> => {
  const { host, port, logger } = options;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    replyTo(path, options).then(
      (reply) => send(response, reply),
      (thrown: unknown) => {
        logger.error('Figures could not be told.', { why: messageOf(thrown) });
        send(response, json(500, { status: 'failed' }));
      },
    );
  };
  const server = createServer(answer);
  const bound = await listen(server, { host, port, setting: 'LADDBOK_METRICS_PORT' });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: bound, stop };
};
