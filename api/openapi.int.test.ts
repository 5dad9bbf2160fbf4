// What the document of the API promises: bad input refused with advice, sums of bills, 304, gzip.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionEnergy } from '../processors/energy/table.ts';
import { cdrs, ports } from '../processors/ledger/table.ts';
import type { Row } from '../schemas/table.ts';
import { emptyRow, hostile, withApi } from '../test/api-rows.ts';
import { judge, serverOfAll } from '../test/bad-answers.ts';
import { badBodies, badHeaders, type Paths } from '../test/bad-requests.ts';
import { isRefusal, rowsOf } from './client/asking.ts';
import { openLaddbok } from './client/laddbok.gen.ts';
import { clientText, type Document } from './client-text.ts';

const api = withApi();

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

type Documented = Readonly<
  Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>
>;

/** Everything that can be read, by the document. */
const readable = (): readonly Operation[] =>
  Object.entries(api.app().swagger().paths as unknown as Documented)
    .filter(([path, item]) => path.startsWith('/v1/') && item['get'] !== undefined)
    .map(([path, item]) => ({ path, parameters: item['get']?.parameters ?? [] }));

const evil = [
  "'; DROP TABLE laddbok.sessions_v1; --",
  `=cmd|' /C calc'!A0`,
  'x\r\nset-cookie: evil=1',
  hostile,
];

/** Names of texts that are read further: a text that is none of them is refused. */
const read = new Set(['from', 'to', 'zone', 'cursor', 'known_at', 'valid_at', 'month']);

const isFree = ({ name, schema }: Parameter): boolean => {
  const items = (schema['type'] === 'array' ? schema['items'] : schema) as Parameter['schema'];
  const bound = ['enum', 'pattern', 'format'].some((word) => items[word] !== undefined);
  return items['type'] === 'string' && !bound && !read.has(name);
};

const ask = async (path: string, query: Readonly<Record<string, string>>) => {
  const url = path.replaceAll(/\{\w+\}/g, encodeURIComponent(evil[0] ?? ''));
  const answer = await api.app().inject({ url, query });
  expect([url, query, answer.statusCode < 500]).toEqual([url, query, true]);
  expect(answer.headers['set-cookie']).toBeUndefined();
  return answer;
};

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}

interface Answers {
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, Media>> }>
  >;
}

/** Every answer in JSON that the document states for a request that is right. */
const answersIn = (paths: Readonly<Record<string, Readonly<Record<string, Answers>>>>) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses = {} }]) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) => {
        const { schema, example } = content['application/json'] ?? {};
        const isShown = status.startsWith('2') && schema !== undefined;
        return isShown ? [{ path, method, schema, example }] : [];
      }),
    ),
  );

describe('the document', () => {
  test('has an example of every answer in JSON, and each fits the schema beside it', async () => {
    const document = (await api.app().inject('/openapi.json')).json<{
      paths: Parameters<typeof answersIn>[0];
    }>();
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const answers = answersIn(document.paths);
    for (const { path, method, schema, example } of answers) {
      const fits = ajv.validate(schema, example);
      expect([method, path, fits, ajv.errorsText()]).toEqual([method, path, true, 'No errors']);
    }
    expect(answers.length).toBeGreaterThan(readable().length - 5);
  });

  test('shows how the parameters of a question are written', () => {
    const paths = api.app().swagger().paths as unknown as Record<
      string,
      { readonly get: { readonly parameters: readonly { name: string; example?: unknown }[] } }
    >;
    const month = paths['/v1/uptime/explain']?.get.parameters.find(({ name }) => name === 'month');
    expect(month?.example).toBe('2026-03');
  });
});

