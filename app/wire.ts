// The swap: which log, which registry, which store. The one place that names the adapters.

import { resolve } from 'node:path';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { type Archive, openArchive } from '../log/archive/archive.ts';
import { wholeLog } from '../log/archive/whole-log.ts';
import type { Codecs } from '../log/avro.ts';
import { openCodecs } from '../log/avro.ts';
import { openEmbeddedLog } from '../log/embedded.ts';

import type { KafkaConnection } from '../log/kafka-client.ts';
import { openKafkaLog } from '../log/kafka.ts';
import type { EventLog } from '../log/port.ts';
import { httpRegistry } from '../log/registry-http.ts';
import { fileRegistry } from '../log/registry.ts';
import type { ChdbStore } from '../store/chdb.ts';
import { openChdb } from '../store/chdb.ts';
import { openClickHouse } from '../store/clickhouse.ts';
import { databaseName } from '../store/ddl.ts';
import type { Store } from '../store/port.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import { findDoor } from './maintenance.ts';
import type { Patience } from './patiently.ts';
import { patiently } from './patiently.ts';
import { findRunning } from './running.ts';

/** Codecs by the registry that is configured, else by the registry file. */
export const openCodecsFor = (config: Config): Promise<Codecs> =>
  openCodecs(
    config.SCHEMA_REGISTRY_URL === ''
      ? fileRegistry()
      : httpRegistry({ url: config.SCHEMA_REGISTRY_URL }),
  );

/** The log and the codecs of its records. */
export interface OpenLog extends Pick<Codecs, 'ocpp' | 'ledger'> {
  /** Reads on from the archive, where there is one. */
  readonly log: EventLog;
  readonly archive: Archive | null;
}

/** Kafka where brokers are named, else the log in the data folder; with its archive. */
export const openLogFor = async (
  config: Config,
  patience: Pick<Patience, 'logger' | 'ending'>,
): Promise<OpenLog> => {
  const { logger } = patience;
  const codecs = await patiently('The registry', () => openCodecsFor(config), patience);
  const log = await openEngine(config, { schemas: codecs, logger });
  const { ocpp, ledger } = codecs;
  const { LADDBOK_ARCHIVE: folder } = config;
  if (folder === '') return { log, archive: null, ocpp, ledger };
  const archive = openArchive(resolve(folder), codecs);
  return { log: wholeLog(log, archive), archive, ocpp, ledger };
};

const openEngine = async (
  config: Config,
  given: { readonly schemas: Codecs; readonly logger: Logger },
): Promise<EventLog> => {
  const common = { partitions: config.LADDBOK_PARTITIONS, ...given };
  if (config.KAFKA_BROKERS.length === 0)
    return openEmbeddedLog({ folder: dataPath(config, 'log'), ...common });
  return openKafkaLog({
    brokers: config.KAFKA_BROKERS,
    clientId: `laddbok-${config.LADDBOK_GATEWAY_ID}`,
    replicationFactor: config.LADDBOK_REPLICAS,
    ssl: config.KAFKA_SSL === 'true',
    session_timeout_ms: config.KAFKA_SESSION_TIMEOUT_SECONDS * 1_000,
    ...saslOf(config),
    ...common,
  });
};

const saslOf = (config: Config): Pick<KafkaConnection, 'sasl'> => {
  const username = config.KAFKA_SASL_USERNAME;
  if (username === '') return {};
  const password = config.KAFKA_SASL_PASSWORD;
  switch (config.KAFKA_SASL_MECHANISM) {
    case 'plain':
      return { sasl: { mechanism: 'plain', username, password } };
    case 'scram-sha-256':
      return { sasl: { mechanism: 'scram-sha-256', username, password } };
    case 'scram-sha-512':
      return { sasl: { mechanism: 'scram-sha-512', username, password } };
  }
};

/** Whether the store is a server, or within this process. */
export const hasServer = (config: Config): boolean => config.CLICKHOUSE_URL !== '';

const ping_ms = 2_000;

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/ping`, { signal: AbortSignal.timeout(ping_ms) }).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * The embedded store, in the data folder. One process at a time: whoever runs there is asked first,
 * as the engine would complain in words of its own before we can say `STORE_LOCKED`.
 */
export const openEmbeddedStore = async (config: Config): Promise<ChdbStore> => {
  const folder = dataPath(config, 'store');
  const endpoint = findRunning(config)?.clickhouse ?? '';
  if (endpoint !== '' && (await answers(endpoint))) throw new AppError('STORE_LOCKED', { folder });
  return openChdb({ folder });
};

const openServer = (config: Config, url: string): Promise<Store> =>
  openClickHouse({
    url,
    database: config.CLICKHOUSE_DATABASE,
    username: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    ...(config.CLICKHOUSE_INSERT_QUORUM === ''
      ? {}
      : { insertSettings: { insert_quorum: config.CLICKHOUSE_INSERT_QUORUM } }),
  });

/** A store to write to: ClickHouse where an address is set, else the embedded one. */
export const openStoreFor = (config: Config): Promise<Store> =>
  hasServer(config) ? openServer(config, config.CLICKHOUSE_URL) : openEmbeddedStore(config);

/**
 * A store to write to also while `laddbok up` has the embedded one: through the door that it holds
 * open for commands of this machine.
 */
export const openStoreBeside = async (config: Config): Promise<Store> => {
  const door = findRunning(config) === null ? null : findDoor(config);
  if (hasServer(config) || door === null) return openStoreFor(config);
  return openClickHouse({ ...door, database: databaseName });
};

/** A store to read from: as above, or the endpoint of a Laddbok that runs on the same data folder. */
export const openStoreToRead = (config: Config, endpoint: string): Promise<Store> =>
  !hasServer(config) && endpoint !== '' ? openServer(config, endpoint) : openStoreFor(config);
