// How what nobody should send is answered by routes that change something.

import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import { buildServer } from '../api/server.ts';
import { apiOptions } from './api-rows.ts';
import type { BadRequest } from './bad-requests.ts';
import { openLedgerRig } from './ledger-rig.ts';
import type { TestStore } from './open-test-store.ts';

/** What must not be reached by what cannot be read. */
const unreachable = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('reached');
    },
  },
) as never;

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>;

/** All routes that change something; only the ledger's do. */
export const serverOfAll = (store: TestStore): Promise<FastifyInstance> =>
  buildServer(
    apiOptions(store, {
      ledger: openLedgerRig().desk,
      registering: unreachable,
      campaigning: unreachable,
      commanding: { counter: unreachable, words: [] },
    }),
  );

/** Holds an answer to what is promised of refusals; says `refused`, or its status. */
export const judge = (asked: BadRequest, answer: Answer): string => {
  const { method, url, why } = asked;
  const place = `${method} ${url}, ${why}`;
  expect([place, answer.statusCode < 500]).toEqual([place, true]);
  expect(answer.headers['set-cookie']).toBeUndefined();
  if (answer.statusCode < 400) return `${answer.statusCode}`;
  const form = answer.headers['content-type'];
  expect([place, form]).toEqual([place, 'application/problem+json; charset=utf-8']);
  const { title, detail, status } = answer.json<Record<string, unknown>>();
  expect([place, status, title]).toEqual([place, answer.statusCode, expect.any(String)]);
  expect([place, detail]).toEqual([place, expect.stringMatching(/^.{10,}[.?]$/s)]);
  expect([place, answer.body]).toEqual([place, expect.not.stringMatching(/\.ts:|\bat \w+ \(/)]);
  return 'refused';
};
