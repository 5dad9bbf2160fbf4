// A process that is measured: the tap in front of a CSMS on this machine.

import { join } from 'node:path';
import { startTap } from '../ingest/tap/tap.ts';
import { readUpstream } from '../ingest/tap/upstream.ts';
import { silent } from '../lib/logger.ts';
import type { OpenForBench } from './gateway-server.ts';

export interface TapOrder {
  /** URL of a module that exports `openForBench`. */
  readonly wire: string;
  readonly folder: string;
  readonly upstreamPort: number;
}

const serve = async ({ wire, folder, upstreamPort }: TapOrder): Promise<void> => {
  const { openForBench } = (await import(wire)) as { readonly openForBench: OpenForBench };
  const upstream = readUpstream(`ws://127.0.0.1:${upstreamPort}`);
  const tap = await startTap({
    log: openForBench(folder),
    logger: silent,
    host: '127.0.0.1',
    port: 0,
    gatewayId: 'bench',
    tenant: 'default',
    upstreamOf: () => upstream,
    spoolFolder: join(folder, 'spool'),
    spool_bytes: 1024 * 1024 * 1024,
  });
  process.send?.({ port: tap.port });
};

process.once('message', (order: TapOrder) => {
  serve(order).catch((thrown: unknown) => {
    console.error(thrown);
    process.exit(1);
  });
});
