// The routes of the registry: stations registered, given new keys, blocked, removed and listed.

import { Type, type Static } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CommandCounter } from '../commands/counter.ts';
import { notAllowed, operatorOf } from '../commands/operator.ts';
import { inTime, logAway } from '../commands/routes.ts';
import { type ProblemCode, problem } from '../problems.ts';
import { type Desk, problemSchema, sendProblem } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import type { Outcome, Registering, Who } from './registering.ts';
import { stationRow, stationRowOf } from './row.ts';

const path = '/v1/registry/stations';
const onePath = `${path}/:station_id`;
const listed_max = 1_000;
/** How long an order that carries a new password waits for a station that is away. */
const sending_ms = 24 * 3_600_000;

const text = (description: string) => Type.String({ minLength: 1, maxLength: 255, description });
const closed = { additionalProperties: false };
const stationPath = Type.Object({ station_id: text('Of the station.') });
const asking = Type.Object({ tenant: Type.Optional(text('Whose station.')) }, closed);
const listing = Type.Object(
  {
    tenant: Type.Optional(text('Whose stations.')),
    after: Type.Optional(Type.String({ description: 'Only stations after this id.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: listed_max })),
  },
  closed,
);
const profile = Type.Integer({ minimum: 0, maximum: 3, description: 'OCPP security profile.' });
const password = Type.String({
  maxLength: 255,
  description: '16 to 40 characters; one is made where this is absent.',
});
const certificateName = text('CN of its client certificate; its id where absent.');

const addition = Type.Object(
  {
    station_id: text('As in the path that it connects to.'),
    profile,
    password: Type.Optional(password),
    certificate_name: Type.Optional(certificateName),
  },
  closed,
);
const rotation = Type.Object(
  {
    password: Type.Optional(password),
    old_for_s: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 31_536_000,
        description:
          'Seconds that older keys open at the most; until the new one is used if absent.',
      }),
    ),
    send: Type.Optional(
      Type.Boolean({ description: 'Whether the station is told its new password over OCPP.' }),
    ),
  },
  closed,
);
const change = Type.Object(
  { profile: Type.Optional(profile), certificate_name: Type.Optional(certificateName) },
  closed,
);
const blocking = Type.Object({ reason: Type.Optional(text('For those who look later.')) }, closed);

interface Errand {
  readonly desk: Desk;
  readonly registering: Registering;
  /** Where stations are told of their new passwords. */
  readonly counter: Pick<CommandCounter, 'ask'> | undefined;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const send = (reply: FastifyReply, status: number, data: unknown): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ data });

const refuse = (reply: FastifyReply, code: ProblemCode, detail: string): FastifyReply =>
  sendProblem(reply, problem(code, detail));

const tenantIn = (request: FastifyRequest, { desk }: Errand): string =>
  tenantOf(request.query as Static<typeof asking>, desk.defaultTenant);

/** What only operators may do; they are given by name. */
const guarded =
  (act: (request: FastifyRequest, reply: FastifyReply, by: string) => unknown): Handler =>
  async (request, reply) => {
    const by = operatorOf(request);
    if (by === null) return refuse(reply, 'not_allowed', notAllowed);
    await act(request, reply, by);
    return reply;
  };

const codes = {
  misunderstood: 'bad_registration',
  known: 'station_known',
  unknown: 'not_found',
} as const satisfies Readonly<Record<string, ProblemCode>>;

/** Tells what came of a decision, or why there was none. */
const answer = async (
  reply: FastifyReply,
  deciding: Promise<Outcome>,
  more: (done: Extract<Outcome, { entry: unknown }>) => Promise<object> | object = () => ({}),
): Promise<void> => {
  const outcome = await inTime(deciding);
  if (outcome === 'late') refuse(reply, 'log_unavailable', logAway);
  else if ('why' in outcome) refuse(reply, codes[outcome.why], outcome.complaint);
  else send(reply, 200, { ...stationRowOf(outcome.entry), ...(await more(outcome)) });
};

const given = <const K extends string, T>(key: K, value: T | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: T };

/** Who decides about the station that the path names. */
const whoOf = (request: FastifyRequest, errand: Errand, by: string): Who => {
  const { station_id: stationId } = request.params as Static<typeof stationPath>;
  return { tenant: tenantIn(request, errand), stationId, by };
};

const listOf = (errand: Errand): Handler =>
  guarded((request, reply) => {
    const { after = '', limit = listed_max } = request.query as Static<typeof listing>;
    const all = errand.registering.ofTenant(tenantIn(request, errand));
    const from = all.filter(({ stationId }) => stationId > after);
    const rows = from.slice(0, limit).map(stationRowOf);
    const next = from.length > limit ? (rows.at(-1)?.station_id ?? null) : null;
    return reply.header('cache-control', 'no-store').send({ data: rows, next });
  });

const oneOf = (errand: Errand): Handler =>
  guarded((request, reply, by) => {
    const { tenant, stationId } = whoOf(request, errand, by);
    const entry = errand.registering.find(tenant, stationId);
    if (entry === undefined)
      return refuse(reply, 'not_found', `There is no registered station ${stationId}.`);
    return send(reply, 200, stationRowOf(entry));
  });

const adding = (errand: Errand): Handler =>
  guarded(async (request, reply, by) => {
    const wanted = request.body as Static<typeof addition>;
    const who = { tenant: tenantIn(request, errand), stationId: wanted.station_id, by };
    reply.header('location', `${path}/${encodeURIComponent(wanted.station_id)}`);
    const deciding = errand.registering.add({
      ...who,
      profile: wanted.profile,
      ...given('password', wanted.password),
      ...given('certificateName', wanted.certificate_name),
    });
    await answer(reply, deciding, (done) => ({ password: done.password }));
  });

