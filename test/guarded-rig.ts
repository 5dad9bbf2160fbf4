// A gateway that asks stations who they are, with its registry, and stations that others wrote.

import { RPCClient } from 'ocpp-rpc';
import { type Clerk, type Done, openClerk } from '../ingest/security/clerk.ts';
import { type GuardOptions, openGuard } from '../ingest/security/guard.ts';
import { type Registry, openRegistry } from '../ingest/security/registry.ts';
import { withoutProofBy } from '../ingest/security/ruling.ts';
import type { TlsKeys } from '../ingest/security/tls-files.ts';
import type { GatewayOptions } from '../ingest/gateway.ts';
import { silent } from '../lib/logger.ts';
import { ledgerTopic } from '../log/port.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import { type GatewayRig, startRig } from './gateway-rig.ts';
import { jsonCodec } from './json-codec.ts';
import { openRecordingLog } from './recording-log.ts';

export interface GuardedRig extends GatewayRig {
  readonly registry: Registry;
  readonly clerk: Clerk;
  readonly secureUrl: (path: string) => string;
  /** Registers a station; answers its password, or empty where it has none. */
  readonly add: (stationId: string, profile: number, more?: object) => Promise<string>;
  /** Resolves once a record of that kind about the station was read back. */
  readonly seen: (stationId: string, kind: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface GuardedOptions {
  /** As LADDBOK_PROFILE_0. */
  readonly profile0?: readonly string[];
  readonly organisations?: readonly string[];
  readonly keys?: TlsKeys;
  readonly guard?: Partial<GuardOptions>;
  readonly gateway?: Partial<GatewayOptions>;
  /** Whether to start before the registry was read. */
  readonly unread?: boolean;
}

const codec = jsonCodec<LedgerEvent>();
const by = 'cli/anna';
const tenant = 'default';

export const startGuardedRig = async (options: GuardedOptions = {}): Promise<GuardedRig> => {
  const { profile0 = ['none'], organisations = [], keys } = options;
  const log = openRecordingLog();
  const open = (name: string): Promise<Registry> =>
    openRegistry({ log, codec, name, logger: silent });
  const [registry, ofClerk] = await Promise.all([open('gateway'), open('clerk')]);
  const clerk = openClerk({ registry: ofClerk, clock: Date.now });
  const rules = { withoutProof: withoutProofBy(profile0), organisations };
  const common = { registry, rules, tenant, by: 'gw-1', logger: silent, clock: Date.now };
  const guard = openGuard({ ...common, refusal_ms: 50, ...options.guard });
  const heard = new Set<string>();
  registry.onChange(({ stationId, kind }) => void heard.add(`${stationId} ${kind}`));
  if (options.unread !== true) await guard.ready;
  const tls = keys === undefined ? null : { port: 0, keys };
  // Each refusal is an event of its own here: tests look for what each of them says.
  const limits = { refusalsEvery_ms: 0, ...options.gateway?.limits };
  const rig = await startRig({ guard, tls, ...options.gateway, limits }, log);
  return {
    ...rig,
    registry,
    clerk,
    secureUrl: (path) => `wss://127.0.0.1:${rig.gateway.tlsPort}/${path}`,
    add: async (stationId, profile, more = {}) => {
      const done = await clerk.add({ tenant, stationId, by, profile, ...more });
      if ('why' in done) throw new Error(done.complaint);
      await registry.caughtUp();
      return done.password ?? '';
    },
    seen: async (stationId, kind) => {
      for (let count = 1; !heard.has(`${stationId} ${kind}`); count++) {
        await log.reached(ledgerTopic, count);
        await registry.caughtUp();
      }
    },
    stop: async () => {
      await rig.gateway.stop();
      await ofClerk.stop();
      keys?.stop();
    },
  };
};

/** What was decided, where it has to have been. */
export const decided = async (deciding: Promise<Done | { readonly complaint: string }>) => {
  const done = await deciding;
  if ('complaint' in done) throw new Error(done.complaint);
  return done;
};

export interface StationOptions {
  readonly identity: string;
  readonly password?: string | Buffer;
  readonly protocol?: string;
  /** `ca`, `cert` and `key` in PEM, and what else TLS knows. */
  readonly tls?: object;
}

type Client = InstanceType<typeof RPCClient>;

/** Connects with ocpp-rpc. Answers the client, or the status of HTTP that it was refused with. */
export const connectRpc = async (
  endpoint: string,
  { identity, password, protocol = 'ocpp1.6', tls = {} }: StationOptions,
): Promise<{ readonly client: Client } | { readonly status: number }> => {
  const options = {
    endpoint,
    identity,
    protocols: [protocol],
    wsOpts: { ...tls, headers: {} },
    ...(password === undefined ? {} : { password }),
  };
  // Its types ask for every option; its constructor has defaults.
  const client = new RPCClient(options as ConstructorParameters<typeof RPCClient>[0]);
  try {
    await client.connect();
    return { client };
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'number')
      return { status: thrown.code };
    throw thrown;
  }
};
