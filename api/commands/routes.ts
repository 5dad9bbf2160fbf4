// The routes of commands: ask for one, look after it, withdraw it, and what there is to ask for.

import { Type, type Static } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readInstant } from '../../lib/time.ts';
import { type ProblemCode, problem } from '../problems.ts';
import { type Desk, problemSchema, sendProblem } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import { type AskedCommand, type Commanding, isOver } from './counter.ts';
import { effectOf, effectRow } from './effect.ts';
import { notAllowed, operatorOf } from './operator.ts';
import { commandRow, rowOf } from './row.ts';

const path = '/v1/stations/:station_id/commands';
const onePath = `${path}/:command_id`;
const wait_max_ms = 120_000;
const body_bytes_max = 1024 * 1024;
const listed_max = 200;

const stationPath = Type.Object({ station_id: Type.String({ minLength: 1, maxLength: 255 }) });
const commandPath = Type.Object({
  station_id: Type.String({ minLength: 1, maxLength: 255 }),
  command_id: Type.String({ minLength: 1, maxLength: 64 }),
});
const asking = Type.Object(
  {
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    wait_ms: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: wait_max_ms,
        description: 'How long to wait for its end; 0 where absent.',
      }),
    ),
  },
  { additionalProperties: false },
);
const order = Type.Object(
  {
    name: Type.String({ maxLength: 64, description: 'As remote-start; see the vocabulary.' }),
    args: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    command_id: Type.Optional(
      Type.String({
        pattern: '^[0-9A-Za-z-]{8,36}$',
        description: 'Of your choice: asked again with the same id, it is the same command.',
      }),
    ),
    expires_at: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'Until when it may wait for a station that is not connected, at most seven days; 5 ' +
          'seconds from now where absent.',
      }),
    ),
    timeout_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: 600_000 })),
  },
  { additionalProperties: false },
);

const answers = (description: string) => ({
  description,
  content: { 'application/json': { schema: Type.Object({ data: commandRow }) } },
});
const refusals = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const send = (reply: FastifyReply, status: number, data: unknown): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ data });

const refuse = (reply: FastifyReply, code: ProblemCode, detail: string): FastifyReply =>
  sendProblem(reply, problem(code, detail));

const codes = {
  misunderstood: 'bad_command',
  unsayable: 'command_refused',
  too_many: 'too_many_commands',
} as const satisfies Readonly<Record<string, ProblemCode>>;

/** How a command that never left is told to whoever waited for it. */
const problemOfEnd = (command: AskedCommand) => {
  const { state, stationId, detail, commandId } = command;
  if (state === 'refused') return { ...problem('command_refused', detail), command_id: commandId };
  if (state !== 'expired') return null;
  const why = `No gateway holds a connection of ${stationId}. Nothing was sent. Give expires_at to wait for it.`;
  return { ...problem('station_offline', why), command_id: commandId };
};

type Query = Static<typeof asking>;

const durable_ms = 10_000;
export const logAway =
  'The log does not take records. The order may still come to it; repeated with a command_id it ' +
  'is one command.';

/** What was asked of the log, or `late` where that has not answered in time. */
export const inTime = async <T>(asked: Promise<T>): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), durable_ms);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** What a request asks of the routes, once it is known that it may. */
interface Errand<C extends AskedCommand> extends Commanding<C> {
  readonly desk: Desk;
}

const ask = async <C extends AskedCommand>(
  { counter, desk }: Errand<C>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const by = operatorOf(request);
  if (by === null) return refuse(reply, 'not_allowed', notAllowed);
  const { station_id: stationId } = request.params as Static<typeof stationPath>;
  const { wait_ms = 0, ...query } = request.query as Query;
  const {
    name,
    args = {},
    command_id,
    expires_at,
    timeout_ms,
  } = request.body as Static<typeof order>;
  const expires = expires_at === undefined ? undefined : readInstant(expires_at)?.at;
  const ordered = counter.ask({
    tenant: tenantOf(query, desk.defaultTenant),
    stationId,
    name,
    values: args,
    by,
    ...(command_id === undefined ? {} : { commandId: command_id }),
    ...(expires === undefined ? {} : { expiresAt: expires }),
    ...(timeout_ms === undefined ? {} : { timeout_ms }),
  });
  const asked = await inTime(ordered);
  if (asked === 'late') return refuse(reply, 'log_unavailable', logAway);
  if ('refused' in asked) return refuse(reply, codes[asked.refused], asked.reasons.join(' '));
  const command = wait_ms === 0 ? asked : await counter.settled(asked, wait_ms);
  reply.header(
    'location',
    `/v1/stations/${encodeURIComponent(stationId)}/commands/${command.commandId}`,
  );
  const failed = problemOfEnd(command);
  if (failed !== null) return sendProblem(reply, failed);
  return send(reply, isOver(command) ? 200 : 202, rowOf(command, counter.answerOf(command)));
};

