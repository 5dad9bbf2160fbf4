// The gateways that are fuzzed: one open to all, one that asks for proof, one with narrow limits.

import { openClerk } from '../../ingest/security/clerk.ts';
import { openGuard } from '../../ingest/security/guard.ts';
import { openRegistry } from '../../ingest/security/registry.ts';
import { withoutProofBy } from '../../ingest/security/ruling.ts';
import type { TlsKeys } from '../../ingest/security/tls-files.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../ingest/gateway.ts';
import { type GatewayLimits, trustedAddress } from '../../ingest/limits.ts';
import { silent } from '../../lib/logger.ts';
import type { LedgerEvent, OcppEvent } from '../../schemas/events.gen.ts';
import { openAuthority } from '../certificates.ts';
import { jsonCodec } from '../json-codec.ts';
import { openRecordingLog } from '../recording-log.ts';
import { type CountingLog, openCountingLog } from './counting-log.ts';

export interface Door {
  readonly gateway: Gateway;
  readonly counting: CountingLog;
  /** Larger messages end the connection. */
  readonly read_bytes: number;
}

export interface GuardedDoor extends Door {
  /** `identity:password` of the station that may come in. */
  readonly right: string;
  readonly stop: () => Promise<void>;
}

const codec = jsonCodec<OcppEvent>();
const off = { burst: 0, perSecond: 0 };
/** What is held of stations that have gone is bounded; low enough here to be seen to be. */
const few = { admissionKeys: 500, refusalKinds: 64 };

const open = async (name: string, more: Partial<GatewayOptions>): Promise<Door> => {
  const counting = openCountingLog();
  const limits = { ...trustedAddress, ...few, ...more.limits };
  const common = { log: counting.log, codec, logger: silent, host: '127.0.0.1', port: 0 };
  const own = { gatewayId: name, secret: 'fuzz' };
  const gateway = await startGateway({ ...common, ...own, ...more, limits });
  return { gateway, counting, read_bytes: limits.frameRead_bytes ?? Infinity };
};

export const openDoor = (): Promise<Door> => open('open', {});

/** So narrow that much of what is sent runs into one of them. */
const narrow: Partial<GatewayLimits> = {
  handshakesOfStation: { burst: 5, perSecond: 20 },
  handshakesOfAddress: { burst: 50, perSecond: 400 },
  handshakesInAll: { burst: 50, perSecond: 300 },
  connectionsOfAddress: 24,
  connections: 20,
  framesOfStation: { burst: 5, perSecond: 4_000 },
  bytesOfStation: { burst: 500, perSecond: 200_000 },
  frame_bytes: 100,
  frameRead_bytes: 200,
  oversizeKept_bytes: 10,
  stationPendingEvents: 8,
};

export const openNarrowDoor = (): Promise<Door> => open('narrow', { limits: narrow });

const keysForOnce = async (): Promise<TlsKeys> => {
  const authority = await openAuthority('Fuzz');
  const pair = await authority.sign({ subject: 'CN=localhost' });
  const never = (): void => undefined;
  const current = () => ({ ...pair, ca: authority.cert });
  return { asksClients: true, current, onChange: never, reload: never, stop: never };
};

const station = { tenant: 'default', stationId: 'CS-1', by: 'cli/fuzz' };
/** Refusals are told at multiples of it; the fuzz cannot wait as long as stations have to. */
const refusal_ms = 20;

export const openGuardedDoor = async (): Promise<GuardedDoor> => {
  const log = openRecordingLog();
  const ledgerCodec = jsonCodec<LedgerEvent>();
  const registry = await openRegistry({ log, codec: ledgerCodec, name: 'fuzz', logger: silent });
  const clerk = openClerk({ registry, clock: Date.now });
  const rules = { withoutProof: withoutProofBy(['none']), organisations: [] };
  const { tenant, by, stationId } = station;
  const clock = Date.now;
  const guard = openGuard({ registry, rules, tenant, by, logger: silent, clock, refusal_ms });
  await guard.ready;
  const done = await clerk.add({ ...station, profile: 1 });
  if ('why' in done) throw new Error(done.complaint);
  const slow = { burst: 200, perSecond: 100 };
  const limits = { failedLoginsOfPair: slow, failedLoginsOfStation: off };
  const tls = { port: 0, keys: await keysForOnce() };
  const door = await open('guarded', { guard, tls, limits });
  return { ...door, right: `${stationId}:${done.password ?? ''}`, stop: () => guard.stop() };
};
