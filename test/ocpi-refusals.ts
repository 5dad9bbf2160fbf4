// What nobody should send to the OCPI interface, sent to all of it, and how it is refused.

import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import { badBodies, badHeaders, type BadRequest, badQueries, type Paths } from './bad-requests.ts';

const only = (paths: Paths, ...starts: readonly string[]): Paths =>
  Object.fromEntries(
    Object.entries(paths).filter(([path]) => starts.some((start) => path.startsWith(start))),
  );

/** An envelope of OCPI in every case; what is refused has a code of the client and a sentence. */
const judge = async (app: FastifyInstance, asked: BadRequest, token: string): Promise<boolean> => {
  const { method, url, payload, why } = asked;
  const headers = { authorization: `Token ${token}`, ...asked.headers };
  const answer = await app.inject({ method, url, headers, payload });
  const place = `${method} ${url}, ${why}`;
  expect([place, answer.statusCode < 500]).toEqual([place, true]);
  expect(answer.headers['set-cookie']).toBeUndefined();
  if (answer.statusCode === 304) return false;
  expect([place, answer.headers['content-type']]).toEqual([
    place,
    'application/json; charset=utf-8',
  ]);
  const { status_code, status_message } = answer.json<Record<string, unknown>>();
  if (answer.statusCode < 400 && status_code === 1000) return false;
  expect([place, status_code]).toEqual([place, expect.any(Number)]);
  expect([place, status_message]).toEqual([place, expect.stringMatching(/^(?:.{10,}\.|.{300})$/s)]);
  return true;
};

/**
 * Sends all of it as a party that is registered, the token as the header wants it; answers how much
 * was refused.
 */
export const refusals = async (app: FastifyInstance, token: string): Promise<number> => {
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Paths }>();
  const bodies = badBodies(only(paths, '/ocpi/')).filter(({ fits }) => !fits);
  // Lists read the same parameters, and what they are refused with asks no store.
  const queries = badQueries(only(paths, '/ocpi/2.3.0/tariffs'));
  const headers = badHeaders(only(paths, '/ocpi/versions'));
  let refused = 0;
  for (const asked of [...bodies, ...queries, ...headers])
    if (await judge(app, asked, token)) refused++;
  return refused;
};