/** Asks the station to take its new password; answers the id of that command. */
const tell = async ({ counter }: Errand, who: Who, secret: string | null): Promise<object> => {
  if (counter === undefined || secret === null) return { command_id: null };
  const order = { ...who, name: 'set-password', values: { password: secret } };
  const asked = await counter.ask({ ...order, expiresAt: Date.now() + sending_ms });
  return { command_id: 'refused' in asked ? null : asked.commandId };
};

const rotating = (errand: Errand): Handler =>
  guarded(async (request, reply, by) => {
    const wanted = (request.body ?? {}) as Static<typeof rotation>;
    const who = whoOf(request, errand, by);
    const { old_for_s } = wanted;
    const deciding = errand.registering.rotate({
      ...who,
      ...given('password', wanted.password),
      ...given('oldFor_ms', old_for_s === undefined ? undefined : old_for_s * 1000),
    });
    await answer(reply, deciding, async (done) => ({
      password: done.password,
      ...(wanted.send === true ? await tell(errand, who, done.password) : { command_id: null }),
    }));
  });

/** The routes that decide something about one station, by the last part of their path. */
const decisions = (errand: Errand) => {
  const { registering } = errand;
  const deciding = (act: (who: Who, request: FastifyRequest) => Promise<Outcome>): Handler =>
    guarded((request, reply, by) => answer(reply, act(whoOf(request, errand, by), request)));
  return [
    {
      verb: 'rotate-key',
      summary: 'Gives a station a new key',
      about:
        'The answer holds the new password, this once. Older keys open until the station has used it.',
      body: rotation,
      handler: rotating(errand),
    },
    {
      verb: 'change',
      summary: 'Changes what a station has to connect with',
      about: 'Gateways raise the profile by themselves once a station uses a better one.',
      body: change,
      handler: deciding((who, request) => {
        const wanted = (request.body ?? {}) as Static<typeof change>;
        return registering.change({
          ...who,
          ...given('profile', wanted.profile),
          ...given('certificateName', wanted.certificate_name),
        });
      }),
    },
    {
      verb: 'block',
      summary: 'Blocks a station',
      about: 'It is disconnected, and let in no more.',
      body: blocking,
      handler: deciding((who, request) => {
        const { reason = '' } = (request.body ?? {}) as Static<typeof blocking>;
        return registering.block(who, reason);
      }),
    },
    {
      verb: 'unblock',
      summary: 'Lets a blocked station in again',
      about: 'With the keys that it had.',
      body: Type.Object({}, closed),
      handler: deciding((who) => registering.unblock(who)),
    },
    {
      verb: 'remove',
      summary: 'Removes a station from the registry',
      about: 'Its keys open nothing any more; what it said stays in the log.',
      body: Type.Object({}, closed),
      handler: deciding((who) => registering.remove(who)),
    },
  ];
};

const tags = ['registry'];
const answers = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema: Type.Object({ data: Type.Unsafe(schema) }) } },
});
const refusals = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});
const common = {
  403: refusals('Whoever asks may not.'),
  503: refusals('The log takes no orders for now.'),
};

const addReading = (app: FastifyInstance, errand: Errand): void => {
  app.route({
    method: 'GET',
    url: path,
    config: { needs: 'control' },
    schema: {
      operationId: 'registered-stations',
      summary: 'Registered stations',
      description: 'In the order of their ids; `next` is the `after` of the next page.',
      tags,
      querystring: listing,
      response: { 200: answers('The stations.', Type.Array(stationRow)), 403: common[403] },
    },
    handler: listOf(errand),
  });
  app.route({
    method: 'GET',
    url: onePath,
    config: { needs: 'control' },
    schema: {
      operationId: 'registered-station',
      summary: 'One registered station',
      tags,
      params: stationPath,
      querystring: asking,
      response: {
        200: answers('The station.', stationRow),
        403: common[403],
        404: refusals('There is no such station.'),
      },
    },
    handler: oneOf(errand),
  });
};

/** Registers what operators use to say which stations may connect, and with what. */
export const addRegistry = (app: FastifyInstance, errand: Errand): void => {
  addReading(app, errand);
  app.route({
    method: 'POST',
    url: path,
    config: { needs: 'control' },
    schema: {
      operationId: 'register-station',
      summary: 'Registers a station',
      description: 'The answer holds its password, this once; only a hash of it is kept.',
      tags,
      querystring: asking,
      body: addition,
      response: {
        200: answers('It is in the log, and holds for all gateways.', stationRow),
        ...common,
        409: refusals('It is registered already.'),
      },
    },
    handler: adding(errand),
  });
  for (const { verb, summary, about, body, handler } of decisions(errand)) {
    app.route({
      method: 'POST',
      url: `${onePath}/${verb}`,
      config: { needs: 'control' },
      schema: {
        operationId: `${verb}-station`,
        summary,
        description: about,
        tags,
        params: stationPath,
        querystring: asking,
        // A body may be absent: then it says nothing.
        body: Type.Unsafe({ ...body, type: ['object', 'null'] }),
        response: {
          200: answers('As it is now; removed: as it was.', stationRow),
          ...common,
          404: refusals('There is no such station.'),
        },
      },
      handler,
    });
  }
};
