// Two tenants, every role, every route of the OpenAPI document: what must not be seen is not.

import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRooms } from '../../app/rooms.ts';
import { cdrs } from '../../processors/ledger/table.ts';
import type { Column, Row, Table } from '../../schemas/table.ts';
import { apiOptions, now } from '../../test/api-rows.ts';
import { openTestStore, type TestStore } from '../../test/open-test-store.ts';
import { findQuestions } from '../find-questions.ts';
import { buildServer } from '../server.ts';
import { makeKey } from './key.ts';
import type { Keyring } from './keyring.ts';
import { paceOf } from './pace.ts';
import type { KeyEntry } from './record.ts';
import { maySee, type Role, roles, seesPersons } from './roles.ts';

const tenants = ['t', 'other'] as const;
type Tenant = (typeof tenants)[number];

const made = tenants.flatMap((tenant) =>
  roles.map((role) => ({ ...makeKey(), tenant: tenant as string, role })),
);
const entries = new Map(
  made.map(({ keyId, tenant, role, hash }): [string, KeyEntry] => {
    const issued = { issuedAt: 0, issuedBy: '', expiresAt: null, revokedAt: null };
    return [keyId, { keyId, tenant, role, hash, name: '', ...issued }];
  }),
);
const keyOf = (role: Role, tenant: Tenant = 't'): string =>
  made.find((key) => key.role === role && key.tenant === tenant)?.text ?? '';

const unbounded = paceOf({ perMinute: 0, clock: () => 0, held_max: 1 });
const keyring: Keyring = {
  openToLocal: false,
  find: (keyId) => entries.get(keyId),
  pace: unbounded,
  failures: unbounded,
};

/** What stands in every text of a tenant's rows, and in the fields of its persons. */
const markOf = (tenant: Tenant): string => `mark-of-${tenant}`;
const personOf = (tenant: Tenant): string => `person-of-${tenant}`;

const cellOf = (name: string, { type }: Column, tenant: Tenant): Row[string] => {
  if (name === 'tenant') return tenant;
  if (name.startsWith('id_token')) return personOf(tenant);
  if (type.includes('Array')) return [markOf(tenant)];
  if (type.includes('String')) return markOf(tenant);
  if (type.includes('DateTime')) return now - 3_600_000;
  return type.includes('Bool') ? true : 1;
};

/** Tables whose texts may quote a token. */
const quoting = new Set(['quality_flags', 'commands']);

const rowOf = ({ name: table, columns }: Table, tenant: Tenant): Row => ({
  ...Object.fromEntries(
    Object.entries(columns).map(([name, one]) => [name, cellOf(name, one, tenant)]),
  ),
  ...(quoting.has(table) ? { detail: personOf(tenant) } : {}),
});

/** Control that must not be reached: whoever gets here was let through. */
const unreachable = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('reached');
    },
  },
) as never;

let store: TestStore;
let app: FastifyInstance;
const questions = await findQuestions();

beforeAll(async () => {
  store = await openTestStore();
  const ofRooms = (await findRooms()).flatMap(({ tables }) => tables);
  for (const table of [...ofRooms, cdrs]) {
    const rows = tenants.map((one) => rowOf(table, one));
    await store.add(table, rows);
  }
  const commanding = { counter: unreachable, words: [] };
  const campaigning = unreachable;
  app = await buildServer(apiOptions(store, { keys: keyring, commanding, campaigning }));
});
afterAll(async () => {
  await app.close();
  await store.close();
});

const ask = (url: string, key?: string) =>
  app.inject({
    url,
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
  });

/** A question's address; rows are looked for over all of time, where a range is asked for. */
const addressOf = ({ path, params, example }: (typeof questions)[number]): string => {
  const { session_id, ...query } = example;
  const range = { from: '2026-03-14', to: '2026-03-16' };
  const needed = Object.entries(query).filter(([name]) =>
    [...(params.required ?? []), 'groupBy'].includes(name),
  );
  const asked = {
    ...('from' in params.properties ? range : {}),
    ...Object.fromEntries(needed),
  };
  const where = path.replace(':session_id', session_id === undefined ? '' : markOf('t'));
  return `${where}?${new URLSearchParams(asked).toString()}`;
};

