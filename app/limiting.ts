// The limits of the gateway as they are set: one number each, from which the rest follows.

import type { Allowance } from '../ingest/admission/buckets.ts';
import { type GatewayLimits, gatewayLimits } from '../ingest/limits.ts';
import type { Config } from './config.ts';

/** So much a second and so many at once; nothing is limited where that is 0. */
const allowance = (perSecond: number, burst: number): Allowance =>
  perSecond === 0 ? { burst: 0, perSecond: 0 } : { burst, perSecond };

export const limitsOf = (config: Config): Partial<GatewayLimits> => {
  const inAll = config.LADDBOK_LIMIT_HANDSHAKES;
  const ofAddress = config.LADDBOK_LIMIT_ADDRESS_HANDSHAKES;
  const ofStation = config.LADDBOK_LIMIT_STATION_HANDSHAKES / 60;
  const loginsOfAddress = config.LADDBOK_LIMIT_ADDRESS_FAILED_LOGINS / 60;
  const loginsOfStation = config.LADDBOK_LIMIT_STATION_FAILED_LOGINS / 60;
  const frames = config.LADDBOK_LIMIT_STATION_FRAMES;
  const bytes = config.LADDBOK_LIMIT_STATION_KIB * 1024;
  const framesHere = config.LADDBOK_LIMIT_ADDRESS_FRAMES;
  const bytesHere = config.LADDBOK_LIMIT_ADDRESS_KIB * 1024;
  return {
    connections: config.LADDBOK_LIMIT_CONNECTIONS,
    connectionsOfAddress: config.LADDBOK_LIMIT_ADDRESS_CONNECTIONS,
    handshakesInAll: allowance(inAll, 10 * inAll),
    handshakesOfAddress: allowance(ofAddress, 60 * ofAddress),
    handshakesOfStation: allowance(ofStation, 20),
    failedLoginsOfAddress: allowance(loginsOfAddress, 300),
    failedLoginsOfPair: allowance(loginsOfStation, 10),
    failedLoginsOfStation: allowance(5 * loginsOfStation, 100),
    framesOfStation: allowance(frames, 20 * frames),
    bytesOfStation: allowance(bytes, 16 * bytes),
    framesOfAddress: allowance(framesHere, 20 * framesHere),
    bytesOfAddress: allowance(bytesHere, 16 * bytesHere),
    // All processes send their stations away at once: together no faster than one would.
    farewellStep_ms: gatewayLimits.farewellStep_ms * config.LADDBOK_GATEWAY_PROCESSES,
  };
};

/** Of stations that are pinged at an interval of their own. */
export const pingIntervalsOf_ms = (config: Config): ReadonlyMap<string, number> =>
  new Map(
    config.LADDBOK_PING_STATIONS.map((pair) => {
      const at = pair.lastIndexOf('=');
      return [pair.slice(0, at), Number(pair.slice(at + 1)) * 1000];
    }),
  );
