// The one place where it is decided who may command stations, and under which name.

import type { FastifyRequest } from 'fastify';

const isLoopback = (address: string): boolean =>
  /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address) || address === '::1';

const loopbackOrigin = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * The name of whoever asks, as the records of commands keep it; null where they may not. No key is
 * asked for yet, so commands are taken from this machine alone, and from no page of another site
 * that a browser on it may show. A key with the role of an operator will take the place of this.
 */
export const operatorOf = (request: FastifyRequest): string | null => {
  const { origin } = request.headers;
  if (!isLoopback(request.ip)) return null;
  if (origin !== undefined && !loopbackOrigin.test(origin)) return null;
  return `api/${request.ip}`;
};

export const notAllowed =
  'Commands to stations are taken from the machine that the API runs on. Ask there, or by ' +
  '`laddbok command`.';
