// Starts and stops the parts of a running Laddbok, in the order of the flow and back.

import type { Api } from '../api/listen.ts';
import { startApi } from '../api/server.ts';
import type { Logger } from '../lib/logger.ts';
import type { Gateway, GatewayOptions } from '../ingest/gateway.ts';
import { startGateway } from '../ingest/gateway.ts';
import type { Tap } from '../ingest/tap/tap.ts';
import type { EventCodec, EventLog } from '../log/port.ts';
import { ocppTopic } from '../log/port.ts';
import type { LedgerEvent, OcppEvent } from '../schemas/events.gen.ts';
import type { Store } from '../store/port.ts';
import { openCampaigns, runCampaigns } from './campaigns.ts';
import { followKeys } from './api-keys.ts';
import { openCommanding } from './commanding.ts';
import type { Config } from './config.ts';
import { keyringFor } from './keyring.ts';
import { followParties, ocpiFor } from './ocpi-parties.ts';
import { startFollowingPump } from './following-pump.ts';
import { openFold } from './fold.ts';
import { framesIn } from './frames.ts';
import { doubts } from '../processors/doubts.ts';
import { foldVersion } from '../processors/fold.ts';
import { startPurge } from './erasures.ts';
import { farewellCodeOf } from './farewell-code.ts';
import { limitsOf, pingIntervalsOf_ms } from './limiting.ts';
import { admissionRules, openGuardFor } from './guarding.ts';
import { ledgerDeskOver } from './ledger-desk.ts';
import { lostEventsOf } from './lost-events.ts';
import { metricsOf } from './metrics.ts';
import { patiently } from './patiently.ts';
import { codecThatSeals, personsFor } from './persons.ts';
import type { Pump } from './pump.ts';
import { secretOf } from './secret.ts';
import { openStations } from './stations.ts';
import { openTlsFor } from './tls.ts';
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

/** What control stands on beside the rest; without it a gateway sends no commands. */
export interface ControlGround {
  /** Of the ledger, whose envelope the records of commands wear. */
  readonly ledger: EventCodec<LedgerEvent>;
}

/** A gateway whose certificates can be read again. */
export interface OpenedGateway extends Gateway {
  reload(): void;
}

export const openGateway = async ({
  config,
  logger,
  log,
  codec,
  ledger,
  elsewhere,
  isReplaced,
  isBesideTap = false,
  ending,
}: Omit<Ground, 'ending'> &
  Partial<Pick<Ground, 'ending'>> &
  Partial<ControlGround> &
  Pick<GatewayOptions, 'elsewhere'> & {
    /** Whether a tap has the ports, and hands over who is for the gateway. */
    readonly isBesideTap?: boolean;
    /** Asked when it stops: whether another process takes its place. */
    readonly isReplaced?: () => Promise<boolean>;
  }): Promise<OpenedGateway> => {
  const ground = { config, logger, ending };
  const persons = ledger === undefined ? null : await personsFor(ground, { log, ledger });
  admissionRules(config);
  const tls = isBesideTap ? null : openTlsFor(config, logger);
  const guard = ledger === undefined ? null : await openGuardFor({ config, logger, log, ledger });
  const gateway = await startGateway({
    log,
    codec: codecThatSeals(codec, persons),
    ...(ledger === undefined ? {} : { commandCodec: ledger }),
    guard,
    tls,
    logger,
    host: config.LADDBOK_HOST,
    port: isBesideTap ? null : config.LADDBOK_GATEWAY_PORT,
    gatewayId: config.LADDBOK_GATEWAY_ID,
    tenant: config.LADDBOK_TENANT,
    secret: secretOf(config),
    heartbeatInterval_s: config.LADDBOK_HEARTBEAT_SECONDS,
    pingInterval_ms: config.LADDBOK_PING_SECONDS * 1000,
    pingIntervals_ms: pingIntervalsOf_ms(config),
    newcomers: config.LADDBOK_NEWCOMERS,
    limits: limitsOf(config),
    farewellCode: farewellCodeOf(config, isReplaced),
    ...(elsewhere === undefined ? {} : { elsewhere }),
  });
  const purging =
    persons === null || ledger === undefined ? null : startPurge({ log, ledger, persons, logger });
  const stop = async (): Promise<void> => {
    await gateway.stop();
    tls?.keys.stop();
    await purging?.stop();
  };
  return { ...gateway, reload: () => tls?.keys.reload(), stop };
};

export const openPump = async (
  ground: Ground & Partial<ControlGround>,
  store: Store,
): Promise<Pump> => {
  const { log, codec, ledger, config, logger, ending } = ground;
  const fold = await openFold();
  const epoch = config.LADDBOK_EPOCH;
  const common = { log, codec, store, fold, topic: ocppTopic, epoch, logger };
  const options = ledger === undefined ? common : { ...common, ledger };
  return patiently('The pump', () => startFollowingPump(options), { logger, ending });
};

interface Answering {
  readonly store: Store;
  /** Parts in the same process, for their figures. */
  readonly gateway?: Gateway;
  readonly tap?: Tap;
  readonly pump?: Pump;
}

export const openApi = async (
  {
    config,
    logger,
    log,
    codec,
    ledger,
  }: Pick<Ground, 'config' | 'logger' | 'log' | 'codec'> & ControlGround,
  { store, gateway, tap, pump }: Answering,
): Promise<Api> => {
  const known = await followKeys({ log, ledger }, logger);
  const keys = keyringFor(config, known);
  const parties = await followParties({ log, ledger }, logger);
  const watermarks = watermarksOf({ log, store, topic: ocppTopic });
  const commanding = await openCommanding({ config, logger, log, ledger });
  const campaigns = await openCampaigns({ config, logger, log, ledger });
  const stations = await openStations({ logger, log, ledger });
  const { counter } = commanding;
  const endCampaigns = runCampaigns({ logger }, { campaigns, counter, store });
  const api = await startApi({
    store,
    keys,
    ocpi: ocpiFor(config, parties, keys),
    commanding,
    campaigning: campaigns.desk,
    registering: stations.clerk,
    explaining: { heardIn: framesIn(log, codec), treatments: doubts, foldVersion },
    ledger: ledgerDeskOver({ log, ledger }),
    logger,
    host: config.LADDBOK_API_HOST,
    port: config.LADDBOK_API_PORT,
    defaultTenant: config.LADDBOK_TENANT,
    watermark: () => watermarks.now(),
    metrics: metricsOf({
      log,
      lost: lostEventsOf(store, Date.now),
      ...(gateway === undefined
        ? {}
        : { gateway: () => gateway.stats(), refusals: () => gateway.refusals() }),
      ...(tap === undefined ? {} : { tap: () => tap.stats() }),
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
  const close = async (): Promise<void> => {
    watermarks.stop();
    await api.close();
    await endCampaigns();
    await campaigns.office.stop();
    await stations.registry.stop();
    await commanding.stop();
    await known.stop();
    await parties.stop();
  };
  return { port: api.port, close };
};
