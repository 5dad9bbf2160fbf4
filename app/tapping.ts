// Tap mode by the settings: whether it is on, and the tap that they describe.

import { type Tap, startTap } from '../ingest/tap/tap.ts';
import { type Upstream, readUpstream } from '../ingest/tap/upstream.ts';
import { AppError } from '../lib/errors.ts';
import type { Config } from './config.ts';
import { dataPath } from './config.ts';
import type { Ground } from './parts.ts';
import type { OpenLog } from './wire.ts';

/** Whether stations are passed on to a CSMS instead of being answered. */
export const isTapping = ({ LADDBOK_TAP_UPSTREAM, LADDBOK_TAP_STATIONS }: Config): boolean =>
  LADDBOK_TAP_UPSTREAM !== '' || LADDBOK_TAP_STATIONS.length > 0;

const upstreamAt = (setting: string, address: string): Upstream => {
  const read = readUpstream(address);
  if (read !== null) return read;
  const problems = `${setting}: "${address}" is no address of a CSMS`;
  throw new AppError('CONFIG_INVALID', { problems });
};

/** Where each station goes, by the settings; null for one that goes nowhere. */
const upstreamsOf = (config: Config): ((stationId: string) => Upstream | null) => {
  const all = config.LADDBOK_TAP_UPSTREAM;
  const common = all === '' ? null : upstreamAt('LADDBOK_TAP_UPSTREAM', all);
  const own = new Map(
    config.LADDBOK_TAP_STATIONS.map((pair) => {
      const at = pair.search(/=wss?:/);
      return [pair.slice(0, at), upstreamAt('LADDBOK_TAP_STATIONS', pair.slice(at + 1))];
    }),
  );
  return (stationId) => own.get(stationId) ?? common;
};

/** A tap need not wait for the log: `opening` may take as long as it takes. */
export const openTap = async (
  { config, logger }: Pick<Ground, 'config' | 'logger'>,
  opening: Promise<OpenLog>,
): Promise<Tap> =>
  startTap({
    log: opening.then(({ log, ocpp }) => ({ log, codec: ocpp })),
    logger,
    host: config.LADDBOK_HOST,
    port: config.LADDBOK_GATEWAY_PORT,
    gatewayId: config.LADDBOK_GATEWAY_ID,
    tenant: config.LADDBOK_TENANT,
    upstreamOf: upstreamsOf(config),
    spoolFolder: dataPath(config, 'spool', encodeURIComponent(config.LADDBOK_GATEWAY_ID)),
    spool_bytes: config.LADDBOK_TAP_SPOOL_MB * 1024 * 1024,
  });
