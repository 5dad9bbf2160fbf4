// The OCPI interface as a receiver uses it: registers over a socket, pulls every page, and leaves.

import { Ajv } from 'ajv';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openLedgerDesk } from '../api/ledger/desk.ts';
import type { Draft } from '../api/ledger/drafts.ts';
import { makeToken } from '../api/ocpi/token.ts';
import { schemas } from '../api/ocpi/schemas.ts';
import { type Version, versions } from '../api/ocpi/version.ts';
import { startApi } from '../api/server.ts';
import { parseConfig } from '../app/config.ts';
import { issueCdrs } from '../app/issue-cdrs.ts';
import { followParties, ocpiFor, tellParty } from '../app/ocpi-parties.ts';
import { startPump } from '../app/pump.ts';
import { recordsOf } from '../app/records.ts';
import { noKeys } from '../api/keys/keyring.ts';
import { silent } from '../lib/logger.ts';
import { ledgerTopic } from '../log/port.ts';
import { fleet } from '../simulator/fleet.ts';
import { apiOptions } from './api-rows.ts';
import { draftFor } from './ledger-rig.ts';
import { foldInto, importInto, type Pipeline, record, withPipeline } from './pipeline.ts';
import { component } from './tariffs.ts';

const day_ms = 86_400_000;
const from = Date.UTC(2026, 5, 1);
const stations = fleet({ seed: 'tariffs', stations: 2 });
const { lines } = record({ seed: 'tariffs', stations, from, to: from + day_ms });

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

const registryOf = (ids: readonly string[]): readonly Draft[] => [
  siteOf('S1'),
  siteOf('S2'),
  siteOf('S3', { latitude: undefined }),
  ...ids.flatMap((id) => [1, 2, 3, 4].map((port) => portOf('S1', id, port))),
  tariffDraft(0.5),
  draftFor('tariff_assignments', {
    assignment_id: 'A1',
    tariff_id: 'T1',
    site_id: 'S1',
    valid_from: '2026-01-01',
  }),
];

/** A ledger and tables with a day of charging, and its CDRs, of which all were corrected once. */
const fill = async (pipeline: Pipeline) => {
  const { store, log, codecs } = pipeline;
  const next = new Map<number, number>();
  const news = () => recordsOf(log, ledgerTopic, next);
  const clock = { now: Date.UTC(2026, 0, 2) };
  const desk = openLedgerDesk({ log, codec: codecs.ledger, news, clock: () => clock.now });
  const decide = async (tenant: string, drafts: readonly Draft[]) => {
    const outcomes = await desk.record({ tenant, by: 'desk', drafts });
    expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
  };
  const fold = async () => {
    const pump = await startPump({
      ...foldInto(pipeline),
      ledger: codecs.ledger,
      flushInterval_ms: 20,
    });
    await pump.settled();
    await pump.stop();
  };
  const issueAt = async (at: number) => {
    clock.now = at;
    const order = { tenant: 'default', by: 'desk', until: from + 20 * day_ms, at, dryRun: false };
    for await (const page of issueCdrs({ store, desk }, order)) expect(page.refused).toEqual([]);
    await fold();
  };
  await decide('default', registryOf(stations.map(({ station_id }) => station_id)));
  await decide('other', [siteOf('S1', { name: 'Elsewhere' }), portOf('S1', 'FOREIGN', 1)]);
  await importInto(pipeline, lines);
  await fold();
  await issueAt(Date.UTC(2026, 6, 1));
  clock.now = Date.UTC(2026, 6, 5);
  await decide('default', [tariffDraft(0.6)]);
  await fold();
  await issueAt(Date.UTC(2026, 6, 6));
};

interface Peer {
  readonly url: string;
  readonly asked: string[];
  close(): void;
}

/** The platform of a partner, as far as registration asks it: its versions and its endpoints. */
const openPeer = async (token: string): Promise<Peer> => {
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

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly code: number;
  readonly data: unknown;
  readonly text: string;
}

