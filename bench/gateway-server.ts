// A process that is measured: the gateway, or the least that could answer a CALL at all.

import { WebSocketServer } from 'ws';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startGateway } from '../ingest/gateway.ts';
import { trustedAddress } from '../ingest/limits.ts';
import { silent } from '../lib/logger.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';

export interface ServerOrder {
  readonly mode: 'ours' | 'floor';
  /** URL of a module that exports `openForBench`. */
  readonly wire: string;
  readonly folder: string;
}

/** After the order: what it has cost so far, what it holds now, or that it is over. */
export type ServerRequest = 'cpu' | 'memory' | 'stop';

/** What the wire module has to export: engines in an empty folder. */
export type OpenForBench = (folder: string) => Promise<{
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
}>;

interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** `ws`, `JSON.parse`, an answer: no event, no log, no promise. */
const startFloor = async (): Promise<Running> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const [, id] = JSON.parse(data.toString('utf8')) as [number, string];
      socket.send(`[3,${JSON.stringify(id)},{}]`);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const startOurs = async ({ wire, folder }: ServerOrder): Promise<Running> => {
  const { openForBench } = (await import(wire)) as { readonly openForBench: OpenForBench };
  const { log, codec } = await openForBench(folder);
  const gateway = await startGateway({
    log,
    codec,
    logger: silent,
    limits: trustedAddress,
    host: '127.0.0.1',
    port: 0,
    gatewayId: 'bench',
    secret: 'bench',
  });
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await log.close();
  };
  return { port: gateway.port, stop };
};

/** What is still held after garbage was collected; finalizers need some turns. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.();
    await pause(100);
  }
};

const serve = async (order: ServerOrder): Promise<void> => {
  const running = order.mode === 'ours' ? await startOurs(order) : await startFloor();
  process.on('message', (request: ServerRequest) => {
    if (request === 'stop') void running.stop().then(() => process.exit(0));
    else if (request === 'cpu') process.send?.(process.cpuUsage());
    else void settle().then(() => process.send?.(process.memoryUsage()));
  });
  process.send?.({ port: running.port });
};

process.once('message', (order: ServerOrder) => {
  serve(order).catch((thrown: unknown) => {
    console.error(thrown);
    process.exit(1);
  });
});
