// The API as a server: every question found becomes a route; documentation, health and metrics.

import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { AppError, messageOf } from '../lib/errors.ts';
import { addPrice } from './billing/price-route.ts';
import { addBodies, problemOfBody } from './bodies.ts';
import { problemOfAddress } from './complaints.ts';
import { committedBoards } from './boards/files.ts';
import { addBoards, type Boards } from './boards/routes.ts';
import type { Campaigning } from './commands/campaigning.ts';
import type { Registering } from './registry/registering.ts';
import { addRegistry } from './registry/routes.ts';
import { addCampaigns } from './commands/campaigns.ts';
import type { Commanding } from './commands/counter.ts';
import { addCommands } from './commands/routes.ts';
import type { Question } from './define.ts';
import type { LedgerDesk } from './ledger/desk.ts';
import { addLedger } from './ledger/routes.ts';
import { addExamples } from './examples.ts';
import { addExplain } from './explain/routes.ts';
import { type Explaining, withoutLog } from './explain/session.ts';
import { allExports } from './exports/exports.ts';
import { addExports } from './exports/routes.ts';
import { findQuestions } from './find-questions.ts';
import { firstPage, firstPagePolicy, wordmark } from './first-page.ts';
import { addGuard } from './keys/guard.ts';
import { type Keyring, noKeys } from './keys/keyring.ts';
import { partyGate } from './ocpi/gate.ts';
import type { Ocpi } from './ocpi/ocpi.ts';
import { addOcpi } from './ocpi/routes.ts';
import { listen, type Address, type Api } from './listen.ts';
import { addOperations, type Operations } from './operations.ts';
import { problem, retryAfter_s, type Problem } from './problems.ts';
import { addRoute, sendProblem, type Desk } from './route.ts';
import { addSending } from './sending.ts';

export interface ApiOptions extends Omit<Desk, 'now'>, Operations {
  /** Milliseconds UTC; the machine's clock where absent. */
  readonly now?: () => number;
  /** The questions that can be asked; those of `queries/` where absent. */
  readonly queries?: readonly Question[];
  /** The boards that are drawn; those committed where absent. */
  readonly boards?: Boards;
  /** Control of stations; without it nobody can ask for commands. */
  readonly commanding?: Commanding;
  readonly campaigning?: Campaigning;
  /** Whose keys are known, and how often they may ask; without it only the machine itself asks. */
  readonly keys?: Keyring;
  readonly registering?: Registering;
  /** Where people's decisions are recorded; without it the ledger can only be read. */
  readonly ledger?: LedgerDesk;
  /** The log and the rules behind the numbers; without it explanations have no frames. */
  readonly explaining?: Explaining;
  /** Who may pull data by OCPI; without it there is no such interface. */
  readonly ocpi?: Ocpi;
}

/** Longest time for a request to arrive whole. */
const requestTimeout_ms = 10_000;
/** Longest part of a path that is a parameter: a session's id, escaped. */
const pathParamLengthMax = 1_000;
/** Only commands are posted here; their route has a bound of its own. */
const bodyBytesMax = 1_024;
const about =
  'Charging data as numbers: stations, sessions, energy, availability, faults. Lists answer ' +
  '`data`, `next` (the cursor of the next page), `as_of` and `complete`. Instants are ISO 8601 in ' +
  'UTC. Energy is exact to the milliwatt-hour: written as a decimal number of up to 18 digits, of ' +
  'which a reader that uses binary floating point keeps all below 8.7 TWh. Errors are problem ' +
  'details (RFC 9457). In CSV a text that a spreadsheet could take for a formula (it begins with =, ' +
  "+, -, @, a tab, a carriage return or ') has a ' in front; other formats hold every text as it is.";

/** Longest part of a refused address that is sent back. */
const echoLengthMax = 300;

const shortened = (text: string): string =>
  text.length <= echoLengthMax ? text : `${text.slice(0, echoLengthMax)}…`;

/** What is told of a fault: ours are logged whole and not shown, the asker's are explained. */
const problemOfError = (
  error: FastifyError,
  desk: ApiOptions,
  request: FastifyRequest,
): Problem => {
  const { url } = request;
  const unreadable = problemOfBody(error, request) ?? problemOfAddress(error, request);
  if (unreadable !== null) return unreadable;
  if (error instanceof AppError && error.retriable) {
    desk.logger.warn('A question could not be answered for now.', { url, reason: error.message });
    return problem(
      'store_unavailable',
      `The data cannot be read for now. Ask again in ${retryAfter_s} seconds.`,
    );
  }
  if (error instanceof AppError && error.code === 'QUERY_TIMEOUT') {
    desk.logger.warn('A question took too long.', { url, reason: error.message });
    return problem(
      'took_too_long',
      'The store did not answer in time and was stopped. Ask for a shorter range or for fewer ' +
        'stations; if short ranges are slow too, look whether the machine is busy.',
    );
  }
  if (error instanceof AppError && error.code === 'QUERY_TOO_LARGE') {
    desk.logger.warn('A question was too large.', { url, reason: error.message });
    return problem(
      'too_large',
      'Its answer needs more memory than one question may take. Ask for a shorter range, for ' +
        'fewer stations or for longer windows; for many rows ask for CSV, NDJSON or Parquet, ' +
        'which are streamed.',
    );
  }
  // Zones are younger in some time zone databases than in others; ours may know more than theirs.
  if (error instanceof AppError && error.message.includes('Cannot load time zone')) {
    return problem(
      'bad_zone',
      'The store does not know this time zone. Name an older one near it.',
    );
  }
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return { ...problem('bad_request', error.message), status };
  desk.logger.error('A question failed.', {
    url,
    reason: messageOf(error),
    cause: error.cause === undefined ? '' : messageOf(error.cause),
    stack: error.stack ?? '',
  });
  return problem('internal', 'The fault is on our side and was logged. Asking again may help.');
};

