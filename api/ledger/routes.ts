// The routes by which people's decisions are recorded: one for each table, and one to take back.

import { type Static, Type } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type LedgerTable, ledgerTables } from '../../processors/ledger/table.ts';
import { instantText } from '../../lib/time.ts';
import { nameFor } from '../keys/asker.ts';
import { problem } from '../problems.ts';
import { type Desk, problemSchema, sendProblem } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import type { LedgerDesk, Outcome } from './desk.ts';
import { type CsvDrafts, draftsOfCsv, faultsByLine } from './import.ts';
import type { Values } from './read.ts';

const notForThem = 'The ledger is written with keys of the role operator or admin.';
/** Bytes of an order; larger files go in by `laddbok ledger import`. */
const body_bytes_max = 16 * 1024 * 1024;
/** Entries of an order in JSON. */
const entries_max = 10_000;
/** How long an order waits until it is durable. */
const durable_ms = 10_000;
/** Faults that are named; all are counted. */
const shown_max = 1_000;

const asking = Type.Object(
  {
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    dry_run: Type.Optional(Type.Boolean({ description: 'Judge all, and record nothing.' })),
    skip_bad: Type.Optional(
      Type.Boolean({ description: 'Record what is right where other entries are wrong.' }),
    ),
  },
  { additionalProperties: false },
);
const entry = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown());
const order = Type.Object(
  { entries: Type.Array(entry, { minItems: 1, maxItems: entries_max }) },
  { additionalProperties: false },
);
const outcomeRow = Type.Object({
  status: Type.String({ description: 'recorded, fit, known (said before) or refused.' }),
  entry_id: Type.String(),
  subject: Type.String({ description: 'What it is about, as port/CP1/1.' }),
  kind: Type.String(),
  recorded_at: Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' }),
  changed_since: Type.Boolean({
    description: 'Said before, and something else since: to say it again give an entry_id.',
  }),
});

const refusals = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

interface Errand {
  readonly desk: Desk;
  readonly ledger: LedgerDesk;
  readonly table: LedgerTable;
  readonly withdraws: boolean;
}

const unavailable = problem(
  'log_unavailable',
  'The log does not take records. Ask again with the same entries: none is recorded twice.',
);

const inTime = async <T>(asked: Promise<T>): Promise<T | 'late'> => {
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

/** The entries of a request: of JSON each has its place in the list as its line. */
const draftsOf = ({ table, withdraws }: Errand, body: unknown): CsvDrafts => {
  if (typeof body === 'string') return draftsOfCsv(body, { table, withdraws });
  const { entries } = body as { readonly entries: readonly Values[] };
  return {
    drafts: entries.map((values) => ({ table, withdraws, values })),
    lines: entries.map((_, place) => place),
    faults: [],
    skipped: [],
  };
};

const badEntries = (errors: readonly { readonly parameter: string; readonly detail: string }[]) => {
  const more = errors.length - shown_max;
  const detail =
    `${errors.length} faults; nothing was recorded. Mend them, or give skip_bad=true to record ` +
    `the entries that are right.${more > 0 ? ` The first ${shown_max} are told.` : ''}`;
  return { ...problem('bad_entries', detail), errors: errors.slice(0, shown_max) };
};

const shownOutcome = ({
  status,
  entry_id,
  subject,
  kind,
  recorded_at,
  changed_since,
}: Outcome) => ({
  status,
  entry_id,
  subject,
  kind,
  recorded_at: recorded_at === null ? null : instantText(recorded_at),
  changed_since,
});

const record = async (
  errand: Errand,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const by = nameFor(request, 'ledger');
  if (by === null) return sendProblem(reply, problem('not_allowed', notForThem));
  const {
    tenant: asked,
    dry_run = false,
    skip_bad = false,
  } = request.query as Static<typeof asking>;
  const isCsv = typeof request.body === 'string';
  const read = draftsOf(errand, request.body);
  const tenant = tenantOf({ tenant: asked }, errand.desk.defaultTenant);
  const place = (line: number, column: string): string =>
    [isCsv ? `line ${line}` : `entries[${line}]`, ...(column === '' ? [] : [column])].join(
      isCsv ? ' ' : '.',
    );
  const told = (faults: readonly { line: number; column: string; detail: string }[]) =>
    faults.map(({ line, column, detail }) => ({ parameter: place(line, column), detail }));
  if (read.faults.length > 0) return sendProblem(reply, badEntries(told(read.faults)));
  const stops = dry_run || (read.skipped.length > 0 && !skip_bad);
  const outcomes = await inTime(
    errand.ledger.record({ tenant, by, drafts: read.drafts, dryRun: stops, skipBad: skip_bad }),
  );
  if (outcomes === 'late') return sendProblem(reply, unavailable);
  const errors = told(faultsByLine(read, outcomes));
  if (errors.length > 0 && !skip_bad) return sendProblem(reply, badEntries(errors));
  const isNew = outcomes.some(({ status }) => status === 'recorded');
  return reply
    .code(isNew ? 201 : 200)
    .header('cache-control', 'no-store')
    .send({ data: outcomes.map(shownOutcome), errors: errors.slice(0, shown_max) });
};

const answers = (description: string) => ({
  description,
  content: {
    'application/json': {
      schema: Type.Object({
        data: Type.Array(outcomeRow),
        errors: Type.Array(Type.Object({ parameter: Type.String(), detail: Type.String() })),
      }),
    },
  },
});

const addOne = (app: FastifyInstance, errand: Errand): void => {
  const { table, withdraws, ledger } = errand;
  const word = table.name.replaceAll('_', '-');
  app.route({
    method: 'POST',
    url: `/v1/ledger/${word}${withdraws ? '/withdraw' : ''}`,
    bodyLimit: body_bytes_max,
    config: { needs: 'ledger' },
    schema: {
      operationId: `${withdraws ? 'withdraw' : 'record'}-${word}`,
      summary: withdraws ? `Takes back or retires ${word}` : `Records ${word}`,
      description:
        `Entries by the columns of /v1/${word}, in JSON or as CSV (text/csv) with a header. All ` +
        'or none, unless skip_bad. Answered once durable; sent again, nothing is added.',
      tags: ['ledger'],
      querystring: asking,
      body: { content: { 'application/json': { schema: order }, 'text/csv': { schema: {} } } },
      response: {
        200: answers('All of it was known, or it was a dry run.'),
        201: answers('It is in the log.'),
        403: refusals('Whoever asks may not.'),
        422: refusals('Entries are wrong; each fault is told with its place.'),
        503: refusals('The log takes no orders for now.'),
      },
    },
    handler: (request, reply) => record({ ...errand, ledger }, request, reply),
  });
};

/** Registers what operators use to record what they decided. */
export const addLedger = async (
  app: FastifyInstance,
  desk: Desk,
  ledger: LedgerDesk,
): Promise<void> => {
  // A parser of its own: elsewhere nobody posts CSV.
  await app.register(async (scope) => {
    scope.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    for (const table of ledgerTables)
      for (const withdraws of [false, true]) addOne(scope, { desk, ledger, table, withdraws });
  });
};
