// The OCPI interface as a receiver uses it: registers over a socket, pulls every page, and leaves.

import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemas } from '../api/ocpi/schemas.ts';
import { makeToken } from '../api/ocpi/token.ts';
import { type Version, versions } from '../api/ocpi/version.ts';
import {
  type Ask,
  askerWith,
  openAsOf,
  openOcpiRig,
  openPeer,
  type OcpiRig,
  pull,
  type Told,
} from './ocpi-rig.ts';
import { refusals } from './ocpi-refusals.ts';

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
    const objects = await pull(ask, `${endpoints.get(kind)}?limit=4`);
    valid(version, kind, objects);
    all.set(kind, objects);
  }
  return all;
};

const expectLists = async (ask: Ask, base: string, { store }: OcpiRig): Promise<void> => {
  for (const version of versions) {
    const all = await pullAll(ask, base, version);
    // S3 has no latitude: it cannot be told.
    expect(all.get('locations')?.map(({ id }) => id)).toEqual(['S1', 'S2']);
    const issued = await store.query<{ cdr: string; total: number }>({
      sql: 'SELECT cdr, toFloat64(total_excl_vat) AS total FROM laddbok.cdrs',
      params: {},
    });
    const costs = new Map(issued.map(({ cdr, total }) => [(JSON.parse(cdr) as Told)['id'], total]));
    const cdrs = all.get('cdrs') ?? [];
    expect(cdrs.length).toBe(costs.size);
    const name = version === '2.2.1' ? 'excl_vat' : 'before_taxes';
    for (const { id, total_cost } of cdrs) expect((total_cost as Told)[name]).toBe(costs.get(id));
    const credits = cdrs.filter(({ credit }) => credit === true);
    expect([cdrs.length, credits.length]).toEqual([12, 4]);
    for (const { id, credit_reference_id } of credits)
      expect(id).toBe(`${String(credit_reference_id)}-C`);
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

/** Whatever the module: pages are the whole list, and ranges that touch share nothing. */
const expectParts = async (ask: Ask, url: string): Promise<void> => {
  const ids = (some: readonly Told[]) => some.map(({ id }) => String(id));
  const all = await pull(ask, `${url}?limit=1`);
  const border =
    all
      .map(({ last_updated }) => String(last_updated))
      .toSorted()
      .at(-1) ?? '';
  const before = await pull(ask, `${url}?date_to=${border}`);
  const since = await pull(ask, `${url}?date_from=${border}`);
  expect(new Set(ids([...before, ...since]))).toEqual(new Set(ids(all)));
  expect(before.length + since.length).toBe(all.length);
  for (const { last_updated } of since) expect(last_updated).toBe(border);
  const beyond = await ask(`${url}?offset=1000`);
  expect([beyond.data, beyond.headers.get('x-total-count')]).toEqual([[], `${all.length}`]);
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

let rig: OcpiRig;
let ask: Ask;

beforeAll(async () => {
  rig = await openOcpiRig();
  ask = askerWith(await register(rig.base, await rig.add('default')));
});
afterAll(() => rig.close());

describe('a partner that registered', () => {
  test('finds in every list, in either version, objects as the specification wants them', async () => {
    expect(await expectLists(ask, rig.base, rig)).toBeUndefined();
  });

  test('gets pages that share nothing and leave nothing out, and is told of bad parameters', async () => {
    expect(await expectPages(ask, rig.base)).toBeUndefined();
  });

  test.each(['locations', 'sessions'])(
    'gets %s by parts that make up the whole',
    async (module) => {
      expect(await expectParts(ask, `${rig.base}/2.2.1/${module}`)).toBeUndefined();
    },
  );

  test('gets single places, and is told what is not there, by the ids of its request', async () => {
    expect(await expectSingles(ask, rig.base)).toBeUndefined();
  });

  test('is told what is wrong with whatever it sends, in the words of OCPI', async () => {
    const { data } = await ask(`${rig.base}/2.2.1/credentials`);
    const token = Buffer.from(String((data as Told)['token'])).toString('base64');
    expect(await refusals(rig.app, token)).toBeGreaterThan(50);
  });

  test('may send its token without Base64 where the settings say so', async () => {
    const token = String(((await ask(`${rig.base}/2.2.1/credentials`)).data as Told)['token']);
    expect((await askerWith(token, 'utf8')(`${rig.base}/versions`)).status).toBe(200);
  });

  test('reads of places, sessions and CDRs what was worked out by hand', async () => {
    const [site] = await pull(ask, `${rig.base}/2.2.1/locations`);
    expect(site).toMatchObject(goldenLocation);
    const told = await pull(ask, `${rig.base}/2.2.1/sessions`);
    expect(told[0]).toMatchObject(goldenSession);
    expect(told[4]).toMatchObject({ status: 'ACTIVE', kwh: 20, last_updated: openAsOf });
    const cdrs = await pull(ask, `${rig.base}/2.3.0/cdrs`);
    expect(cdrs.find(({ session_id }) => session_id === 'session-1')).toMatchObject({
      total_energy: 20,
      total_time: 1,
      total_cost: { before_taxes: 10, taxes: [{ name: 'VAT', amount: 1.9 }] },
      last_updated: '2026-07-01T00:00:00.000Z',
    });
  });
});

const goldenLocation = {
  country_code: 'DE',
  party_id: 'ABC',
  id: 'S1',
  publish: true,
  name: 'North S1',
  coordinates: { latitude: '52.520000', longitude: '13.404954' },
  opening_times: { twentyfourseven: true },
  last_updated: '2026-06-05T10:00:00.500Z',
  evses: [
    {
      uid: 'CP1-1',
      status: 'OUTOFORDER',
      last_updated: '2026-06-05T10:00:00.000Z',
      connectors: [
        {
          id: '1',
          standard: 'IEC_62196_T2_COMBO',
          format: 'CABLE',
          power_type: 'DC',
          max_voltage: 1_000,
          max_amperage: 375,
          max_electric_power: 150_000,
          tariff_ids: ['T1'],
        },
      ],
    },
    { uid: 'CP1-2', status: 'CHARGING' },
  ],
};

const goldenSession = {
  country_code: 'DE',
  party_id: 'ABC',
  id: 'session-1',
  start_date_time: '2026-06-01T10:00:00.000Z',
  end_date_time: '2026-06-01T11:00:00.000Z',
  kwh: 20,
  auth_method: 'AUTH_REQUEST',
  location_id: 'S1',
  evse_uid: 'CP1-1',
  connector_id: '1',
  currency: 'EUR',
  // 20 kWh at 0.60, with 19 % tax.
  total_cost: { excl_vat: 12, incl_vat: 14.28 },
  status: 'COMPLETED',
  last_updated: '2026-06-01T11:00:01.000Z',
};

test('a partner of another tenant sees its own alone, although the ids are the same', async () => {
  const foreign = askerWith(await register(rig.base, await rig.add('other')));
  const [place, ...more] = await pull(foreign, `${rig.base}/2.2.1/locations`);
  expect([place, more]).toMatchObject([{ id: 'S1', name: 'Elsewhere' }, []]);
  for (const kind of ['sessions', 'cdrs', 'tariffs'])
    expect(await pull(foreign, `${rig.base}/2.2.1/${kind}?tenant=default`)).toEqual([]);
});

test('who a driver is, is told to whom it may be, and to others by a pseudonym', async () => {
  const trusted = askerWith(await register(rig.base, await rig.add('default', true)));
  const uids = async (as: Ask, kind: string) =>
    (await pull(as, `${rig.base}/2.2.1/${kind}`)).map((one) => (one['cdr_token'] as Told)['uid']);
  const shown = await uids(trusted, 'sessions');
  expect(new Set(shown)).toEqual(new Set(['DRIVER-0', 'DRIVER-1']));
  const hidden = [...(await uids(ask, 'sessions')), ...(await uids(ask, 'cdrs'))];
  expect(new Set(hidden).size).toBe(2);
  for (const uid of hidden) expect(uid).toMatch(/^P[0-9A-F]{31}$/);
  for (const kind of ['sessions', 'cdrs'])
    expect((await ask(`${rig.base}/2.2.1/${kind}`)).text).not.toContain('DRIVER');
});

describe('the guard', () => {
  const operations = async (isOcpi: boolean) => {
    const { paths } = (await rig.app.inject('/openapi.json')).json<{
      paths: Record<string, object>;
    }>();
    return Object.entries(paths)
      .filter(([path]) => path.startsWith('/ocpi/') === isOcpi)
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => ({
          method: method.toUpperCase() as 'GET',
          url: path.replaceAll(/\{\w+\}/g, 'x'),
        })),
      );
  };

  test('lets no key into the interface, not even of an administrator, nor the machine itself', async () => {
    const all = [...(await operations(true)), { method: 'GET' as const, url: '/ocpi/none' }];
    expect(all.length).toBeGreaterThan(20);
    const base64 = Buffer.from(rig.adminKey).toString('base64');
    const forged = Buffer.from(makeToken().text).toString('base64');
    for (const operation of all)
      for (const authorization of [
        undefined,
        `Bearer ${rig.adminKey}`,
        `Token ${rig.adminKey}`,
        `Token ${base64}`,
        `Token ${forged}`,
        "Token ' OR 1=1 --",
        'Token ',
      ]) {
        const headers = authorization === undefined ? {} : { authorization };
        const { statusCode, body } = await rig.app.inject({ ...operation, headers });
        const { data } = JSON.parse(body) as Told;
        expect([operation, authorization, statusCode, data]).toEqual([
          operation,
          authorization,
          401,
          undefined,
        ]);
      }
  });

  test('lets no partner out of it, in whatever form its token is sent', async () => {
    const token = String(((await ask(`${rig.base}/2.2.1/credentials`)).data as Told)['token']);
    const basic = Buffer.from(`x:${token}`).toString('base64');
    const open = new Set(['/health', '/ready']);
    for (const operation of (await operations(false)).filter(({ url }) => !open.has(url)))
      for (const authorization of [`Bearer ${token}`, `Basic ${basic}`]) {
        const headers = { authorization };
        const { statusCode } = await rig.app.inject({ ...operation, headers });
        expect([operation, statusCode]).toEqual([operation, 401]);
      }
  });
});

test('a partner renews its token, and leaves; what it held before ends at once', async () => {
  const url = `${rig.base}/2.2.1/credentials`;
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
});
