// Makes a route of a question: its documentation, its parameters checked, its answer sent.

import { Type, type TObject } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../store/port.ts';
import { list, one } from './answer.ts';
import { paramsOf, read, type Ready } from './ask.ts';
import { tooLong } from './binary-answer.ts';
import { complaintOf, type Violation } from './complaints.ts';
import type { Complaint, Question } from './define.ts';
import type { StoreRow } from './encode.ts';
import { questionTimeout_ms, type Watermark } from './errand.ts';
import { mayKnowPersons } from './keys/asker.ts';
import { isPersonal, withoutPersons } from './keys/persons.ts';
import { contentTypes, formatOfAccept, formats, isFile, type Format } from './negotiate.ts';
import { problem, problemContentType, problemOf, type Problem } from './problems.ts';
import { tenantOf } from './tenant.ts';

/** What questions are answered with. */
export interface Desk {
  readonly store: Store;
  readonly logger: Logger;
  readonly defaultTenant: string;
  now(): number;
  watermark(): Promise<Watermark>;
}

export const problemSchema = Type.Object(
  {
    type: Type.String({ description: 'Name of the kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened, and what to do.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ parameter: Type.String(), detail: Type.String() })),
    ),
  },
  { description: 'Problem details (RFC 9457).' },
);

/** The envelope of an answer in JSON. */
export const envelopeOf = ({ answers, row }: Question): TObject => {
  const watermark = {
    as_of: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'Up to when everything said is in the answer; null while nothing is.',
    }),
    complete: Type.Boolean({ description: 'Whether all that was recorded is in the tables.' }),
  };
  if (answers === 'one') return Type.Object({ data: row, ...watermark });
  const next = Type.Unsafe<string | null>({
    type: ['string', 'null'],
    description: 'Give it as `cursor` for the next page; null on the last.',
  });
  return Type.Object({ data: Type.Array(row), next, ...watermark });
};

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

const binary = Type.String({ format: 'binary' });

const responsesOf = (question: Question) => ({
  200: {
    description: 'The answer.',
    content: {
      'application/json': { schema: envelopeOf(question) },
      'application/x-ndjson': { schema: question.row },
      'text/csv': { schema: Type.String() },
      [contentTypes.parquet]: { schema: binary },
      [contentTypes.xlsx]: { schema: binary },
    },
  },
  400: problemResponse('A parameter is not right; the details say what to do.'),
  ...(question.answers === 'one' ? { 404: problemResponse('There is no such thing.') } : {}),
  401: problemResponse('No key, or one that is not known.'),
  403: problemResponse('The key does not reach that far.'),
  406: problemResponse('Accept asks for none of the forms that there are.'),
  429: problemResponse('Asked too often; ask again after Retry-After seconds.'),
  503: problemResponse('The store does not answer; ask again after Retry-After seconds.'),
});

const pick = (params: TObject, wanted: (name: string) => boolean): TObject =>
  Type.Object(
    Object.fromEntries(Object.entries(params.properties).filter(([name]) => wanted(name))),
    { additionalProperties: false },
  );

export const sendProblem = (reply: FastifyReply, what: Problem): FastifyReply =>
  reply.code(what.status).header('content-type', problemContentType).send(JSON.stringify(what));

type Params = Readonly<Record<string, unknown>>;

const formatOf = (params: Params, request: FastifyRequest): Format | null =>
  formats.find((format) => format === params['format']) ?? formatOfAccept(request.headers.accept);

const notAcceptable = problem(
  'not_acceptable',
  `Accept one of ${Object.values(contentTypes)
    .map((type) => type.split(';')[0])
    .join(', ')}, or give format as one of ${formats.join(', ')}.`,
);

const notWritten = problem(
  'not_acceptable',
  'These rows are worked out by us and not by the store, which writes Parquet. Take csv or ndjson.',
);

/** Numbers without end, as 1e999: Ajv makes them of the text, and then compares them with no bound. */
const endlessIn = (params: Params): readonly Complaint[] =>
  Object.entries(params)
    .filter(([, value]) => typeof value === 'number' && !Number.isFinite(value))
    .map(([parameter]) => ({
      code: 'bad_parameter',
      parameter,
      detail: `${parameter} must be a number that ends. Write its digits, as 1.`,
    }));

interface Asking {
  readonly ready: Ready;
  readonly format: Format;
  readonly watermark: Watermark;
}