/** Those that see most are asked everything; of what others may see, a part is enough. */
const questionsFor = (role: Role) =>
  questions.filter(
    ({ needs = 'charging' }, i) =>
      role === 'analyst' || role === 'operator' || !maySee(role, needs) || i % 5 === 0,
  );

describe('every question', () => {
  test.each(roles)(
    'answers a key of the role %s with its own tenant, or not at all',
    async (role) => {
      let seen = 0;
      for (const question of questionsFor(role)) {
        const url = addressOf(question);
        const answer = await ask(url, keyOf(role));
        const let_in = maySee(role, question.needs ?? 'charging');
        expect([url, let_in ? 200 : 403]).toEqual([url, answer.statusCode]);
        if (answer.body.includes(markOf('t'))) seen++;
        const shown = seesPersons(role) ? '' : answer.body;
        expect(shown).not.toContain(personOf('t'));
        expect(answer.body).not.toContain(markOf('other'));
      }
      expect(seen).toBeGreaterThan(role === 'analyst' || role === 'operator' ? 10 : 0);
    },
  );

  test('shows tokens to those who bill and operate, and to no others', async () => {
    for (const role of roles.filter((one) => maySee(one, 'charging'))) {
      const { body } = await ask('/v1/sessions?from=2026-03-14&to=2026-03-16', keyOf(role));
      expect([role, body.includes(personOf('t'))]).toEqual([role, seesPersons(role)]);
    }
  });

  test('of another tenant is refused, but to an administrator', async () => {
    for (const question of questions) {
      const [url, mark] = [`${addressOf(question)}&tenant=other`, markOf('t')];
      for (const role of roles.filter((one) => one !== 'admin')) {
        const answer = await ask(url, keyOf(role));
        expect([url, role, answer.statusCode]).toEqual([url, role, 403]);
        expect(answer.body).not.toContain(markOf('other'));
      }
      const { statusCode, body } = await ask(url, keyOf('admin'));
      // What is not found is told by its address, which we wrote ourselves.
      expect(statusCode === 200 ? body : '').not.toContain(mark);
    }
  });
});

describe('an explanation', () => {
  const address = `/v1/explain/session/${markOf('t')}`;

  test('has prices and signed values for those who bill, and frames for those who see tokens', async () => {
    for (const role of roles) {
      const { statusCode, body } = await ask(address, keyOf(role));
      expect([role, statusCode]).toEqual([role, maySee(role, 'charging') ? 200 : 403]);
      expect(body).not.toContain(markOf('other'));
      expect([role, body.includes(personOf('t'))]).toEqual([
        role,
        statusCode === 200 && seesPersons(role),
      ]);
      const { data = {} } = JSON.parse(body) as { readonly data?: object };
      const bills = statusCode === 200 && maySee(role, 'billing');
      expect([role, 'signed_meter' in data, 'price' in data]).toEqual([role, bills, bills]);
    }
  });

  test('of a CDR is for those who bill', async () => {
    for (const role of roles) {
      const { statusCode, body } = await ask(`/v1/explain/cdr/${markOf('t')}`, keyOf(role));
      expect([role, statusCode]).toEqual([role, maySee(role, 'billing') ? 200 : 403]);
      expect(body).not.toContain(markOf('other'));
    }
  });

  test('of another tenant is not there, or refused', async () => {
    for (const what of ['session', 'cdr']) {
      const url = `/v1/explain/${what}/${markOf('other')}`;
      expect([what, (await ask(url, keyOf('operator'))).statusCode]).toEqual([what, 404]);
      const named = await ask(`${url}?tenant=other`, keyOf('operator'));
      expect([what, named.statusCode]).toEqual([what, 403]);
    }
  });
});

interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
}

const operations = async (): Promise<readonly Operation[]> => {
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, object> }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase() as Operation['method'],
      url: path.replaceAll(/\{\w+\}/g, 'x'),
    })),
  );
};

