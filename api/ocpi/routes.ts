// The routes of the OCPI interface: versions, details, lists, and single locations.

import { type TSchema, Type } from 'typebox';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, messageOf } from '../../lib/errors.ts';
import { problemOfBody } from '../bodies.ts';
import { echoedIds, sendData, sendRefused, type Refused } from './envelope.ts';
import { lists, readLocation } from './lists.ts';
import { baseUrl, type OcpiDesk } from './ocpi.ts';
import { addPageHeaders, pageOf, type Asked } from './paging.ts';
import { addCredentials } from './registering.ts';
import { enveloped, schemas } from './schemas.ts';
import { sameId } from './values.ts';
import { type Version, versions } from './version.ts';

const modules = ['locations', 'sessions', 'cdrs', 'tariffs'] as const;
type Module = (typeof modules)[number];

const objectOf = {
  locations: 'location',
  sessions: 'session',
  cdrs: 'cdr',
  tariffs: 'tariff',
} as const;

const documented = (operationId: string, summary: string, data: TSchema) => ({
  operationId,
  summary,
  tags: ['ocpi'],
  security: [{ ocpi: [] }],
  response: { 200: enveloped(data) },
});

const closed: Refused = { status: 401, code: 'client_error', message: 'Not for you.' };

const endpoint = Type.Object({
  identifier: Type.String(),
  role: Type.String(),
  url: Type.String(),
});
const versionOf = Type.Object({ version: Type.String(), url: Type.String() });
const detailsOf = Type.Object({ version: Type.String(), endpoints: Type.Array(endpoint) });

const addVersions = (app: FastifyInstance, { desk, ocpi }: OcpiDesk): void => {
  const config = { needs: 'party', beforeRegistration: true } as const;
  app.route({
    method: 'GET',
    url: '/ocpi/versions',
    config,
    schema: documented('ocpi-versions', 'Versions of OCPI', Type.Array(versionOf)),
    handler: async (request, reply) => {
      const base = baseUrl(ocpi, request);
      const all = versions.map((version) => ({ version, url: `${base}/${version}` }));
      return sendData(reply, all, desk.now());
    },
  });
  for (const version of versions) {
    app.route({
      method: 'GET',
      url: `/ocpi/${version}`,
      config,
      schema: documented(`ocpi-${version}-details`, `Endpoints of OCPI ${version}`, detailsOf),
      handler: async (request, reply) => {
        const base = `${baseUrl(ocpi, request)}/${version}`;
        const endpoints = ['credentials', ...modules].map((identifier) => ({
          identifier,
          role: 'SENDER',
          url: `${base}/${identifier}`,
        }));
        return sendData(reply, { version, endpoints }, desk.now());
      },
    });
  }
};

const parameters = Type.Object({
  date_from: Type.Optional(Type.String({ description: 'Updated then or later; UTC.' })),
  date_to: Type.Optional(Type.String({ description: 'Updated before; UTC.' })),
  offset: Type.Optional(Type.String({ description: 'Objects to leave out at first.' })),
  limit: Type.Optional(Type.String({ description: 'Most objects; X-Limit says the bound.' })),
});

const addList = (app: FastifyInstance, of: OcpiDesk, { version, module }: Place): void => {
  const { desk, ocpi } = of;
  const url = `/ocpi/${version}/${module}`;
  const summary = `${module} in OCPI ${version}, by pages`;
  const data = Type.Array(schemas[version][objectOf[module]]);
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { party } = request;
    if (party === undefined) return sendRefused(reply, closed, desk.now());
    const asked = request.query as Asked;
    const page = pageOf(asked);
    if (typeof page === 'string') {
      const refused = { status: 200, code: 'bad_parameters', message: page } as const;
      return sendRefused(reply, refused, desk.now());
    }
    const { items, total } = await lists[module](of, { party, version, page });
    const here = `${baseUrl(ocpi, request)}/${version}/${module}`;
    addPageHeaders(reply, { url: here, asked, page, total });
    return sendData(reply, items, desk.now());
  };
  const config = { needs: 'party' } as const;
  const schema = {
    querystring: parameters,
    ...documented(`ocpi-${version}-${module}`, summary, data),
  };
  app.route({ method: 'GET', url, config, schema, handler });
  // The examples of the specification have a slash at the end.
  app.route({
    method: 'GET',
    url: `${url}/`,
    config,
    schema: { hide: true, querystring: parameters },
    handler,
  });
};