describe('bad input', () => {
  test('of every parameter of every question is refused with what to do, before the store is asked', async () => {
    let refused = 0;
    for (const { path, parameters } of readable()) {
      const bound = parameters.filter((one) => one.in === 'query' && !isFree(one));
      for (const { name } of bound) {
        for (const value of [...evil, '', '-1e999']) {
          const answer = await ask(path, { [name]: value });
          expect([path, name, value, answer.statusCode]).toEqual([path, name, value, 400]);
          expect(answer.headers['content-type']).toContain('application/problem+json');
          expect(answer.json()).toMatchObject({
            status: 400,
            detail: expect.stringMatching(/\w{3}/),
          });
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(1_000);
  });

  test('that is a text like any other finds nothing, and breaks nothing', async () => {
    // Every fifth, for each is asked of the store: which columns they read, other tests say.
    for (const { path, parameters } of readable().filter((_, i) => i % 5 === 0)) {
      const free = parameters.filter((one) => one.in === 'query' && isFree(one));
      if (free.length === 0) continue;
      const query = Object.fromEntries(free.map(({ name }, i) => [name, evil[i % 4] ?? '']));
      const answer = await ask(path, query);
      if (answer.statusCode === 200) continue;
      expect([path, answer.headers['content-type']]).toEqual([
        path,
        expect.stringContaining('application/problem+json'),
      ]);
    }
    expect((await api.ask('/v1/sessions')).data.length).toBeGreaterThan(0);
  });

  describe('to routes that change something', () => {
    let app: FastifyInstance;
    beforeAll(async () => {
      app = await serverOfAll(api.store());
    });
    afterAll(() => app.close());
    const paths = async (): Promise<Paths> =>
      (await app.inject('/openapi.json')).json<{ paths: Paths }>().paths;

    test('in a body is refused with what to do', async () => {
      const told = badBodies(await paths()).filter(
        ({ fits, url }) => !fits || url.startsWith('/v1/ledger/'),
      );
      const outcomes: string[] = [];
      for (const asked of told) {
        const { method, url, headers, payload } = asked;
        outcomes.push(judge(asked, await app.inject({ method, url, headers, payload })));
      }
      expect(outcomes.filter((one) => one === 'refused').length).toBeGreaterThan(250);
    });

    test.each([
      ['POST', '/v1/ledger/sites?dry_run=perhaps', 'dry_run must be boolean. Judge all, and'],
      ['GET', '/v1/exports/sessions/sessions', 'from is missing. Start: an instant, or a date'],
      ['GET', '/v1/exports/sessions/sessions?from=a&to=b&format=pdf', 'format must be one of csv'],
      ['POST', '/v1/campaigns', 'args is missing.'],
    ] as const)('%s %s is told what is missing', async (method, url, advice) => {
      const payload = method === 'POST' ? { entries: [{}] } : undefined;
      const answer = await app.inject({ method, url, ...(payload && { payload }) });
      expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
        400,
        expect.stringContaining(advice),
      ]);
    });

    test('in a header is refused with what to do, or means nothing', async () => {
      const outcomes = new Set<string>();
      for (const asked of badHeaders(await paths())) {
        const { method, url, headers } = asked;
        outcomes.add(judge(asked, await app.inject({ method, url, headers })));
      }
      expect([...outcomes]).toContain('refused');
    });
  });

  test('under a name that no question has is refused by its name', async () => {
    for (const { path, parameters } of readable()) {
      if (!parameters.some((one) => one.in === 'query')) continue;
      const answer = await ask(path, { 'evil"\r\nname': '1' });
      expect([path, answer.statusCode, answer.body]).toEqual([
        path,
        400,
        expect.stringMatching(/There is no parameter|additional properties/),
      ]);
    }
  });
});

const bill = (cdr_id: string, said: Row): Row => ({
  ...emptyRow(cdrs),
  tenant: 't',
  cdr_id,
  entry_id: cdr_id,
  site_id: 'Nord',
  period_id: '2026-03',
  currency: 'SEK',
  ...said,
});

describe('bills', () => {
  beforeAll(async () => {
    const amounts = (wh: number, net: number, gross: number) => ({
      energy_wh: wh,
      total_excl_vat: net,
      total_incl_vat: gross,
    });
    await api.store().add(cdrs, [
      bill('1', { token: 'a', ...amounts(10_000_000, 40_000, 50_000) }),
      bill('2', { token: 'b', ...amounts(5_000_000, 20_000, 25_000) }),
      // The second was wrong: it is credited, and another stands for it.
      bill('2-C', { token: 'b', credit: true, ...amounts(5_000_000, -20_000, -25_000) }),
      bill('3', { token: 'b', site_id: 'Syd', ...amounts(6_000_000, 24_000, 30_000) }),
      bill('4', { token: 'b', currency: 'EUR', ...amounts(1_000_000, 4_000, 5_000) }),
    ]);
  });

  const sums = async (query: string) => {
    const { data } = await api.ask(`/v1/billing/aggregates?${query}`);
    return data.map((row) => [
      row['currency'],
      ...['site_id', 'token'].map((name) => row[name]).filter((value) => value !== null),
      ...['cdrs', 'credits', 'energy_wh', 'total_excl_vat', 'vat', 'total_incl_vat'].map(
        (name) => row[name],
      ),
    ]);
  };

  test('are added up as they were sent: a credit takes back its money and its energy', async () => {
    expect(await sums('period_id=2026-03')).toEqual([
      ['EUR', 1, 0, 1_000, 4, 1, 5],
      ['SEK', 3, 1, 16_000, 64, 16, 80],
    ]);
  });

  test('are added up by site and by the pseudonym of the token', async () => {
    expect(await sums('groupBy=site_id,token')).toEqual([
      ['EUR', 'Nord', 'b', 1, 0, 1_000, 4, 1, 5],
      ['SEK', 'Nord', 'a', 1, 0, 10_000, 40, 10, 50],
      ['SEK', 'Nord', 'b', 1, 1, 0, 0, 0, 0],
      ['SEK', 'Syd', 'b', 1, 0, 6_000, 24, 6, 30],
    ]);
  });
});

test('energy is added up by site, as the ledger places the ports', async () => {
  const bucket = (station_id: string, session_id: string, energy_wh: number): Row => ({
    tenant: 'e',
    station_id,
    port: 1,
    bucket_start: Date.parse('2026-03-10T12:00:00Z'),
    session_id,
    energy_wh,
  });
  const buckets = [bucket('A', 'one', 1_000), bucket('B', 'two', 2_000), bucket('C', '', 4_000)];
  await api.store().add(sessionEnergy, buckets);
  await api.store().add(
    ports,
    ['A', 'B'].map((station_id) => ({
      ...emptyRow(ports),
      tenant: 'e',
      station_id,
      port: 1,
      entry_id: '1',
      site_id: 'Nord',
    })),
  );
  const day = 'tenant=e&from=2026-03-10&to=2026-03-11&window=1d';
  const sums = async (by: string) =>
    (await api.ask(`/v1/energy?${day}&groupBy=${by}`)).data.map((row) =>
      ['site_id', 'station_id', 'energy_wh', 'sessions'].map((name) => row[name]),
    );
  expect(await sums('site_id')).toEqual([
    ['', null, 4, 0],
    ['Nord', null, 3, 2],
  ]);
  expect(await sums('site_id,station_id')).toEqual([
    ['', 'C', 4, 0],
    ['Nord', 'A', 1, 1],
    ['Nord', 'B', 2, 1],
  ]);
});

describe('the typed client', () => {
  const open = async () => {
    const url = await api.app().listen({ host: '127.0.0.1', port: 0 });
    return openLaddbok({ url });
  };
  let laddbok: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    laddbok = await open();
  });

  test('is that of the document; else run `npm run gen`', async () => {
    const text = clientText(api.app().swagger() as unknown as Document);
    const committed = readFileSync(join(import.meta.dirname, 'client', 'laddbok.gen.ts'), 'utf8');
    const options = { parser: 'typescript', printWidth: 100, singleQuote: true } as const;
    expect(await format(text, options)).toBe(committed);
  });

  test('reads pages, all rows after their cursors, and one thing by its id', async () => {
    const range = { from: '2026-03-01', to: '2026-04-01' };
    const { data } = await laddbok.sessions(range);
    expect(data.length).toBeGreaterThan(2);
    const ids: string[] = [];
    for await (const row of rowsOf(laddbok.sessions, { ...range, limit: 1 }))
      ids.push(row.session_id);
    expect(ids).toEqual(data.map((row) => row.session_id));
    const one = await laddbok.session({ session_id: 's1' });
    expect([one.data.energy_wh, one.complete]).toEqual([12_345.678, true]);
    const some = await laddbok.stations({ station_id: ['A', 'B'] });
    expect(some.data.map((row) => row.station_id)).toEqual(['A', 'B']);
  });

  test('rejects with the problem that the API tells of, and what to do about it', async () => {
    const refused = await laddbok
      .sessions({ from: 'yesterday' })
      .catch((thrown: unknown) => thrown);
    expect(isRefusal(refused) && refused.problem).toMatchObject({
      status: 400,
      errors: [{ parameter: 'from', detail: expect.stringContaining('is no instant') as string }],
    });
  });
});