describe('every route', () => {
  const open = new Set(['/health', '/ready']);

  test('asks for a key, unless it tells of nothing but its life', async () => {
    const all = await operations();
    expect(all.length).toBeGreaterThan(questions.length + 8);
    for (const { method, url } of all) {
      const { statusCode, headers } = await app.inject({ method, url });
      const challenge = String(headers['www-authenticate'] ?? '');
      const right = open.has(url) ? [200, false] : [401, true];
      expect([url, statusCode, challenge.includes('Bearer')]).toEqual([url, ...right]);
    }
  });

  test('that changes something is closed to who may only ask', async () => {
    for (const { method, url } of (await operations()).filter((one) => one.method !== 'GET')) {
      for (const role of roles.filter((one) => !maySee(one, 'control'))) {
        const headers = { authorization: `Bearer ${keyOf(role)}` };
        const { statusCode } = await app.inject({ method, url, headers });
        expect([method, url, role, statusCode]).toEqual([method, url, role, 403]);
      }
    }
  });
});

describe('the boards', () => {
  const range = `from=${now - 86_400_000}&to=${now}`;

  test('are bound to the tenant of the key, and do not even name another', async () => {
    const variables = `/boards/laddbok-overview/variables?${range}`;
    const own = await ask(variables, keyOf('analyst'));
    expect([own.statusCode, own.body.includes('"t"')]).toEqual([200, true]);
    expect(own.body).not.toContain('other');
    const foreign = await ask(`${variables}&var-tenant=other`, keyOf('analyst'));
    expect(foreign.statusCode).toBe(403);
    expect((await ask(variables, keyOf('admin'))).body).toContain('other');
  });

  test('are for those who may ask about charging', async () => {
    for (const role of roles) {
      const { statusCode } = await ask('/boards', keyOf(role));
      expect([role, statusCode]).toEqual([role, maySee(role, 'charging') ? 200 : 403]);
    }
    expect((await ask('/boards')).statusCode).toBe(401);
  });
});

describe('a key', () => {
  test.each([
    ['that is none', 'nonsense'],
    ['that was never issued', makeKey().text],
    ['with the secret of another', `${keyOf('analyst').slice(0, 17)}${keyOf('admin').slice(17)}`],
  ])('%s is refused, with nothing said of why', async (_, key) => {
    const answer = await ask('/v1/stations', key);
    expect([answer.statusCode, answer.json<{ type: string }>().type]).toEqual([
      401,
      'urn:laddbok:problem:no-key',
    ]);
  });

  test('may be given as the password that a browser asks for', async () => {
    const authorization = `Basic ${Buffer.from(`x:${keyOf('analyst')}`).toString('base64')}`;
    const { statusCode } = await app.inject({ url: '/v1/stations', headers: { authorization } });
    expect(statusCode).toBe(200);
  });

  test('that asks too often, and an address that guesses, are told when to come again', async () => {
    const clock = (): number => 0;
    const pace = paceOf({ perMinute: 2, clock, held_max: 10 });
    const failures = paceOf({ perMinute: 1, clock, held_max: 10 });
    const keys = { ...keyring, pace, failures };
    const hasty = await buildServer(apiOptions(store, { keys }));
    const codeOf = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await hasty.inject({ url: '/v1/stations', headers });
      return [answer.statusCode, answer.headers['retry-after']];
    };
    const right = keyOf('analyst');
    expect([await codeOf(right), await codeOf(right), await codeOf(right)]).toEqual([
      [200, undefined],
      [200, undefined],
      [429, '30'],
    ]);
    expect(await codeOf('wrong')).toEqual([401, undefined]);
    // Now not even a right one: otherwise an answer would tell which guess was right.
    expect(await codeOf(keyOf('billing'))).toEqual([429, '60']);
    await hasty.close();
  });
});

test('the machine itself asks without a key, and a page of another site on it does not', async () => {
  const local = await buildServer(apiOptions(store));
  const codeOf = async (headers: Readonly<Record<string, string>>) =>
    (await local.inject({ url: '/v1/stations', headers })).statusCode;
  expect(await codeOf({})).toBe(200);
  expect(await codeOf({ host: 'rebound.example' })).toBe(401);
  expect(await codeOf({ origin: 'https://elsewhere.example' })).toBe(401);
  await local.close();
});
