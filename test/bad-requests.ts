// Requests that nobody should send, made from the OpenAPI document: bodies, headers, parameters.

import { Ajv2020 } from 'ajv/dist/2020.js';

type Json = unknown;
type Schema = Readonly<Record<string, Json>>;

export interface BadRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | Buffer;
  /** What is wrong with it, for whoever reads a failure. */
  readonly why: string;
  /** Whether the document allows it all the same, so that what it asks for may be done. */
  readonly fits: boolean;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> };
}
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

interface Route {
  readonly method: BadRequest['method'];
  readonly url: string;
  /** The schema of its body in JSON; null where it takes none. */
  readonly schema: Schema | null;
}

const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;

/** All routes of a document, an id that nothing has in place of each parameter of the path. */
export const routesOf = (paths: Paths): readonly Route[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method.toLowerCase()];
      if (operation === undefined) return [];
      const schema = operation.requestBody?.content['application/json']?.schema ?? null;
      return [{ method, url: path.replaceAll(/\{\w+\}/g, 'nobody'), schema }];
    }),
  );

const controls = 'a\u0000b\u0007\r\nset-cookie: evil=1\u2028';

/** Values that are hardly ever what was asked for. */
const strange: readonly Json[] = [
  null,
  {},
  [],
  ['a', 'b'],
  -1,
  1e308,
  0.1,
  true,
  '',
  controls,
  '__proto__',
  'x'.repeat(70_000),
  '2026-02-30T99:99:99Z',
];

/** Members whose schema is a pattern. */
const named: Readonly<Record<string, Json>> = {
  role: 'EMSP',
  country_code: 'NL',
  party_id: 'MSP',
  url: 'http://127.0.0.1:9/versions',
};

/** A value that a schema takes, as small as it can be. */
const smallest = (schema: Schema): Json => {
  const [first] = Array.isArray(schema['enum']) ? (schema['enum'] as Json[]) : [];
  if (first !== undefined) return first;
  const types = new Set([schema['type']].flat());
  if (types.has('object')) {
    const { properties = {}, required = [] } = schema as {
      properties?: Readonly<Record<string, Schema>>;
      required?: readonly string[];
    };
    return Object.fromEntries(
      required.map((name) => [name, named[name] ?? smallest(properties[name] ?? {})]),
    );
  }
  if (types.has('array')) {
    const count = Number(schema['minItems'] ?? 0);
    return Array.from({ length: count }, () => smallest((schema['items'] ?? {}) as Schema));
  }
  if (types.has('integer') || types.has('number')) return schema['minimum'] ?? 1;
  if (types.has('boolean')) return false;
  return 'abcdefgh';
};

type Members = Readonly<Record<string, Json>>;

/** Bodies that differ from a right one in one member each, and by one that nobody knows. */
const altered = (schema: Schema): readonly (readonly [why: string, body: Json])[] => {
  const right = smallest(schema) as Members;
  const names = Object.keys(schema['properties'] ?? {});
  return [
    ...names.flatMap((name, place) => [
      // Every third value: the next member has the next ones.
      ...strange
        .filter((_, i) => (i + place) % 3 === 0)
        .map((value) => [`${name}: strange`, { ...right, [name]: value }] as const),
      [`without ${name}`, { ...right, [name]: undefined }] as const,
    ]),
    ['an unknown member', { ...right, unknown_member: 1 }],
    ['constructor', { ...right, constructor: { prototype: { evil: 1 } } }],
    ...['entries', 'args', 'roles'].flatMap((name) =>
      name in right
        ? strange.map((value) => [`${name} of strange`, { ...right, [name]: [value, {}] }] as const)
        : [],
    ),
  ];
};

const unreadable: readonly (readonly [why: string, payload: string | Buffer])[] = [
  ['no JSON', '{'],
  ['words after JSON', '{} and more'],
  ['nothing', ''],
  ['NUL', '\0'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a])],
  ['a list', '[]'],
  ['a text', '"text"'],
  ['a number without end', '1e999'],
  ['a prototype', '{"__proto__":{"evil":1}}'],
  ['a deep list', '['.repeat(20_000)],
  ['CSV under another name', 'station_id,port\r\nA,1'],
];

