// An OCPI interface over a real store for tests: a registry, sessions, CDRs, a peer that asks.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { hashOf, makeKey } from '../api/keys/key.ts';
import type { KeyEntry } from '../api/keys/record.ts';
import { noKeys } from '../api/keys/keyring.ts';
import { listen } from '../api/listen.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import {
  afterPartyDecision,
  partyDecisionOf,
  partyEventOf,
  type PartyEntry,
} from '../api/ocpi/party.ts';
import type { Parties } from '../api/ocpi/ocpi.ts';
import { makeToken } from '../api/ocpi/token.ts';
import { buildServer } from '../api/server.ts';
import { parseConfig } from '../app/config.ts';
import { issueCdrs } from '../app/issue-cdrs.ts';
import { ocpiFor } from '../app/ocpi-parties.ts';
import { availability } from '../processors/availability/table.ts';
import { sessionEnergy } from '../processors/energy/table.ts';
import { entryRow } from '../processors/ledger/entry.ts';
import { sessions } from '../processors/sessions/table.ts';
import { apiOptions, aSession } from './api-rows.ts';
import { draftFor, openLedgerRig } from './ledger-rig.ts';
import { openTestStore, type TestStore } from './open-test-store.ts';
import { component } from './tariffs.ts';

const at = Date.parse;

/** Up to when everything said is in the tables. */
export const openAsOf = '2026-07-09T00:00:00.000Z';

const siteOf = (site_id: string, told: Readonly<Record<string, unknown>> = {}) =>
  draftFor('sites', {
    site_id,
    name: `North ${site_id}`,
    address: 'Street 1',
    city: 'Berlin',
    country: 'DEU',
    latitude: '52.52',
    longitude: '13.404954',
    time_zone: 'Europe/Berlin',
    country_code: 'DE',
    party_id: 'ABC',
    is_public: true,
    ...told,
  });

const portOf = (site_id: string, station_id: string, port: number) =>
  draftFor('ports', {
    station_id,
    port,
    site_id,
    power_w_max: 150_000,
    current_type: 'DC',
    connectors: ['IEC_62196_T2_COMBO'],
  });

const tariffDraft = (kwh: number) =>
  draftFor('tariffs', {
    tariff_id: 'T1',
    currency: 'EUR',
    valid_from: '2026-01-01',
    tariff: {
      min_price: { excl_vat: 0.5, incl_vat: 0.6 },
      elements: [{ price_components: [component('ENERGY', kwh, { vat: 19 })] }],
    },
  });

const registry: readonly Draft[] = [
  siteOf('S1'),
  siteOf('S2'),
  siteOf('S3', { latitude: undefined }),
  ...[1, 2].map((port) => portOf('S1', 'CP1', port)),
  tariffDraft(0.5),
  draftFor('tariff_assignments', {
    assignment_id: 'A1',
    tariff_id: 'T1',
    site_id: 'S1',
    valid_from: '2026-01-01',
  }),
];

/** Sessions of an hour with 20 kWh, the last of which goes on. */
const sessionRows = ['1', '2', '3', '4', 'open'].map((name, i) => {
  const started_at = at(`2026-06-0${i + 1}T10:00:00Z`);
  const isOpen = name === 'open';
  const times = { started_at, opened_at: started_at + 250, ended_at: started_at + 3_600_000 };
  return aSession({
    tenant: 'default',
    station_id: 'CP1',
    session_id: `session-${name}`,
    ...times,
    changed_at: times.ended_at + 1_000,
    energy_wh: 20_000_000,
    id_token: `DRIVER-${i % 2}`,
    charging_s: 3_600_000,
    suspended_ev_s: 0,
    idle_s: 0,
    ...(isOpen
      ? { state: 'open', outcome: 'open', ended_at: null, port: 2, changed_at: at(openAsOf) + 1 }
      : {}),
  });
});

const spanOf = (port: number, state: string, started_at: number) => ({
  tenant: 'default',
  station_id: 'CP1',
  port,
  started_at,
  state,
  cause: 'status',
  ended_at: null,
  event_id: 'c/2',
});

const bucketOf = ({ session_id, started_at }: { session_id: string; started_at: number }) => ({
  tenant: 'default',
  station_id: 'CP1',
  port: 1,
  bucket_start: started_at,
  session_id,
  energy_wh: 20_000_000,
});

/** Two tenants with a site S1 each; CDRs of four sessions, of which each was corrected once. */
const fill = async (store: TestStore): Promise<void> => {
  const rig = openLedgerRig();
  let told = 0;
  const fold = async (): Promise<void> => {
    const events = rig.events().slice(told);
    told += events.length;
    for (const event of events) {
      const emission = entryRow(event);
      if (emission !== null) await store.add(emission.table, [emission.row]);
    }
  };
  const decide = async (tenant: string, drafts: readonly Draft[]): Promise<void> => {
    const outcomes = await rig.desk.record({ tenant, by: 'desk', drafts });
    expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
    await fold();
  };
  const issueAt = async (instant: string): Promise<void> => {
    rig.at(instant);
    const until = at('2026-06-20T00:00:00Z');
    const order = { tenant: 'default', by: 'desk', until, at: at(instant), dryRun: false };
    for await (const page of issueCdrs({ store, desk: rig.desk }, order))
      expect([page.refused, page.cdrs.length]).toEqual([[], 4]);
    await fold();
  };
  await store.add(sessions, sessionRows);
  await store.add(sessionEnergy, sessionRows.map(bucketOf));
  const seen = at('2026-06-05T10:00:00Z');
  await store.add(availability, [spanOf(1, 'faulted', seen), spanOf(2, 'charging', seen + 500)]);
  await decide('default', registry);
  await decide('other', [siteOf('S1', { name: 'Elsewhere' }), portOf('S1', 'FOREIGN', 1)]);
  await issueAt('2026-07-01T00:00:00Z');
  rig.at('2026-07-05T00:00:00Z');
  await decide('default', [tariffDraft(0.6)]);
  await issueAt('2026-07-06T00:00:00Z');
};

