// Exports over the API: which there are, and one file of one, made whole before it is sent.

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../lib/errors.ts';
import { instantOf } from '../ask.ts';
import { problemOfAddress } from '../complaints.ts';
import { choice } from '../define.ts';
import { maySee } from '../keys/roles.ts';
import { contentTypes } from '../negotiate.ts';
import { problem, type Problem } from '../problems.ts';
import { problemSchema, sendProblem, type Desk } from '../route.ts';
import { tenantOf } from '../tenant.ts';
import { exportFormats, type ExportDefinition, type ExportErrand } from './define.ts';
import { allExports, exportNamed } from './exports.ts';
import { standingOf, type Manifest } from './manifest.ts';
import { registryOf } from './registry-in-tables.ts';
import { runExport, type Outcome } from './run.ts';

/** Findings that are told in one refusal. */
const toldMax = 20;

const asking = Type.Object(
  {
    from: Type.String({ maxLength: 40, description: 'Start: an instant, or a date in UTC.' }),
    to: Type.String({ maxLength: 40, description: 'End, exclusive; written as `from`.' }),
    format: Type.Optional(
      choice(exportFormats, 'Form of the file. Default: the first of the export.'),
    ),
    part: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: 'Which part, where there are more.',
      }),
    ),
    tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  { additionalProperties: false },
);

interface Query {
  readonly from: string;
  readonly to: string;
  readonly format?: (typeof exportFormats)[number];
  readonly part?: number;
  readonly tenant?: string;
}

interface Wanted {
  readonly definition: ExportDefinition;
  readonly file: string;
  readonly query: Query;
  readonly errand: ExportErrand;
}

const described = (definition: ExportDefinition) => ({
  name: definition.name,
  about: definition.about,
  source: definition.source,
  version: definition.version,
  rulebooks: definition.rulebooks,
  formats: definition.formats,
  files: definition.files.map(({ name, about, key, columns, bytesMax }) => {
    const shown = columns.map(({ name: column, kind, required, rule, about: what }) => ({
      name: column,
      kind,
      required,
      rule,
      about: what,
    }));
    return { name, about, key, bytes_max: bytesMax, columns: shown };
  }),
});

const errandOf = async (desk: Desk, query: Query): Promise<ExportErrand | Problem> => {
  const { store, defaultTenant } = desk;
  const [from, to] = [instantOf(query.from, 'UTC'), instantOf(query.to, 'UTC')];
  if (from === null || to === null || from >= to) {
    const detail = 'Give from and to as 2026-01-01 or 2026-01-01T00:00:00Z, from before to.';
    return problem('bad_range', detail);
  }
  const tenant = tenantOf({ ...query }, defaultTenant);
  const { last_recorded } = await standingOf(store);
  const registry = await registryOf(store, { tenant, from, to, known_at: null });
  return { store, tenant, from, to, zone: 'UTC', as_of: Math.min(last_recorded, to), registry };
};

const wantedOf = async (desk: Desk, request: FastifyRequest): Promise<Wanted | Problem> => {
  if (request.validationError !== undefined) {
    const refused = problemOfAddress(request.validationError as FastifyError, request);
    return refused ?? problem('bad_parameter', request.validationError.message);
  }
  const { name, file } = request.params as { name: string; file: string };
  const definition = exportNamed(name);
  if (definition === undefined || !definition.files.some((one) => one.name === file)) {
    const detail = `There is no file ${file} of an export ${name}. /v1/exports lists them.`;
    return problem('not_found', detail);
  }
  if (request.asker !== undefined && !maySee(request.asker.role, definition.needs)) {
    return problem('not_allowed', 'This key may not take this export.');
  }
  const query = request.query as Query;
  const errand = await errandOf(desk, query);
  return 'status' in errand ? errand : { definition, file, query, errand };
};

const formatOf = ({ formats }: ExportDefinition, { format }: Query) =>
  format ?? formats[0] ?? 'csv';

