// The routes of the preview: pages, the files that they load, and the data of panels.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem, problemOf } from '../problems.ts';
import { sendProblem, type Desk } from '../route.ts';
import { askStore, type AskStore } from './ask-store.ts';
import { panelsOf, type Board } from './board.ts';
import { boardForPage, variablesForPage } from './digest.ts';
import { requireQuoted } from './expanding.ts';
import type { Served } from './files.ts';
import { boardPage, boardPolicy, boardsPage } from './pages.ts';
import { marksOn, panelData } from './panel-data.ts';
import { remembering } from './remembering.ts';
import { readRequest, type BoardRequest } from './request.ts';
import { resolveVariables, statesOf, type Resolved } from './variables.ts';

/** The boards of an installation and what their pages load. */
export interface Boards {
  readonly boards: readonly Board[];
  readonly files: ReadonlyMap<string, Served>;
}

/** A request, and the only tenant that whoever sent it may see; null for any. */
interface AskedBoard extends BoardRequest {
  readonly onlyTenant: string | null;
}

interface Preview extends Boards {
  readonly desk: Desk;
  readonly ask: AskStore;
  resolve(board: Board, request: AskedBoard): Promise<readonly Resolved[]>;
}

/** Panels of one page ask within moments of each other, each with the same choice. */
const choiceKept_ms = 3_000;

const hidden = { config: { needs: 'charging' }, schema: { hide: true } } as const;

type Params = Readonly<Record<string, string>>;

const sendPage = (reply: FastifyReply, page: string): FastifyReply =>
  reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': boardPolicy,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
    })
    .send(page);

const sendData = (reply: FastifyReply, data: unknown): FastifyReply =>
  reply
    .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .send(data);

const nothing = (reply: FastifyReply, what: string): FastifyReply =>
  sendProblem(reply, problem('not_found', `${what} The boards are listed at /boards.`));

const queryOf = ({ url }: FastifyRequest): URLSearchParams => new URL(url, 'http://-').searchParams;

type Work = (context: {
  readonly board: Board;
  readonly request: AskedBoard;
  readonly params: Params;
  readonly reply: FastifyReply;
}) => Promise<FastifyReply>;

/** A route that answers for one board, a range and a choice. */
const addAsked = (
  app: FastifyInstance,
  { boards }: Preview,
  [path, work]: [string, Work],
): void => {
  app.get<{ Params: Params }>(path, hidden, async (request, reply) => {
    const board = boards.find(({ uid }) => uid === request.params['uid']);
    if (board === undefined) return nothing(reply, 'There is no such board.');
    const reading = readRequest(queryOf(request), board);
    if (!reading.ok) return sendProblem(reply, problemOf(reading.complaints));
    const onlyTenant = request.asker?.tenant ?? null;
    const others = (reading.request.choice['tenant'] ?? []).filter((one) => one !== onlyTenant);
    if (onlyTenant !== null && others.length > 0) {
      const detail = `This key is for the tenant ${onlyTenant} alone.`;
      return sendProblem(reply, problem('not_allowed', detail));
    }
    const asked = { ...reading.request, onlyTenant };
    return work({ board, request: asked, params: request.params, reply });
  });
};

const addData = (app: FastifyInstance, preview: Preview): void => {
  const askedOf = async (board: Board, request: AskedBoard) => {
    const { range, points_max } = request;
    const resolved = await preview.resolve(board, request);
    return { variables: statesOf(resolved), range, points_max };
  };
  addAsked(app, preview, [
    '/boards/:uid/variables',
    async ({ board, request, reply }) =>
      sendData(reply, variablesForPage(await preview.resolve(board, request))),
  ]);
  addAsked(app, preview, [
    '/boards/:uid/annotations',
    async ({ board, request, reply }) =>
      sendData(reply, await marksOn(preview.ask, board, await askedOf(board, request))),
  ]);
  addAsked(app, preview, [
    '/boards/:uid/panels/:id/data',
    async ({ board, request, params, reply }) => {
      const panel = panelsOf(board).find(({ id }) => String(id) === params['id']);
      if (panel === undefined) return nothing(reply, 'This board has no such panel.');
      return sendData(reply, await panelData(preview.ask, panel, await askedOf(board, request)));
    },
  ]);
};

const addPages = (app: FastifyInstance, { boards, files, desk }: Preview): void => {
  const list = boardsPage(boards);
  app.get('/boards', hidden, async (_request, reply) => sendPage(reply, list));
  app.get('/boards/freshness', hidden, async (_request, reply) =>
    sendData(reply, { now: desk.now(), ...(await desk.watermark()) }),
  );
  app.get<{ Params: Params }>('/boards/client/:file', hidden, async (request, reply) => {
    const file = files.get(request.params['file'] ?? '');
    if (file === undefined) return nothing(reply, 'There is no such file.');
    return reply
      .headers({ 'content-type': file.type, 'cache-control': 'no-cache' })
      .send(file.body);
  });
  const boardOf = (request: FastifyRequest): Board | undefined =>
    boards.find(({ uid }) => uid === (request.params as Params)['uid']);
  app.get('/boards/:uid', hidden, async (request, reply) => {
    const board = boardOf(request);
    if (board === undefined) return nothing(reply, 'There is no such board.');
    return sendPage(reply, boardPage(board));
  });
  app.get('/boards/:uid/board', hidden, async (request, reply) => {
    const board = boardOf(request);
    if (board === undefined) return nothing(reply, 'There is no such board.');
    return sendData(reply, boardForPage(board, boards));
  });
};

/** Registers the preview. Throws where a board would take values into SQL without quotes. */
export const addBoards = (app: FastifyInstance, desk: Desk, { boards, files }: Boards): void => {
  for (const board of boards) requireQuoted(board);
  const ask = askStore(desk.store);
  const { defaultTenant } = desk;
  const resolve = remembering(
    { kept_ms: choiceKept_ms, now: () => desk.now() },
    (board: Board, { range, choice, onlyTenant }: AskedBoard) =>
      resolveVariables({ board, choice, range, defaultTenant, onlyTenant, ask }),
    (board, { range, choice, onlyTenant }) =>
      JSON.stringify([board.uid, range, choice, onlyTenant]),
  );
  const preview: Preview = { boards, files, desk, ask, resolve };
  addPages(app, preview);
  addData(app, preview);
};