interface Place {
  readonly version: Version;
  readonly module: Module;
}

interface Path {
  readonly location_id: string;
  readonly evse_uid?: string;
  readonly connector_id?: string;
}

const missing: Refused = {
  status: 404,
  code: 'unknown_location',
  message: 'There is no such object.',
};

const addLocation = (app: FastifyInstance, of: OcpiDesk, version: Version): void => {
  const parts = ['/:location_id', '/:evse_uid', '/:connector_id'] as const;
  const kinds = ['location', 'evse', 'connector'] as const;
  for (const [depth, kind] of kinds.entries()) {
    app.route({
      method: 'GET',
      url: `/ocpi/${version}/locations${parts.slice(0, depth + 1).join('')}`,
      config: { needs: 'party' },
      schema: documented(`ocpi-${version}-${kind}`, `One ${kind}`, schemas[version][kind]),
      handler: async (request, reply) => {
        const { party } = request;
        const { location_id, evse_uid, connector_id } = request.params as Path;
        if (party === undefined) return sendRefused(reply, closed, of.desk.now());
        const location = await readLocation(of, { party, version }, location_id);
        const evse = location?.evses.find(({ uid }) => sameId(uid, evse_uid ?? ''));
        const connector = evse?.connectors.find(({ id }) => sameId(id, connector_id ?? ''));
        const found = { location, evse, connector }[kind];
        return found === undefined || found === null
          ? sendRefused(reply, missing, of.desk.now())
          : sendData(reply, found, of.desk.now());
      },
    });
  }
};

/** What may be done at an address of the interface; none where there is nothing. */
const methodsAt = (path: string): readonly string[] => {
  const [, , version = '', module = '', ...more] = path.replace(/\/$/, '').split('/');
  if (version === 'versions') return module === '' ? ['GET'] : [];
  if (!versions.some((one) => one === version)) return [];
  if (module === 'credentials') return more.length === 0 ? ['GET', 'POST', 'PUT', 'DELETE'] : [];
  if (module === '') return ['GET'];
  const deepest = module === 'locations' ? 3 : 0;
  return modules.some((one) => one === module) && more.length <= deepest ? ['GET'] : [];
};

const addNothing = (app: FastifyInstance, { desk }: OcpiDesk): void => {
  app.all(
    '/ocpi/*',
    { config: { needs: 'party', beforeRegistration: true }, schema: { hide: true } },
    async (request, reply) => {
      const allowed = methodsAt(request.url.split('?')[0] ?? '');
      if (allowed.includes(request.method) || allowed.length === 0) {
        const message = 'There is nothing here; see the version details.';
        return sendRefused(reply, { status: 404, code: 'client_error', message }, desk.now());
      }
      reply.header('allow', allowed.join(', '));
      const message = `Here can only be asked: ${allowed.join(', ')}.`;
      return sendRefused(reply, { status: 405, code: 'client_error', message }, desk.now());
    },
  );
};

/** A fault in the words of OCPI: what was sent wrongly is told, what is ours is logged. */
const refusedOf = (error: FastifyError, { desk }: OcpiDesk, request: FastifyRequest): Refused => {
  const { url } = request;
  const message = problemOfBody(error, request)?.detail ?? `${error.message}.`;
  if (error.validation !== undefined) return { status: 200, code: 'bad_parameters', message };
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { status, code: 'client_error', message };
  const isPassing = error instanceof AppError && error.retriable;
  desk.logger.error('A question of an OCPI party failed.', { url, reason: messageOf(error) });
  const ours = 'The fault is on our side and was logged. Asking again may help.';
  return { status: isPassing ? 503 : 500, code: 'server_error', message: ours };
};

/** Registers the OCPI interface. Its routes need a party: the guard lets in nobody else. */
export const addOcpi = async (app: FastifyInstance, of: OcpiDesk): Promise<void> => {
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers(echoedIds(request));
    });
    scope.setErrorHandler<FastifyError>((error, request, reply) =>
      sendRefused(reply, refusedOf(error, of, request), of.desk.now()),
    );
    addVersions(scope, of);
    for (const version of versions) {
      addCredentials(scope, of, version);
      for (const module of modules) addList(scope, of, { version, module });
      addLocation(scope, of, version);
    }
    addNothing(scope, of);
  });
};
