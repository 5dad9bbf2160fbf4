// Tap mode by the settings: whether it is on, for which stations, and the tap that they describe.

import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type Destination, type Tap, startTap } from '../ingest/tap/tap.ts';
import { type Upstream, type UpstreamTls, readUpstream } from '../ingest/tap/upstream.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import { startPurge } from './erasures.ts';
import { type PersonsGround, holdMasterPatiently, openPersons, sealsPersons } from './persons.ts';
import type { Rounds } from './rounds.ts';
import { openTlsFor } from './tls.ts';
import type { OpenLog } from './wire.ts';

/** Whether stations are passed on to a CSMS instead of being answered. */
export const isTapping = ({ LADDBOK_TAP_UPSTREAM, LADDBOK_TAP_STATIONS }: Config): boolean =>
  LADDBOK_TAP_UPSTREAM !== '' || LADDBOK_TAP_STATIONS.length > 0;

/** What stands for an address where a station is answered by our own gateway. */
export const atGateway = 'gateway';

const namesGateway = (pair: string): boolean => pair.endsWith(`=${atGateway}`);

/** Whether some stations are passed on and others answered: tap and gateway share the ports. */
export const isSharing = (config: Config): boolean =>
  isTapping(config) &&
  (config.LADDBOK_TAP_UPSTREAM === '' || config.LADDBOK_TAP_STATIONS.some(namesGateway));

const upstreamAt = (setting: string, address: string): Upstream => {
  const read = readUpstream(address);
  if (read !== null) return read;
  const problems = `${setting}: "${address}" is no address of a CSMS`;
  throw new AppError('CONFIG_INVALID', { problems });
};

/** Where each station goes, by the settings; `rest` is for those of whom they say nothing. */
const destinationsOf = (
  config: Config,
  rest: 'gateway' | null,
): ((stationId: string) => Destination) => {
  const all = config.LADDBOK_TAP_UPSTREAM;
  const common = all === '' ? rest : upstreamAt('LADDBOK_TAP_UPSTREAM', all);
  const own = new Map(
    config.LADDBOK_TAP_STATIONS.map((pair): [string, Destination] => {
      if (namesGateway(pair)) return [pair.slice(0, -atGateway.length - 1), rest];
      const at = pair.search(/=wss?:/);
      return [pair.slice(0, at), upstreamAt('LADDBOK_TAP_STATIONS', pair.slice(at + 1))];
    }),
  );
  return (stationId) => {
    const named = own.get(stationId);
    return named === undefined ? common : named;
  };
};

const readPem = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new AppError('FILE_UNREADABLE', { file, reason: messageOf(thrown) }, thrown);
  }
};

/** Checked at the start: a file that cannot be used would show as a CSMS that is away. */
const upstreamTlsOf = (config: Config): UpstreamTls => {
  const [caFile, certFile, keyFile] = [
    config.LADDBOK_TAP_CA,
    config.LADDBOK_TAP_CERT,
    config.LADDBOK_TAP_KEY,
  ];
  if ((certFile === '') !== (keyFile === '')) {
    const problems = 'LADDBOK_TAP_CERT and LADDBOK_TAP_KEY: one of them is set without the other';
    throw new AppError('CONFIG_INVALID', { problems });
  }
  const ca = caFile === '' ? null : readPem(caFile);
  const own = certFile === '' ? null : { cert: readPem(certFile), key: readPem(keyFile) };
  try {
    createSecureContext({ ...(ca === null ? {} : { ca }), ...own });
  } catch (thrown) {
    const reason = `LADDBOK_TAP_CA, _CERT or _KEY: ${messageOf(thrown)}`;
    throw new AppError('TLS_UNUSABLE', { reason }, thrown);
  }
  return { ca, own };
};

/**
 * The log as the tap writes to it, once it is known that the master key is its own; and the end of
 * the work on persons. A tap seals from its start on, also while the log is away.
 */
const openSealing = ({ config, logger, ending }: PersonsGround, opening: Promise<OpenLog>) => {
  if (!sealsPersons(config)) return { opened: opening, persons: null, stop: async () => undefined };
  const persons = openPersons(config, logger);
  let purge: Rounds | null = null;
  const held = async (): Promise<OpenLog> => {
    const open = await opening;
    await holdMasterPatiently({ config, logger, ending }, open);
    purge = startPurge({ log: open.log, ledger: open.ledger, persons, logger });
    return open;
  };
  const stop = async (): Promise<void> => {
    await purge?.stop();
  };
  return { opened: held(), persons, stop };
};

/**
 * A tap need not wait for the log: `opening` may take as long as it takes. With `rest` being the
 * gateway, stations of whom the settings say nothing are kept for it to be handed over. `opened`
 * is the log where the master key is its own, and rejects with `MASTER_KEY_DIFFERS`.
 */
export const openTap = async (
  { config, logger, ending }: PersonsGround,
  opening: Promise<OpenLog>,
  rest: 'gateway' | null,
): Promise<Tap & { readonly opened: Promise<OpenLog> }> => {
  const { opened, persons, stop: stopSealing } = openSealing({ config, logger, ending }, opening);
  const tap = await startTap({
    log: opened.then(({ log, ocpp }) => ({ log, codec: ocpp })),
    logger,
    host: config.LADDBOK_HOST,
    port: config.LADDBOK_GATEWAY_PORT,
    tls: openTlsFor(config, logger),
    organisations: config.LADDBOK_TLS_CLIENT_ORGANISATION,
    gatewayId: config.LADDBOK_GATEWAY_ID,
    tenant: config.LADDBOK_TENANT,
    upstreamOf: destinationsOf(config, rest),
    upstreamTls: upstreamTlsOf(config),
    spoolFolder: dataPath(config, 'spool', encodeURIComponent(config.LADDBOK_GATEWAY_ID)),
    spool_bytes: config.LADDBOK_TAP_SPOOL_MB * 1024 * 1024,
    ...(persons === null ? {} : { seal: (event) => persons.sealer.seal(event) }),
  });
  const stop = async (): Promise<void> => {
    await tap.stop();
    await stopSealing();
  };
  return { ...tap, stop, opened };
};
