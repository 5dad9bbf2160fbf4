// Starts and stops the parts of a running Laddbok, in the order of the flow and back.

import type { Api } from '../api/listen.ts';
import { startApi } from '../api/server.ts';
import type { Logger } from '../lib/logger.ts';
import type { Gateway } from '../ingest/gateway.ts';
import { startGateway } from '../ingest/gateway.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import type { LedgerEvent, OcppEvent } from '../schemas/events.gen.ts';
import type { Store } from '../store/port.ts';
import type { Config } from './config.ts';
import { currentSet, openFold } from './fold.ts';
import { startPurge } from './erasures.ts';
import { metricsOf } from './metrics.ts';
import { patiently } from './patiently.ts';
import { codecThatSeals, personsFor } from './persons.ts';
import type { Pump } from './pump.ts';
import { startPump } from './pump.ts';
import { secretOf } from './secret.ts';
import { watermarksOf } from './watermark.ts';

/** What every part is given. */
export interface Ground {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborted when the process is to end. */
  readonly ending: AbortSignal;
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
}

/** What erasures of persons are read with; without it a gateway destroys no keys. */
export interface LedgerGround {
  readonly ledger: EventCodec<LedgerEvent>;
}

export const openGateway = async ({
  config,
  logger,
  log,
  codec,
  ledger,
}: Omit<Ground, 'ending'> & Partial<LedgerGround>): Promise<Gateway> => {
  const persons = personsFor(config, logger);
  const gateway = await startGateway({
    log,
    codec: codecThatSeals(codec, persons),
    logger,
    host: config.LADDBOK_HOST,
    port: config.LADDBOK_GATEWAY_PORT,
    gatewayId: config.LADDBOK_GATEWAY_ID,
    tenant: config.LADDBOK_TENANT,
    secret: secretOf(config),
    heartbeatInterval_s: config.LADDBOK_HEARTBEAT_SECONDS,
    pingInterval_ms: config.LADDBOK_PING_SECONDS * 1000,
  });
  if (persons === null || ledger === undefined) return gateway;
  const purging = startPurge({ log, ledger, persons, logger });
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await purging.stop();
  };
  return { ...gateway, stop };
};

export const openPump = async (ground: Ground, store: Store): Promise<Pump> => {
  const { log, codec, config, logger, ending } = ground;
  const fold = await openFold();
  const epoch = config.LADDBOK_EPOCH;
  const options = { log, codec, store, fold, topic: ocppTopic, epoch, set: currentSet, logger };
  return patiently('The pump', () => startPump(options), { logger, ending });
};

interface Answering {
  readonly store: Store;
  /** Parts in the same process, for their figures. */
  readonly gateway?: Gateway;
  readonly pump?: Pump;
}

export const openApi = async (
  { config, logger, log }: Pick<Ground, 'config' | 'logger' | 'log'>,
  { store, gateway, pump }: Answering,
): Promise<Api> => {
  const watermarks = watermarksOf({ log, store, topic: ocppTopic });
  const api = await startApi({
    store,
    logger,
    host: config.LADDBOK_HOST,
    port: config.LADDBOK_API_PORT,
    defaultTenant: config.LADDBOK_TENANT,
    watermark: () => watermarks.now(),
    metrics: metricsOf({
      log,
      ...(gateway === undefined ? {} : { gateway: () => gateway.stats() }),
      ...(pump === undefined ? {} : { pump: () => pump.stats() }),
    }),
    readiness: async () => {
      const { ok, reason } = log.health();
      const checks = [
        { name: 'log', ok, detail: reason },
        await store.ping().then(
          () => ({ name: 'store', ok: true, detail: '' }),
          (error: unknown) => ({ name: 'store', ok: false, detail: String(error) }),
        ),
      ];
      return { ready: checks.every((check) => check.ok), checks };
    },
  });
  const close = (): Promise<void> => {
    watermarks.stop();
    return api.close();
  };
  return { port: api.port, close };
};