/** Reads the request; what is wrong with it is answered as a problem. */
const askingOf = async (
  desk: Desk,
  question: Question,
  request: FastifyRequest,
): Promise<Asking | Problem> => {
  const params: Params = { ...(request.query as Params), ...(request.params as Params) };
  const violations = request.validationError?.validation as readonly Violation[] | undefined;
  if (violations !== undefined) {
    const known = paramsOf(question);
    return problemOf(violations.map((violation) => complaintOf(violation, known)));
  }
  const endless = endlessIn(params);
  if (endless.length > 0) return problemOf(endless);
  const format = formatOf(params, request);
  if (format === null) return notAcceptable;
  // Asked before the rows are: the answer may then hold more than as_of says, and never less.
  const watermark = await desk.watermark();
  const now = desk.now();
  const folded_until = watermark.as_of === null ? 0 : Date.parse(watermark.as_of);
  const reading = read(question, {
    params,
    tenant: tenantOf(params, desk.defaultTenant),
    now,
    known_until: watermark.complete ? now : folded_until,
  });
  if (!reading.ok) return problemOf(reading.complaints);
  return { ready: reading.ready, format, watermark };
};

/** The question with what must be read before it can be put into SQL. */
const informed = async (desk: Desk, question: Question, ready: Ready): Promise<Ready> => {
  const first = question.ahead?.(ready.asked);
  if (first === undefined) return ready;
  const ahead = await desk.store.query<StoreRow>(first, { timeout_ms: questionTimeout_ms });
  return { ...ready, asked: { ...ready.asked, ahead } };
};

/** The address of the next page, for the header Link (RFC 8288). */
const linkTo = (request: FastifyRequest, next: string): string => {
  const url = new URL(request.url, 'http://localhost');
  url.searchParams.set('cursor', next);
  return `<${url.pathname}${url.search}>; rel="next"`;
};

const headersOf = (question: Question, { format, watermark }: Asking) => ({
  'content-type': contentTypes[format],
  'cache-control': 'no-cache',
  vary: 'Accept',
  'laddbok-as-of': watermark.as_of ?? '',
  'laddbok-complete': String(watermark.complete),
  ...(isFile(format)
    ? { 'content-disposition': `attachment; filename="${question.name}.${format}"` }
    : {}),
});

const handlerOf =
  (desk: Desk, whole: Question) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const known = mayKnowPersons(request);
    if (!known && Object.keys(request.query as Params).some((name) => isPersonal(whole, name))) {
      return sendProblem(reply, problem('not_allowed', 'This key may not ask about persons.'));
    }
    const question = known ? whole : withoutPersons(whole);
    const asking = await askingOf(desk, question, request);
    if ('status' in asking) return sendProblem(reply, asking);
    const ready = await informed(desk, question, asking.ready);
    const errand = { ...desk, question, ...asking, ready };
    const answer = question.answers === 'one' ? await one(errand) : await list(errand);
    if (answer === 'not_written') return sendProblem(reply, notWritten);
    if (answer === 'too_many_rows') {
      return sendProblem(reply, problem('too_many_rows', tooLong(asking.format)));
    }
    if (answer === null) {
      return sendProblem(reply, problem('not_found', `There is nothing at ${request.url}.`));
    }
    reply.headers(headersOf(question, asking));
    if (answer.next !== null) reply.header('link', linkTo(request, answer.next));
    return reply.send(answer.body);
  };

/** What a question is about in a few words: its description up to the first stop or colon. */
const headingOf = ({ about }: Question): string => /^[^.:,]+/.exec(about)?.[0] ?? about;

/** Registers the route of a question. */
export const addRoute = (app: FastifyInstance, desk: Desk, question: Question): void => {
  const params = paramsOf(question);
  const inPath = (name: string): boolean => question.path.split('/').includes(`:${name}`);
  const pathParams = pick(params, inPath);
  app.route({
    method: 'GET',
    url: question.path,
    attachValidation: true,
    config: { needs: question.needs ?? 'charging' },
    schema: {
      operationId: question.name,
      summary: headingOf(question),
      description: question.about,
      tags: ['questions'],
      querystring: pick(params, (name) => !inPath(name)),
      ...(Object.keys(pathParams.properties).length > 0 ? { params: pathParams } : {}),
      response: responsesOf(question),
    },
    handler: handlerOf(desk, question),
  });
};