const found = async <C extends AskedCommand>(
  { counter, desk }: Errand<C>,
  request: FastifyRequest,
): Promise<C | undefined> => {
  const { station_id, command_id } = request.params as Static<typeof commandPath>;
  const { wait_ms = 0, ...query } = request.query as Query;
  const tenant = tenantOf(query, desk.defaultTenant);
  const command = await counter.find(tenant, station_id, command_id);
  if (command === undefined || wait_ms === 0 || isOver(command)) return command;
  return counter.settled(command, wait_ms);
};

const look = async <C extends AskedCommand>(
  errand: Errand<C>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  if (operatorOf(request) === null) return refuse(reply, 'not_allowed', notAllowed);
  const command = await found(errand, request);
  if (command === undefined) return refuse(reply, 'not_found', 'There is no such command.');
  const seen = await effectOf(errand.desk.store, command);
  const nothing = { effect_expected: '', effect: '', effect_at: null };
  const row = rowOf(command, errand.counter.answerOf(command));
  return send(reply, 200, { ...row, ...nothing, ...seen });
};

const cancel = async <C extends AskedCommand>(
  errand: Errand<C>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const by = operatorOf(request);
  if (by === null) return refuse(reply, 'not_allowed', notAllowed);
  const command = await found(errand, request);
  if (command === undefined) return refuse(reply, 'not_found', 'There is no such command.');
  if (!isOver(command)) await errand.counter.cancel(command, by);
  const ended = await errand.counter.settled(command, wait_max_ms);
  if (ended.state === 'cancelled') return send(reply, 200, rowOf(ended, null));
  return refuse(
    reply,
    'command_under_way',
    `It is ${ended.state}: only what waits can be withdrawn.`,
  );
};

/** Registers what operators use to command stations. */
export const addCommands = <C extends AskedCommand>(
  app: FastifyInstance,
  desk: Desk,
  commanding: Commanding<C>,
): void => {
  const errand: Errand<C> = { ...commanding, desk };
  const tags = ['control'];
  const names = commanding.words.map(({ name }) => name).join(', ');
  app.route({
    method: 'POST',
    url: path,
    config: { needs: 'control' },
    bodyLimit: body_bytes_max,
    schema: {
      operationId: 'ask-command',
      summary: 'Commands a station',
      description: `Asks a station to do something: ${names}. One at a time leaves for a station; /v1/command-vocabulary tells the arguments.`,
      tags,
      params: stationPath,
      querystring: asking,
      body: order,
      response: {
        200: answers('It has ended.'),
        202: answers('It is in the log, and under way.'),
        400: refusals('There is no such command, or its arguments are not right.'),
        403: refusals('Whoever asks may not.'),
        409: refusals('The station is not connected; nothing was sent.'),
        422: refusals('The version that the station speaks cannot say it; nothing was sent.'),
        429: refusals('Too many commands wait for the station.'),
        503: refusals('The log takes no orders for now.'),
      },
    },
    handler: (request, reply) => ask(errand, request, reply),
  });
  app.route({
    method: 'GET',
    url: path,
    config: { needs: 'control' },
    schema: {
      operationId: 'station-commands',
      summary: 'Commands asked of a station',
      description: 'Those that are open, and the last that ended; the newest first.',
      tags,
      params: stationPath,
      querystring: asking,
    },
    handler: async (request, reply) => {
      if (operatorOf(request) === null) return refuse(reply, 'not_allowed', notAllowed);
      const { station_id } = request.params as Static<typeof stationPath>;
      const tenant = tenantOf(request.query as Query, desk.defaultTenant);
      const commands = commanding.counter.ofStation(tenant, station_id).slice(-listed_max);
      const rows = commands.map((one) => rowOf(one, commanding.counter.answerOf(one)));
      return send(reply, 200, rows.toReversed());
    },
  });
  addLooking(app, errand);
};

const addLooking = <C extends AskedCommand>(app: FastifyInstance, errand: Errand<C>): void => {
  const tags = ['control'];
  const common = { tags, params: commandPath, querystring: asking };
  app.route({
    method: 'GET',
    url: onePath,
    config: { needs: 'control' },
    schema: {
      ...common,
      operationId: 'station-command',
      summary: 'One command',
      description: 'How far it got, what the station answered, and what was seen of it.',
      response: {
        200: {
          description: 'The command.',
          content: {
            'application/json': {
              schema: Type.Object({ data: Type.Intersect([commandRow, effectRow]) }),
            },
          },
        },
        404: refusals('There is no such command.'),
      },
    },
    handler: (request, reply) => look(errand, request, reply),
  });
  app.route({
    method: 'DELETE',
    url: onePath,
    config: { needs: 'control' },
    schema: {
      ...common,
      operationId: 'cancel-command',
      summary: 'Withdraws a command',
      description: 'Only while it waits: what a gateway has taken up goes on.',
      response: { 200: answers('It is withdrawn.'), 409: refusals('It is under way, or over.') },
    },
    handler: (request, reply) => cancel(errand, request, reply),
  });
  app.get(
    '/v1/command-vocabulary',
    {
      config: { needs: 'control' },
      schema: {
        operationId: 'command-vocabulary',
        summary: 'What stations can be asked to do',
        description: 'Each command with the JSON schema of its arguments.',
        tags,
      },
    },
    async (_request, reply) => send(reply, 200, errand.words),
  );
};