type Ask = (
  url: string,
  how?: { readonly method?: string; readonly body?: unknown; readonly headers?: object },
) => Promise<Answer>;

/** Asks as a peer with a token does, in Base64 unless it is told otherwise. */
const askerWith =
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

type Told = Readonly<Record<string, unknown>>;

/** All objects of a list, page after page along the links, as a receiver gets them. */
const pull = async (ask: Ask, url: string): Promise<readonly Told[]> => {
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

const kinds = {
  locations: 'location',
  sessions: 'session',
  cdrs: 'cdr',
  tariffs: 'tariff',
} as const;
const modules = Object.keys(kinds) as readonly (keyof typeof kinds)[];

const valid = (version: Version, kind: keyof typeof kinds, objects: readonly Told[]): void => {
  const check = new Ajv({ strict: false, allErrors: true }).compile(schemas[version][kinds[kind]]);
  for (const one of objects) expect([check(one), check.errors, one]).toEqual([true, null, one]);
};

const addParty = async ({ log, codecs }: Pipeline, tenant: string, seesTokens = false) => {
  const { text, ...token } = makeToken();
  const about = { partyKey: `party-${tenant}-${seesTokens}`, tenant, name: 'Roamer', salt: 'salt' };
  const decided = { ...about, seesTokens, token, at: Date.now(), by: 'desk' };
  await tellParty({ log, ledger: codecs.ledger }, { kind: 'OcpiPartyAdded', ...decided });
  return text;
};

/** An API that listens over the pipeline, with the parties of its ledger. */
const serve = async ({ store, log, codecs }: Pipeline) => {
  const config = parseConfig({ LADDBOK_OCPI_TOKENS: 'either', LADDBOK_OCPI_NAME: 'Us' });
  const parties = await followParties({ log, ledger: codecs.ledger }, silent);
  const options = apiOptions(store as never, {
    ocpi: ocpiFor(config, parties, noKeys),
    now: () => Date.UTC(2026, 6, 10),
    defaultTenant: 'default',
  });
  const api = await startApi({ ...options, host: '127.0.0.1', port: 0 });
  const close = async () => {
    await api.close();
    await parties.stop();
  };
  return { base: `http://127.0.0.1:${api.port}/ocpi`, close };
};

const credentials = (token: string, url: string) => ({
  token,
  url,
  roles: [
    {
      role: 'EMSP',
      country_code: 'NL',
      party_id: 'MSP',
      business_details: { name: 'Roamer' },
    },
  ],
});

/** The endpoints that a versions endpoint leads to, as a receiver finds them. */
const endpointsOf = async (ask: Ask, base: string, version: Version) => {
  const { data: list } = await ask(`${base}/versions`);
  const found = (list as readonly Told[]).find((one) => one['version'] === version);
  const { data } = await ask(String(found?.['url']));
  const endpoints = (data as Told)['endpoints'] as readonly Record<string, string>[];
  return new Map(endpoints.map(({ identifier = '', url = '' }) => [identifier, url]));
};

/** Registers with a token A, and answers the token C. */
const register = async (base: string, tokenA: string): Promise<string> => {
  const peer = await openPeer('token-b');
  const early = askerWith(tokenA);
  const endpoints = await endpointsOf(early, base, '2.2.1');
  const url = endpoints.get('credentials') ?? '';
  // What goes wrong on the way leaves the token A as it was.
  const wrong = await early(url, { method: 'POST', body: credentials('wrong', peer.url) });
  expect([wrong.status, wrong.code]).toEqual([200, 3001]);
  const none = await early(url, { method: 'POST', body: { token: 'b' } });
  expect([none.status, none.code]).toEqual([200, 2001]);
  expect([(await early(url, { method: 'PUT', body: credentials('b', peer.url) })).status]).toEqual([
    405,
  ]);
  expect((await early(endpoints.get('cdrs') ?? '')).status).toBe(401);
  const done = await early(url, { method: 'POST', body: credentials('token-b', peer.url) });
  expect([done.status, done.code]).toEqual([200, 1000]);
  expect(peer.asked.slice(-2)).toEqual(['/versions', '/2.2.1']);
  peer.close();
  const told = done.data as Readonly<Record<'token' | 'url', string>> & { roles: readonly Told[] };
  expect(told.url).toBe(`${base}/versions`);
  expect(told.roles).toMatchObject([{ role: 'CPO', country_code: 'DE', party_id: 'ABC' }]);
  expect((await early(`${base}/versions`)).status).toBe(401);
  return told.token;
};

/** What every list of a version holds is as its specification wants it. */
const pullAll = async (ask: Ask, base: string, version: Version) => {
  const endpoints = await endpointsOf(ask, base, version);
  expect([...endpoints.keys()]).toEqual(['credentials', ...modules]);
  const all = new Map<string, readonly Told[]>();
  for (const kind of modules) {
    const objects = await pull(ask, `${endpoints.get(kind)}?limit=5`);
    valid(version, kind, objects);
    all.set(kind, objects);
  }
  return all;
};

const expectLists = async (ask: Ask, base: string, { store }: Pipeline): Promise<void> => {
  for (const version of versions) {
    const all = await pullAll(ask, base, version);
    // S3 has no latitude: it cannot be told.
    expect(all.get('locations')?.map(({ id }) => id)).toEqual(['S1', 'S2']);
    const issued = await store.query<{ cdr: string; total: number }>({
      sql: 'SELECT cdr, toFloat64(total_excl_vat) AS total FROM laddbok.cdrs',
      params: {},
    });
    const costs = new Map(
      issued.map(({ cdr, total }) => [(JSON.parse(cdr) as Told)['id'], Number(total)]),
    );
    const cdrs = all.get('cdrs') ?? [];
    expect(cdrs.length).toBe(costs.size);
    const name = version === '2.2.1' ? 'excl_vat' : 'before_taxes';
    for (const { id, total_cost } of cdrs) expect((total_cost as Told)[name]).toBe(costs.get(id));
    const credits = cdrs.filter(({ credit }) => credit === true);
    expect(credits.length).toBe(costs.size / 3);
    for (const { id, credit_reference_id } of credits) expect(id).toBe(`${credit_reference_id}-C`);
    // A session costs what its last CDR says.
    const last = new Map(cdrs.map((cdr) => [cdr['session_id'], cdr['total_cost']]));
    const billed = (all.get('sessions') ?? []).filter(({ id }) => last.has(id));
    expect(billed.length).toBe(last.size);
    for (const { id, total_cost } of billed) expect(total_cost).toEqual(last.get(id));
  }
};

const expectPages = async (ask: Ask, base: string): Promise<void> => {
  const url = `${base}/2.2.1/cdrs`;
  const all = await pull(ask, url);
  const times = all.map(({ last_updated }) => String(last_updated));
  expect(times).toEqual(times.toSorted());
  // From is inclusive, to is exclusive: ranges that touch share nothing and leave nothing out.
  const border = times.at(-1) ?? '';
  const before = await pull(ask, `${url}/?date_to=${border}&limit=3`);
  const since = await pull(ask, `${url}?date_from=${border}`);
  expect([...before, ...since].map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  expect(since.length).toBeGreaterThan(0);
  for (const query of [
    'date_from=yesterday',
    'limit=0',
    'offset=-1',
    'date_to=2026-01-01T00:00:00%2B01:00',
  ]) {
    const { status, code } = await ask(`${url}?${query}`);
    expect([query, status, code]).toEqual([query, 200, 2001]);
  }
};

const expectSingles = async (ask: Ask, base: string): Promise<void> => {
  const url = `${base}/2.2.1/locations`;
  const [location] = await pull(ask, url);
  const [evse] = (location?.['evses'] ?? []) as readonly Told[];
  const [connector] = (evse?.['connectors'] ?? []) as readonly Told[];
  const place = `${url}/${String(location?.['id']).toLowerCase()}`;
  expect((await ask(place)).data).toEqual(location);
  expect((await ask(`${place}/${String(evse?.['uid'])}`)).data).toEqual(evse);
  const deepest = await ask(`${place}/${String(evse?.['uid'])}/${String(connector?.['id'])}`);
  expect(deepest.data).toEqual(connector);
  expect(connector).toMatchObject({ tariff_ids: ['T1'], max_electric_power: 150_000 });
  for (const [path, method, status] of [
    ['/2.2.1/locations/none', 'GET', 404],
    ['/2.2.1/locations/S1/none', 'GET', 404],
    [`/2.2.1/locations/${encodeURIComponent("S1' OR 1=1 --")}`, 'GET', 404],
    ['/2.2.1/tokens', 'GET', 404],
    ['/2.1.1', 'GET', 404],
    ['/2.2.1/cdrs', 'POST', 405],
    ['/2.2.1/locations/S1', 'PATCH', 405],
  ] as const) {
    const answer = await ask(`${base}${path}`, { method });
    expect([path, answer.status, answer.code]).toEqual([path, status, expect.any(Number)]);
  }
  const ids = { 'x-request-id': 'r-1', 'x-correlation-id': 'c-1' };
  for (const path of ['/versions', '/2.2.1/none']) {
    const { headers } = await ask(`${base}${path}`, { headers: ids });
    expect(Object.keys(ids).map((name) => headers.get(name))).toEqual(Object.values(ids));
  }
};

test('a partner registers, pulls every page of every list, renews its token, and leaves', () =>
  withPipeline(async (pipeline) => {
    await fill(pipeline);
    const tokenA = await addParty(pipeline, 'default');
    const foreignA = await addParty(pipeline, 'other');
    const trustedA = await addParty(pipeline, 'default', true);
    const { base, close } = await serve(pipeline);
    const token = await register(base, tokenA);
    const ask = askerWith(token);
    await expectLists(ask, base, pipeline);
    await expectPages(ask, base);
    await expectSingles(ask, base);
    expect((await askerWith(token, 'utf8')(`${base}/versions`)).status).toBe(200);

    // Another tenant sees its own, although the ids are the same.
    const foreign = askerWith(await register(base, foreignA));
    const [place, ...more] = await pull(foreign, `${base}/2.2.1/locations`);
    expect([place, more]).toMatchObject([{ id: 'S1', name: 'Elsewhere' }, []]);
    for (const kind of ['sessions', 'cdrs', 'tariffs'])
      expect(await pull(foreign, `${base}/2.2.1/${kind}?tenant=default`)).toEqual([]);

    // Who a driver is, is told to who was allowed to know; to others by a pseudonym of their own.
    const trusted = askerWith(await register(base, trustedA));
    const uidsFor = async (as: Ask) =>
      (await pull(as, `${base}/2.2.1/sessions`)).map((one) => (one['cdr_token'] as Told)['uid']);
    const [shown, hidden] = [await uidsFor(trusted), await uidsFor(ask)];
    expect(new Set(hidden).size).toBe(new Set(shown).size);
    for (const uid of hidden) expect(uid).toMatch(/^P[0-9A-F]{31}$/);
    const told =
      (await ask(`${base}/2.2.1/cdrs`)).text + (await ask(`${base}/2.2.1/sessions`)).text;
    for (const uid of shown) expect(told).not.toContain(`"${String(uid)}"`);

    const url = `${base}/2.2.1/credentials`;
    const peer = await openPeer('token-d');
    const body = credentials('token-d', peer.url);
    expect((await ask(url, { method: 'POST', body })).status).toBe(405);
    const renewed = (await ask(url, { method: 'PUT', body })).data as Record<string, string>;
    peer.close();
    expect((await ask(url)).status).toBe(401);
    const again = askerWith(renewed['token'] ?? '');
    expect((await again(url)).data).toMatchObject({ token: renewed['token'] });
    expect((await again(url, { method: 'DELETE' })).code).toBe(1000);
    expect((await again(url)).status).toBe(401);
    await close();
  }));
