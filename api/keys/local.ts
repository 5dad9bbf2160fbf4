// Whether a request comes from the machine itself, and from no page of another site shown on it.

import type { FastifyRequest } from 'fastify';

const isLoopback = (address: string): boolean =>
  /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address) || address === '::1';

const loopbackName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;
const loopbackOrigin = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * A browser on this machine may be shown a page that asks us in its user's place. Such a request
 * names the page as its Origin, or, where the page's own name was bent to this machine, in Host.
 */
export const isLocal = ({ ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): boolean => {
  const { host, origin } = headers;
  if (!isLoopback(ip)) return false;
  if (host !== undefined && !loopbackName.test(host)) return false;
  return origin === undefined || loopbackOrigin.test(origin);
};
