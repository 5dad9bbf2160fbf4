// `laddbok up`: gateway, pump, API and ClickHouse endpoint in one process.

import { startEndpoint } from '../../store/endpoint.ts';
import type { Command } from '../command.ts';
import { ocppTopic } from '../../log/port.ts';
import type { Ground } from '../parts.ts';
import { openApi, openGateway, openPump } from '../parts.ts';
import { patiently } from '../patiently.ts';
import { announce, withdraw } from '../running.ts';
import type { Stopper } from '../until-stopped.ts';
import { untilStopped } from '../until-stopped.ts';
import { hasServer, openEmbeddedStore, openLogFor, openStoreFor } from '../wire.ts';

/** The address to reach a listening part at. */
const address = (scheme: string, host: string, port: number): string =>
  `${scheme}://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;

export interface Addresses {
  readonly api: string;
  readonly gateway: string;
  /** Empty where the store is a server. */
  readonly clickhouse: string;
}

/** Everything of one process, started; used by `up` and by `demo`. */
export const startEverything = async (ground: Omit<Ground, 'log' | 'codec'>) => {
  const { config, logger } = ground;
  const { log, ocpp } = await openLogFor(config, logger);
  const all: Ground = { config, logger, log, codec: ocpp };
  const host = config.LADDBOK_HOST;
  const embedded = hasServer(config) ? null : await openEmbeddedStore(config);
  // Stations before the store: they are answered also while that is away.
  const gateway = await openGateway(all);
  const store = embedded ?? (await patiently('The pump', () => openStoreFor(config), { logger }));
  const pump = await openPump(all, store);
  const api = await openApi(all, { store, gateway, pump });
  const endpoint =
    embedded === null
      ? null
      : await startEndpoint({ store: embedded, port: config.LADDBOK_CLICKHOUSE_PORT });
  const addresses: Addresses = {
    api: address('http', host, api.port),
    gateway: address('ws', host, gateway.port),
    clickhouse: endpoint?.url ?? '',
  };
  announce(config, { pid: process.pid, ...addresses });
  const stoppers: readonly Stopper[] = [
    ['the gateway', () => gateway.stop()],
    ['the pump', () => pump.stop()],
    ['the API', () => api.close()],
    ['the endpoint', async () => endpoint?.close()],
    ['the store', () => store.close()],
    ['the log', () => log.close()],
    ['the announcement', async () => withdraw(config)],
  ];
  return { ...all, store, pump, gateway, addresses, stoppers, topic: ocppTopic };
};

export const up: Command = {
  name: 'up',
  about: 'run everything in one process',
  usage: '',
  help: [
    'Runs the gateway, the pump, the API and, with the embedded store, a read-only ClickHouse',
    'endpoint. Stations connect to ws://HOST:9000/<station id>. Ctrl-C stops in good order.',
  ].join('\n'),
  flags: {},
  run: async ({ config, logger, print }) => {
    const running = await startEverything({ config, logger });
    print(`Stations connect to  ${running.addresses.gateway}/<station id>`);
    print(`API and its pages    ${running.addresses.api}`);
    if (running.addresses.clickhouse !== '') {
      print(`ClickHouse endpoint  ${running.addresses.clickhouse} (read-only)`);
    }
    return untilStopped([running.pump.failed], running.stoppers, logger);
  },
};