/** Parties as the ledger keeps them: each decision goes through its event. */
const openParties = () => {
  const known = new Map<string, PartyEntry>();
  const parties: Parties = {
    find: (tokenId) => [...known.values()].find(({ token }) => token?.tokenId === tokenId),
    tell: async (decision) => {
      const again = await Promise.resolve(partyDecisionOf(partyEventOf(decision)));
      expect(again).toEqual(decision);
      const after = afterPartyDecision(known.get(decision.partyKey), decision);
      if (after !== undefined) known.set(after.partyKey, after);
    },
  };
  /** Adds a party, and answers its token A. */
  const add = async (tenant: string, seesTokens = false): Promise<string> => {
    const { text, ...token } = makeToken();
    const partyKey = `party-${tenant}-${seesTokens}`;
    const about = { partyKey, tenant, name: 'Roamer', salt: partyKey, seesTokens, token };
    await parties.tell({ kind: 'OcpiPartyAdded', ...about, at: 1_000, by: 'desk' });
    return text;
  };
  return { parties, add };
};

const adminKey = makeKey();
const admin: KeyEntry = {
  keyId: adminKey.keyId,
  tenant: 'default',
  role: 'admin',
  name: '',
  hash: hashOf(adminKey.text.split('_').slice(2).join('_')),
  issuedAt: 0,
  issuedBy: '',
  expiresAt: null,
  revokedAt: null,
};

/** Opens all of it on a free port. */
export const openOcpiRig = async () => {
  const store = await openTestStore();
  await fill(store);
  const { parties, add } = openParties();
  const config = parseConfig({ LADDBOK_OCPI_TOKENS: 'either', LADDBOK_OCPI_NAME: 'Us' });
  const app = await buildServer(
    apiOptions(store, {
      ocpi: ocpiFor(config, parties, noKeys),
      keys: { ...noKeys, find: (keyId) => (keyId === admin.keyId ? admin : undefined) },
      now: () => at('2026-07-10T00:00:00Z'),
      watermark: async () => ({ as_of: openAsOf, complete: true, lag_events: 0 }),
      defaultTenant: 'default',
    }),
  );
  const api = await listen(app, { host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await api.close();
    await store.close();
  };
  return {
    store,
    app,
    add,
    adminKey: adminKey.text,
    base: `http://127.0.0.1:${api.port}/ocpi`,
    close,
  };
};

export type OcpiRig = Awaited<ReturnType<typeof openOcpiRig>>;

/** A partner's platform. */
export interface Peer {
  readonly url: string;
  readonly asked: string[];
  close(): void;
}

/** The platform of a partner, as far as registration asks it: its versions and its endpoints. */
export const openPeer = async (token: string): Promise<Peer> => {
  const asked: string[] = [];
  const server: Server = createServer((request, reply) => {
    asked.push(request.url ?? '');
    const right = `Token ${Buffer.from(token).toString('base64')}`;
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const endpoints = [{ identifier: 'credentials', role: 'SENDER', url: `${base}/credentials` }];
    const data =
      request.url === '/versions'
        ? [{ version: '2.2.1', url: `${base}/2.2.1` }]
        : { version: '2.2.1', endpoints };
    reply.statusCode = request.headers.authorization === right ? 200 : 401;
    reply.end(JSON.stringify({ data, status_code: 1000, timestamp: '2026-01-01T00:00:00Z' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/versions`, asked, close: () => void server.close() };
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly code: number;
  readonly data: unknown;
  readonly text: string;
}

export type Ask = (
  url: string,
  how?: { readonly method?: string; readonly body?: unknown; readonly headers?: object },
) => Promise<Answer>;

/** Asks as a peer with a token does, in Base64 unless it is told otherwise. */
export const askerWith =
  (token: string, encoding: 'base64' | 'utf8' = 'base64'): Ask =>
  async (url, { method = 'GET', body, headers = {} } = {}) => {
    const authorization = `Token ${Buffer.from(token).toString(encoding)}`;
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await fetch(url, {
      method,
      headers: { authorization, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const told = JSON.parse(text) as { status_code: number; data?: unknown };
    const { status } = answer;
    return { status, headers: answer.headers, code: told.status_code, data: told.data, text };
  };

export type Told = Readonly<Record<string, unknown>>;

/** All objects of a list, page after page along the links, as a receiver gets them. */
export const pull = async (ask: Ask, url: string): Promise<readonly Told[]> => {
  const all: Told[] = [];
  for (let next: string | null = url; next !== null;) {
    const { status, code, headers, data } = await ask(next);
    expect([status, code]).toEqual([200, 1000]);
    all.push(...(data as readonly Told[]));
    expect(headers.get('x-limit')).toBe('100');
    const link: string | null = headers.get('link');
    if (link === null) expect(Number(headers.get('x-total-count'))).toBe(all.length);
    next = link === null ? null : (/^<([^>]+)>; rel="next"$/.exec(link)?.[1] ?? '');
  }
  return all;
};