const headersOf = (manifest: Manifest, { definition, file, query }: Wanted, part: number) => {
  const parts = manifest.files.filter(({ of }) => of === file);
  const found = parts[part - 1];
  if (found === undefined) return null;
  return {
    found,
    headers: {
      'content-type': contentTypes[formatOf(definition, query)],
      'content-length': String(found.bytes),
      'content-disposition': `attachment; filename="${found.name}"`,
      'cache-control': 'no-cache',
      'laddbok-as-of': manifest.as_of,
      'laddbok-complete': String(manifest.complete),
      'laddbok-rows': String(found.rows),
      'laddbok-sha256': found.sha256,
      'laddbok-parts': String(parts.length),
    },
  };
};

/** Sends what was made; nothing of the making is left by then but an open file. */
type Send = (reply: FastifyReply) => FastifyReply;

const refusing =
  (what: Problem): Send =>
  (reply) =>
    sendProblem(reply, what);

const refused = ({ count, findings }: Outcome & { readonly ok: false }): Send => {
  const errors = findings.slice(0, toldMax).map(({ column, line, sentence }) => ({
    parameter: `${column} in line ${line}`,
    detail: sentence,
  }));
  const detail = `${count} findings. Mend the registry or the data, and ask again.`;
  return refusing({ ...problem('export_refused', detail), errors });
};

/** Makes the file in a folder and opens it; or what is told instead. */
const make = async (desk: Desk, wanted: Wanted, folder: string): Promise<Send> => {
  const { definition, errand, file, query } = wanted;
  const { complete } = await desk.watermark();
  const outcome = await runExport({
    definition,
    errand,
    format: formatOf(definition, query),
    folder,
    caught_up: complete,
    only: [file],
    onProgress: () => undefined,
  });
  if (!outcome.ok) return refused(outcome);
  const answer = headersOf(outcome.manifest, wanted, query.part ?? 1);
  if (answer === null) {
    return refusing(problem('not_found', 'There is nothing in this file, or no such part.'));
  }
  const stream = createReadStream(join(folder, answer.found.name));
  // Once it is open it can be read to its end, although its folder goes before.
  await once(stream, 'open');
  return (reply) => reply.headers(answer.headers).send(stream);
};

const isUnusable = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && thrown.code === 'EXPORT_UNUSABLE';

/** Makes what is wanted in a folder that is gone afterwards. */
const inFolder = async (desk: Desk, wanted: Wanted): Promise<Send> => {
  const folder = await mkdtemp(join(tmpdir(), 'laddbok-export-'));
  try {
    return await make(desk, wanted, folder);
  } catch (thrown) {
    if (!isUnusable(thrown)) throw thrown;
    return refusing(problem('export_unusable', thrown.message));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const handlerOf = (desk: Desk) => {
  let busy = false;
  const answer = async (request: FastifyRequest): Promise<Send> => {
    if (busy) return refusing(problem('export_under_way', 'One export is made at a time here.'));
    busy = true;
    try {
      const wanted = await wantedOf(desk, request);
      return 'status' in wanted ? refusing(wanted) : await inFolder(desk, wanted);
    } finally {
      busy = false;
    }
  };
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const send = await answer(request);
    return send(reply);
  };
};

const refusal = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Registers the list of exports, and the route of their files. */
export const addExports = (app: FastifyInstance, desk: Desk): void => {
  app.route({
    method: 'GET',
    url: '/v1/exports',
    config: { needs: 'compliance' },
    schema: {
      operationId: 'exports',
      summary: 'What can be exported',
      description: 'Exports with their files, columns and the rules of their receivers.',
      tags: ['exports'],
    },
    handler: async (_request, reply) => reply.send({ data: allExports.map(described) }),
  });
  app.route({
    method: 'GET',
    url: '/v1/exports/:name/:file',
    attachValidation: true,
    config: { needs: 'compliance' },
    schema: {
      operationId: 'export-file',
      summary: 'A file of an export',
      description:
        'Made whole and judged by the rules of its receiver before it is sent; the headers say its ' +
        'rows, SHA-256 and parts. For folders with a manifest use `laddbok export`.',
      tags: ['exports'],
      params: Type.Object({ name: Type.String(), file: Type.String() }),
      querystring: asking,
      response: {
        200: {
          description: 'The file.',
          content: { 'text/csv': { schema: Type.String() } },
        },
        400: refusal('The range, the format or the registry does not allow it.'),
        404: refusal('There is no such export, file or part.'),
        422: refusal('The receiver would refuse it.'),
        429: refusal('Another export is being made.'),
      },
    },
    handler: handlerOf(desk),
  });
};
