// `laddbok up`: gateway, pump, API and ClickHouse endpoint in one process.

import { startEndpoint } from '../../store/endpoint.ts';
import type { Command } from '../command.ts';
import type { ControlGround, Ground } from '../parts.ts';
import { openApi, openGateway, openPump } from '../parts.ts';
import type { Life } from '../life.ts';
import { openDoor } from '../maintenance.ts';
import { live } from '../life.ts';
import { patiently } from '../patiently.ts';
import { startRetaining } from '../retaining.ts';
import { retentionOf } from '../retention.ts';
import { announce, withdraw } from '../running.ts';
import { isSharing, isTapping, openTap } from '../tapping.ts';
import { hasServer, openEmbeddedStore, openLogFor, openStoreFor } from '../wire.ts';

/** The address to reach a listening part at. */
const address = (scheme: string, host: string, port: number): string =>
  `${scheme}://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;

export interface Addresses {
  readonly api: string;
  readonly gateway: string;
  /** Empty where there is no TLS. */
  readonly gatewayTls: string;
  /** Empty where the store is a server. */
  readonly clickhouse: string;
}

/** Starts everything of one process; used by `up` and by `demo`. */
export const startEverything = async (
  { config, logger }: Pick<Ground, 'config' | 'logger'>,
  life: Life,
) => {
  const patience = { logger, ending: life.ending };
  const opening = openLogFor(config, patience);
  // A tap before the log: stations are passed on also while that is away.
  const rest = isSharing(config) ? 'gateway' : null;
  const tap = isTapping(config) ? await openTap({ config, logger }, opening, rest) : null;
  if (tap !== null) life.part('the tap', () => tap.stop());
  const { log, archive, ocpp, ledger } = await (tap?.opened ?? opening);
  life.ground('the log', () => log.close());
  const all: Ground & ControlGround = { config, log, codec: ocpp, ledger, ...patience };
  const embedded = hasServer(config) ? null : await openEmbeddedStore(config);
  if (embedded !== null) life.ground('the store', () => embedded.close());
  // Stations before the store: they are answered also while that is away.
  const isBesideTap = tap !== null;
  const gateway =
    tap === null || rest === 'gateway' ? await openGateway({ ...all, isBesideTap }) : null;
  if (gateway !== null) life.part('the gateway', () => gateway.stop());
  if (gateway !== null) tap?.handOver(gateway.take);
  const store = embedded ?? (await patiently('The pump', () => openStoreFor(config), patience));
  if (embedded === null) life.ground('the store', () => store.close());
  const pump = await openPump(all, store);
  life.part('the pump', () => pump.stop());
  life.endsWith(pump.failed);
  const retaining = startRetaining({ log, archive, store }, retentionOf(config), patience);
  life.part('retention', async () => retaining?.stop());
  const ways = { ...(gateway === null ? {} : { gateway }), ...(tap === null ? {} : { tap }) };
  const api = await openApi(all, { store, pump, ...ways });
  life.part('the API', () => api.close());
  const endpoint =
    embedded === null
      ? null
      : await startEndpoint({ store: embedded, port: config.LADDBOK_CLICKHOUSE_PORT });
  life.part('the endpoint', async () => endpoint?.close());
  const door = embedded === null ? null : await openDoor(config, embedded);
  life.part('the door for commands', async () => door?.close());
  const tlsPort = (tap ?? gateway)?.tlsPort ?? null;
  const host = config.LADDBOK_HOST;
  const addresses: Addresses = {
    api: address('http', config.LADDBOK_API_HOST, api.port),
    gateway: address('ws', host, (tap ?? gateway)?.port ?? 0),
    gatewayTls: tlsPort === null ? '' : address('wss', host, tlsPort),
    clickhouse: endpoint?.url ?? '',
  };
  announce(config, { pid: process.pid, ...addresses });
  life.part('the announcement', async () => withdraw(config));
  return { log, codec: ocpp, ledger, pump, store, addresses };
};

export const up: Command = {
  usage: '',
  help: [
    'Runs the gateway, the pump, the API and, with the embedded store, a read-only ClickHouse',
    'endpoint. Stations connect to ws://HOST:9000/<station id>. Ctrl-C stops in good order.',
  ].join('\n'),
  flags: {},
  run: ({ config, logger, print }) =>
    live(logger, async (life) => {
      const { addresses } = await startEverything({ config, logger }, life);
      print(`Stations connect to  ${addresses.gateway}/<station id>`);
      if (addresses.gatewayTls !== '')
        print(`and, over TLS, to    ${addresses.gatewayTls}/<station id>`);
      print(`API and its pages    ${addresses.api}`);
      if (addresses.clickhouse !== '') {
        print(`ClickHouse endpoint  ${addresses.clickhouse} (read-only)`);
      }
    }),
};
