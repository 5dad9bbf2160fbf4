// How answers go out: with an ETag, as 304 where nothing changed, compressed where asked for.

import { createHash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers below this many bytes go out as they are: compressing them saves nothing. */
const compressedFrom_bytes = 1_024;
/** Above this quality Brotli costs more time than the network saves. */
const brotliQuality = 4;
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } };

const codings = ['br', 'gzip'] as const;
type Coding = (typeof codings)[number];

interface Wish {
  readonly coding: string;
  readonly quality: number;
}

const wishOf = (text: string): Wish => {
  const [coding = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = q === undefined ? 1 : Number(q.slice(2));
  return { coding, quality: Number.isFinite(quality) ? quality : 0 };
};

/** The coding that Accept-Encoding likes best of ours (RFC 9110, 12.5.3); null: as it is. */
export const codingOf = (accepted: string | undefined): Coding | null => {
  const wishes = (accepted ?? '').split(',').map(wishOf);
  const wished = (coding: string): number =>
    wishes.find((wish) => wish.coding === coding)?.quality ??
    wishes.find((wish) => wish.coding === '*')?.quality ??
    0;
  const [best] = codings.toSorted((a, b) => wished(b) - wished(a));
  return best !== undefined && wished(best) > 0 ? best : null;
};

/** Whether an ETag is among those of If-None-Match, which compares weakly (RFC 9110, 13.1.2). */
export const isKnown = (etag: string, ifNoneMatch: string | undefined): boolean => {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag);
};

const isText = (type: unknown): boolean =>
  typeof type === 'string' &&
  /^(?:text\/|application\/(?:json|x-ndjson|problem\+json|javascript)|image\/svg)/.test(type);

/** Adds a field to Vary, which a route may have set. */
const varyBy = (reply: FastifyReply, field: string): void => {
  const before = reply.getHeader('vary');
  reply.header('vary', typeof before === 'string' ? `${before}, ${field}` : field);
};

const compress: Readonly<Record<Coding, (body: Uint8Array) => Promise<Buffer>>> = {
  br: async (body) => promisify(brotliCompress)(body, brotliOptions),
  gzip: promisify(gzip),
};

const isStream = (payload: unknown): payload is Readable =>
  typeof payload === 'object' && payload !== null && 'pipe' in payload;

/** A stream that breaks off breaks what is made of it: no half is taken for the whole. */
const compressing = (payload: Readable, coding: Coding): Readable => {
  const coder = coding === 'br' ? createBrotliCompress(brotliOptions) : createGzip();
  // The error is on the coder as well, where the answer ends without its proper end.
  return pipeline(payload, coder, () => undefined);
};

const codingFor = (request: FastifyRequest, reply: FastifyReply): Coding | null => {
  if (!isText(reply.getHeader('content-type')) || reply.hasHeader('content-encoding')) return null;
  varyBy(reply, 'Accept-Encoding');
  return codingOf(request.headers['accept-encoding']?.toString());
};

const encoded = (reply: FastifyReply, coding: Coding): void => {
  reply.header('content-encoding', coding).removeHeader('content-length');
};

/** Strong: two answers have one tag only where they are the same, octet by octet. */
const tagOf = (body: Uint8Array, coding: Coding | null): string => {
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 32);
  return `"${digest}${coding === null ? '' : `-${coding}`}"`;
};

const sendBody = async (
  request: FastifyRequest,
  reply: FastifyReply,
  body: Uint8Array,
): Promise<Uint8Array | null> => {
  const wanted = codingFor(request, reply);
  const coding = body.length < compressedFrom_bytes ? null : wanted;
  if (!reply.hasHeader('etag')) reply.header('etag', tagOf(body, coding));
  if (isKnown(String(reply.getHeader('etag')), request.headers['if-none-match'])) {
    reply.code(304).removeHeader('content-length').removeHeader('content-type');
    return null;
  }
  if (coding === null) return body;
  encoded(reply, coding);
  return compress[coding](body);
};

/** Adds ETag, If-None-Match and compression to every answer that was read and not changed. */
export const addSending = (app: FastifyInstance): void => {
  app.addHook('onSend', async (request, reply, payload): Promise<unknown> => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || reply.statusCode !== 200) return payload;
    if (typeof payload === 'string') return sendBody(request, reply, Buffer.from(payload));
    if (payload instanceof Uint8Array) return sendBody(request, reply, payload);
    if (!isStream(payload)) return payload;
    const coding = codingFor(request, reply);
    if (coding === null) return payload;
    encoded(reply, coding);
    return compressing(payload, coding);
  });
};