const types = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  '__proto__',
  ';;;',
  'application/json+evil',
  'text/csv',
];

const json = { 'content-type': 'application/json' };

/** Bodies of every route that takes one; of those that take the same, of the first. */
export const badBodies = (paths: Paths): readonly BadRequest[] => {
  const seen = new Set<string>();
  return routesOf(paths).flatMap(({ method, url, schema }) => {
    const kind = JSON.stringify(schema);
    if (schema === null || seen.has(kind)) return [];
    seen.add(kind);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const allows = ajv.compile(schema);
    const common = { method, url, headers: json };
    const right = JSON.stringify(smallest(schema));
    return [
      ...altered(schema).map(([why, body]) => {
        const payload = JSON.stringify(body);
        return { ...common, payload, why, fits: allows(JSON.parse(payload)) };
      }),
      ...unreadable.map(([why, payload]) => ({ ...common, payload, why, fits: false })),
      ...types.map((type) => ({
        ...common,
        headers: { 'content-type': type },
        payload: right,
        why: `as ${type}`,
        fits: false,
      })),
      { ...common, payload: 'x'.repeat(17 * 1024 * 1024), why: 'too large', fits: false },
    ];
  });
};

const long = 'x'.repeat(6_000);
const headers: Readonly<Record<string, readonly string[]>> = {
  accept: ['__proto__', 'constructor', 'text/html', ';;q=,,', 'text/csv;q=1e999', '*/*;q=-1', long],
  'accept-encoding': ['__proto__', 'constructor;q=1', 'gzip;q=NaN', '*;q=0', ',;,', long],
  'if-none-match': ['*', '"', ',,,', 'W/', `"${long}"`],
  'if-modified-since': ['never'],
  range: ['bytes=-1', 'bytes=9-1'],
  authorization: [
    '',
    'Bearer',
    'Bearer __proto__',
    `Bearer ${long}`,
    'Basic !!!',
    'Basic AAAA',
    'Token',
    'Token __proto__',
    'Digest username="a"',
  ],
  host: ['', 'a b', '[::1', '__proto__', 'evil\'"<script>', '127.0.0.1:99999'],
  'x-forwarded-for': ['__proto__', long],
  'x-request-id': [long, '__proto__'],
  'content-type': ['__proto__', ';;;', 'text/csv'],
  'transfer-encoding': ['__proto__'],
};

/** Every header that somebody might read, each at another of the routes that only read. */
export const badHeaders = (paths: Paths): readonly BadRequest[] => {
  const routes = routesOf(paths).filter(({ method }) => method === 'GET');
  const all = Object.entries(headers).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  return all.flatMap(([name, value], place) => {
    const route = routes[place % routes.length];
    if (route === undefined) return [];
    const { method, url } = route;
    const why = `${name}: ${value.slice(0, 40)}`;
    return [{ method, url, headers: { [name]: value }, payload: '', why, fits: true }];
  });
};

/** Parameters of addresses: twice, under names of prototypes, as objects, beyond all numbers. */
export const badQueries = (paths: Paths): readonly BadRequest[] =>
  routesOf(paths)
    .filter(({ method }) => method === 'GET')
    .flatMap(({ method, url }) =>
      [
        'limit=1&limit=2',
        'limit=99999999999999999999',
        'limit=1e3',
        'offset=-0',
        'offset[]=1',
        'date_from=%00',
        'date_from=2026-01-01T00:00:00Z%0d%0aset-cookie:%20evil=1',
        'date_to=9999999-01-01T00:00:00Z',
        '__proto__=1',
        'constructor[prototype]=1',
        '%',
        '&&==&',
      ].map((query) => {
        const why = query;
        return { method, url: `${url}?${query}`, headers: {}, payload: '', why, fits: false };
      }),
    );
