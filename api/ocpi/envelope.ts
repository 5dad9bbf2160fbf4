// The envelope that every answer of OCPI is in, and its status codes.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { instantText } from '../../lib/time.ts';

/** Source: OCPI 2.2.1 status_codes. */
export const statusCodes = {
  ok: 1000,
  client_error: 2000,
  bad_parameters: 2001,
  too_little: 2002,
  unknown_location: 2003,
  server_error: 3000,
  peer_unusable: 3001,
  version_unsupported: 3002,
  no_endpoints: 3003,
} as const;

export type StatusCode = keyof typeof statusCodes;

export interface Envelope {
  readonly data?: unknown;
  readonly status_code: number;
  readonly status_message: string;
  readonly timestamp: string;
}

/** Longest message: what was sent wrongly is part of it. */
const messageLengthMax = 300;

export const envelope = (code: StatusCode, message: string, at: number): Envelope => ({
  status_code: statusCodes[code],
  status_message: message.slice(0, messageLengthMax),
  timestamp: instantText(at),
});

/** What an id of a request may look like; others are not sent back: they become a header. */
const idShape = /^[\x21-\x7e]{1,100}$/;

const idHeaders = ['x-request-id', 'x-correlation-id'] as const;

/** The ids of a request, for its answer. Source: transport_and_format, unique message IDs. */
export const echoedIds = ({ headers }: FastifyRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    idHeaders.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' && idShape.test(value) ? [[name, value]] : [];
    }),
  );

export const ocpiContentType = 'application/json; charset=utf-8';

/** An answer that is none of the asked for, under an HTTP status. */
export interface Refused {
  readonly status: number;
  readonly code: StatusCode;
  readonly message: string;
}

export const sendRefused = (
  reply: FastifyReply,
  { status, code, message }: Refused,
  at: number,
): FastifyReply =>
  reply
    .code(status)
    .header('content-type', ocpiContentType)
    .send(JSON.stringify(envelope(code, message, at)));

/** Sends data with status code 1000. */
export const sendData = (reply: FastifyReply, data: unknown, at: number): FastifyReply =>
  reply
    .header('content-type', ocpiContentType)
    .header('cache-control', 'no-cache')
    .send(JSON.stringify({ data, ...envelope('ok', 'Success', at) }));