const addErrors = (app: FastifyInstance, options: ApiOptions): void => {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const what = problemOfError(error, options, request);
    if (what.status === 503) reply.header('retry-after', String(retryAfter_s));
    return sendProblem(reply, what);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const readable = app.findRoute({ method: 'GET', url: path }) !== null;
    if (readable && request.method !== 'GET') {
      reply.header('allow', 'GET, HEAD');
      return sendProblem(reply, problem('method_not_allowed', `${path} can only be read.`));
    }
    return sendProblem(
      reply,
      problem(
        'not_found',
        `There is nothing at ${shortened(path)}. What can be asked is listed at /docs.`,
      ),
    );
  });
};

const addDocumentation = async (
  app: FastifyInstance,
  questions: readonly Question[],
): Promise<void> => {
  const given = Object.fromEntries(questions.map(({ name, example }) => [name, example]));
  await app.register(swagger, {
    transformObject: (made) =>
      'openapiObject' in made ? addExamples(made.openapiObject, given) : made.swaggerObject,
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Laddbok', version: '1', description: about },
      // Asked for by all but the machine itself; see docs/keys.md.
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key of Laddbok.' },
          ocpi: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'The credentials token of an OCPI party, as `Token BASE64`.',
          },
        },
      },
      security: [{ key: [] }],
      tags: [
        { name: 'questions', description: 'What can be asked.' },
        { name: 'exports', description: 'Files for regulators and analysts.' },
        { name: 'control', description: 'What stations can be asked to do.' },
        { name: 'registry', description: 'Which stations may connect, and with what.' },
        { name: 'ledger', description: 'What people decide.' },
        { name: 'ocpi', description: 'What roaming partners pull: docs/ocpi.md.' },
        { name: 'operations', description: 'How the installation is doing.' },
      ],
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    theme: { title: 'Laddbok' },
    logo: { type: 'image/svg+xml', content: Buffer.from(wordmark), href: '/' },
  });
};

const gateOf = ({ parties, forms, pace, failures }: Ocpi, { now = Date.now }: ApiOptions) =>
  partyGate({ find: (tokenId) => parties.find(tokenId), forms, pace, failures, now });

/** The server with all its routes, not listening yet. */
export const buildServer = async (options: ApiOptions): Promise<FastifyInstance> => {
  const questions = options.queries ?? (await findQuestions());
  const app = Fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeout_ms,
    routerOptions: { maxParamLength: pathParamLengthMax },
    // An address that cannot be taken apart reaches neither hooks nor routes.
    frameworkErrors: (error, _request, reply) => {
      const status = error.statusCode ?? 400;
      void sendProblem(reply, { ...problem('bad_request', shortened(error.message)), status });
    },
    ajv: { customOptions: { removeAdditional: false, allErrors: true } },
  });
  // Schemas of answers are documentation: rows are written by their own writers.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
  addBodies(app);
  addSending(app);
  addErrors(app, options);
  addGuard(app, {
    ...noKeys,
    now: options.now ?? Date.now,
    ...options.keys,
    logger: options.logger,
    ...(options.ocpi === undefined ? {} : { parties: gateOf(options.ocpi, options) }),
  });
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs')) route.config = { ...route.config, needs: 'nobody' };
  });
  await addDocumentation(app, questions);
  const desk: Desk = { ...options, now: options.now ?? Date.now };
  for (const question of questions) addRoute(app, desk, question);
  addPrice(app, desk);
  addExplain(app, desk, options.explaining ?? withoutLog);
  if (options.commanding !== undefined) addCommands(app, desk, options.commanding);
  if (options.campaigning !== undefined) addCampaigns(app, desk, options.campaigning);
  const { registering, commanding } = options;
  if (registering !== undefined)
    addRegistry(app, { desk, registering, counter: commanding?.counter });
  if (options.ledger !== undefined) await addLedger(app, desk, options.ledger);
  if (options.ocpi !== undefined) await addOcpi(app, { desk, ocpi: options.ocpi });
  addExports(app, desk);
  addOperations(app, options);
  const boards = options.boards ?? committedBoards();
  addBoards(app, desk, boards);
  const page = firstPage({ questions, boards: boards.boards, exports: allExports });
  const open = { config: { needs: 'nobody' }, schema: { hide: true } } as const;
  app.get('/openapi.json', open, () => app.swagger());
  app.get('/', open, async (_request, reply) =>
    reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': firstPagePolicy,
      })
      .send(page),
  );
  await app.ready();
  return app;
};

/** Starts the API. Throws `PORT_TAKEN` where something else listens there. */
export const startApi = async (options: ApiOptions & Address): Promise<Api> =>
  listen(await buildServer(options), options);