describe('an answer', () => {
  const url = '/v1/sessions?from=2026-03-01&to=2026-04-01';

  test('that has not changed is not sent again', async () => {
    const first = await api.app().inject(url);
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^"[\w-]{32}"$/);
    const again = await api.app().inject({ url, headers: { 'if-none-match': `"old", ${etag}` } });
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    const other = await api
      .app()
      .inject({ url: `${url}&limit=1`, headers: { 'if-none-match': etag } });
    expect(other.statusCode).toBe(200);
  });

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])(
    'goes out as %s where that is asked for, whole or streamed, and says the same',
    async (coding, open) => {
      for (const form of ['json', 'csv', 'ndjson']) {
        const plain = await api.app().inject(`${url}&format=${form}`);
        const headers = { 'accept-encoding': coding };
        const coded = await api.app().inject({ url: `${url}&format=${form}`, headers });
        expect(coded.headers).toMatchObject({
          'content-encoding': coding,
          vary: 'Accept, Accept-Encoding',
        });
        expect(coded.headers['etag'] === plain.headers['etag']).toBe(form !== 'json');
        expect(open(coded.rawPayload).toString()).toBe(plain.body);
      }
    },
  );

  test('that is compressed already or short goes out as it is', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    for (const each of [`${url}&format=parquet`, '/v1/periods']) {
      const answer = await api.app().inject({ url: each, headers });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-encoding']).toBeUndefined();
    }
  });
});
