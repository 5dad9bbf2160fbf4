// A process that is measured: everything that `laddbok up` runs, on engines that hold nothing yet.

import { configOfProcess, type Config } from '../app/config.ts';
import { foldCheckpoints } from '../app/bookkeeping.ts';
import { startEverything } from '../app/commands/up.ts';
import { live } from '../app/life.ts';
import { hasServer, openLogFor, openStoreFor } from '../app/wire.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { silent } from '../lib/logger.ts';
import { ocppTopic } from '../log/port.ts';
import { setsWith } from '../store/sets.ts';

export interface FreshnessOrder {
  readonly folder: string;
}

/** What it says once it listens, or why it does not. */
export type FreshnessAnswer =
  | { readonly api: string; readonly gateway: string; readonly log: Engine; readonly store: Engine }
  | { readonly refused: string };

type Engine = 'embedded' | 'server';

/** The engines that the settings name; ports, folder and limits are those of one address alone. */
const configFor = ({ folder }: FreshnessOrder): Config => ({
  ...configOfProcess(),
  LADDBOK_DATA: folder,
  LADDBOK_HOST: '127.0.0.1',
  LADDBOK_API_HOST: '127.0.0.1',
  LADDBOK_GATEWAY_PORT: 0,
  LADDBOK_API_PORT: 0,
  LADDBOK_CLICKHOUSE_PORT: 0,
  LADDBOK_API_KEYS: 'beyond-loopback',
  LADDBOK_API_REQUESTS_PER_MINUTE: 0,
  LADDBOK_PROFILE_0: ['*'],
  LADDBOK_TLS_CERT: [],
  LADDBOK_TLS_KEY: [],
  LADDBOK_TAP_UPSTREAM: '',
  LADDBOK_TAP_STATIONS: [],
  LADDBOK_ARCHIVE: '',
  LADDBOK_LIMIT_HANDSHAKES: 0,
  LADDBOK_LIMIT_ADDRESS_HANDSHAKES: 0,
  LADDBOK_LIMIT_ADDRESS_FRAMES: 0,
  LADDBOK_LIMIT_ADDRESS_KIB: 0,
});

const notEmpty = (what: string): AppError =>
  new AppError('USAGE', {
    problem: `the ${what} that the settings name holds something; this bench writes stations of its own and wants an empty one`,
  });

const logIsUsed = async (config: Config): Promise<boolean> => {
  const ending = new AbortController().signal;
  const { log } = await openLogFor(config, { logger: silent, ending });
  try {
    return (await log.ends(ocppTopic)).some(({ high }) => high > 0);
  } finally {
    await log.close();
  }
};

const storeIsUsed = async (config: Config): Promise<boolean> => {
  const store = await openStoreFor(config);
  try {
    return (await setsWith(store, foldCheckpoints.name)).length > 0;
  } finally {
    await store.close();
  }
};

/** Servers that anybody uses are left alone: what a bench writes stays in their log for ever. */
const refuseUsed = async (config: Config): Promise<void> => {
  if (await logIsUsed(config)) throw notEmpty('log');
  if (hasServer(config) && (await storeIsUsed(config))) throw notEmpty('store');
};

const serve = async (order: FreshnessOrder): Promise<number> => {
  const config = configFor(order);
  await refuseUsed(config);
  return live(silent, async (life) => {
    const { addresses } = await startEverything({ config, logger: silent }, life);
    const answer: FreshnessAnswer = {
      api: addresses.api,
      gateway: addresses.gateway,
      log: config.KAFKA_BROKERS.length > 0 ? 'server' : 'embedded',
      store: hasServer(config) ? 'server' : 'embedded',
    };
    process.send?.(answer);
  });
};

process.once('message', (order: FreshnessOrder) => {
  serve(order).then(
    (code) => process.exit(code),
    (thrown: unknown) => {
      const refused: FreshnessAnswer = { refused: messageOf(thrown) };
      process.send?.(refused, () => process.exit(1));
    },
  );
});

// Whoever asked is gone: nobody would end this one.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
