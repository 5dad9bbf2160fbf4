// The routes that explain numbers: a session, a CDR; and where the uptime of a port is explained.

import { Type, type Static, type TObject } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayKnowPersons, nameFor } from '../keys/asker.ts';
import { problem } from '../problems.ts';
import { type Desk, problemSchema, sendProblem } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import { explainCdr } from './cdr.ts';
import { cdrExample, sessionExample } from './examples.ts';
import { findSession } from './evidence.ts';
import { cdrExplained, sessionExplained } from './schemas.ts';
import { explainSession, type Explaining, type Sight } from './session.ts';

const id = (description: string) => Type.String({ minLength: 1, maxLength: 255, description });
const ofSession = Type.Object({ session_id: id("The ledger's own id of the session.") });
const ofCdr = Type.Object({ cdr_id: id('Id of the CDR.') });
const asking = Type.Object(
  { tenant: Type.Optional(id('The tenant; that of the key where absent.')) },
  { additionalProperties: false },
);

const failing = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const responsesOf = (data: TObject, example: object) => ({
  200: {
    description: 'The explanation.',
    content: {
      'application/json': {
        schema: Type.Object({
          data,
          as_of: Type.Unsafe<string | null>({
            type: ['string', 'null'],
            format: 'date-time',
            description: 'Up to when everything said is in the answer.',
          }),
          complete: Type.Boolean({
            description: 'Whether all that was recorded is in the tables.',
          }),
        }),
        example: { data: example, as_of: '2026-03-15T11:59:59.000Z', complete: true },
      },
    },
  },
  401: failing('No key, or one that is not known.'),
  403: failing('The key does not reach that far.'),
  404: failing('There is no such thing.'),
});

const sightOf = (request: FastifyRequest): Sight => ({
  persons: mayKnowPersons(request),
  billing: nameFor(request, 'billing') !== null,
});

const send = async (desk: Desk, reply: FastifyReply, data: object): Promise<FastifyReply> => {
  const { as_of, complete } = await desk.watermark();
  return reply.header('cache-control', 'no-cache').send({ data, as_of, complete });
};

const aboutSession =
  'Why a session is what it is: the frames behind it with their place in the log and what each ' +
  'contributed, doubts and how values were corrected, the timeline of the port, energy by quarter ' +
  'of an hour; for billing also the verdict on signed meter values, the price line by line as the ' +
  'CDR has it, and its CDRs. The texts of frames are shown to those who may see tokens.';
const aboutCdr =
  'Why a CDR is what it is: its session, the tariff in the version that was known when it was ' +
  'issued, by which versions it was priced, and the chain of bills and credits that it is part of.';

const addSession = (app: FastifyInstance, desk: Desk, explaining: Explaining): void => {
  app.route({
    method: 'GET',
    url: '/v1/explain/session/:session_id',
    config: { needs: 'charging' },
    schema: {
      operationId: 'explain-session',
      summary: 'A session explained',
      description: aboutSession,
      tags: ['questions'],
      params: ofSession,
      querystring: asking,
      response: responsesOf(sessionExplained, sessionExample),
    },
    handler: async (request, reply) => {
      const { session_id } = request.params as Static<typeof ofSession>;
      const tenant = tenantOf(request.query as Static<typeof asking>, desk.defaultTenant);
      const found = await findSession(desk.store, tenant, session_id);
      if (found === null)
        return sendProblem(reply, problem('not_found', `There is no session ${session_id}.`));
      const sight = sightOf(request);
      return send(desk, reply, await explainSession(desk.store, explaining, { ...found, sight }));
    },
  });
};

const addCdr = (app: FastifyInstance, desk: Desk, explaining: Explaining): void => {
  app.route({
    method: 'GET',
    url: '/v1/explain/cdr/:cdr_id',
    config: { needs: 'billing' },
    schema: {
      operationId: 'explain-cdr',
      summary: 'A CDR explained',
      description: aboutCdr,
      tags: ['questions'],
      params: ofCdr,
      querystring: asking,
      response: responsesOf(cdrExplained, cdrExample),
    },
    handler: async (request, reply) => {
      const { cdr_id } = request.params as Static<typeof ofCdr>;
      const tenant = tenantOf(request.query as Static<typeof asking>, desk.defaultTenant);
      const asked = { tenant, cdr_id, sight: sightOf(request) };
      const data = await explainCdr(desk.store, explaining, asked);
      if (data === null)
        return sendProblem(reply, problem('not_found', `There is no CDR ${cdr_id}.`));
      return send(desk, reply, data);
    },
  });
};

/** Registers `/v1/explain/session/…` and `/v1/explain/cdr/…`. */
export const addExplain = (app: FastifyInstance, desk: Desk, explaining: Explaining): void => {
  addSession(app, desk, explaining);
  addCdr(app, desk, explaining);
};
