// The guard of the API: before any route it is known who asks, and whether they may.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../lib/logger.ts';
import { problem, problemContentType } from '../problems.ts';
import type { Asker } from './asker.ts';
import type { Gate, Refusal } from './gate.ts';
import { isSecretOf, keyOfHeader, readKey } from './key.ts';
import type { Pace } from './pace.ts';
import { isLocal } from './local.ts';
import { type KeyEntry, isValidAt } from './record.ts';
import { maySee, type Need, rolesFor } from './roles.ts';

export interface GuardOptions {
  /** Whether the machine itself may ask without a key. */
  readonly openToLocal: boolean;
  find(keyId: string): KeyEntry | undefined;
  /** Milliseconds UTC. */
  now(): number;
  /** Requests of each key. */
  readonly pace: Pace;
  /** Wrong keys of each address. */
  readonly failures: Pace;
  readonly logger: Logger;
  /** Lets in where a route needs `party`; without it such routes are closed to all. */
  readonly parties?: Gate;
}

const noKey =
  'Give an API key as Authorization: Bearer KEY, or as the password of Basic authentication. ' +
  '`laddbok key add` makes one.';
const wrongKey = 'This key is not known, has ended or was withdrawn. Ask for a new one.';

const second_ms = 1000;

const challenge = { 'www-authenticate': 'Bearer realm="Laddbok", Basic realm="Laddbok"' };

const unknownAsker = (detail: string): Refusal => ({
  problem: problem('no_key', detail),
  headers: challenge,
});

const tooOften = (detail: string, wait_ms: number): Refusal => ({
  problem: problem('too_often', detail),
  headers: { 'retry-after': String(Math.ceil(wait_ms / second_ms)) },
});

const isRefusal = (found: Asker | Refusal): found is Refusal => 'problem' in found;

/** Who sent a request, or why nobody is known. */
const askerOf = (request: FastifyRequest, options: GuardOptions): Asker | Refusal => {
  const { openToLocal, failures } = options;
  const given = keyOfHeader(request.headers.authorization);
  if (given === null) {
    return openToLocal && isLocal(request)
      ? { name: `api/${request.ip}`, tenant: null, role: 'admin' }
      : unknownAsker(noKey);
  }
  // Whoever guesses waits, whether the next guess is right or not.
  const wait_ms = failures.wait(request.ip);
  if (wait_ms > 0) return tooOften('Too many wrong keys came from this address.', wait_ms);
  const key = readKey(given);
  const entry = key === null ? undefined : options.find(key.keyId);
  const right = key !== null && entry !== undefined && isSecretOf(entry.hash, key.secret);
  if (!right || !isValidAt(entry, options.now())) {
    failures.take(request.ip);
    return unknownAsker(wrongKey);
  }
  const tenant = entry.role === 'admin' ? null : entry.tenant;
  return { name: `key/${entry.keyId}`, tenant, role: entry.role };
};

const notFor = ({ role }: Asker, need: Need): Refusal => ({
  problem: problem(
    'not_allowed',
    `A key with the role ${role} may not ask this. Roles that may: ${rolesFor(need).join(', ')}.`,
  ),
});

const refusalOf = (request: FastifyRequest, options: GuardOptions): Refusal | null => {
  const need = request.routeOptions.config.needs;
  if (need === 'nobody') return null;
  if (need === 'party')
    return options.parties === undefined ? closed : options.parties.refuse(request);
  const asker = askerOf(request, options);
  if (isRefusal(asker)) return asker;
  const wait_ms = asker.name.startsWith('key/') ? options.pace.take(asker.name) : 0;
  if (wait_ms > 0) return tooOften('This key asks more often than it may.', wait_ms);
  request.asker = asker;
  // An address without a route is told as such, and a route that declares no need is for nobody.
  if (need === undefined) return request.is404 ? null : closed;
  return maySee(asker.role, need) ? null : notFor(asker, need);
};

const closed: Refusal = { problem: problem('not_allowed', 'This address is open to nobody.') };

interface Named {
  readonly tenant?: unknown;
}

/**
 * Binds a request to the tenant of its key: it is that tenant's where it names none, and refused
 * where it names another. Every route reads the tenant from here.
 */
const bindTenant = (request: FastifyRequest): Refusal | null => {
  const tenant = request.asker?.tenant ?? null;
  if (tenant === null) return null;
  const query = (request.query ?? {}) as { tenant?: unknown };
  for (const named of [query, request.body, request.params] as readonly (Named | null)[]) {
    const other = named?.tenant;
    if (other === undefined || other === tenant) continue;
    const detail = `This key is for the tenant ${tenant} alone. Leave \`tenant\` out.`;
    return { problem: problem('not_allowed', detail) };
  }
  query.tenant = tenant;
  request.query = query;
  return null;
};

/** Puts the guard before all routes that are registered after it. */
export const addGuard = (app: FastifyInstance, options: GuardOptions): void => {
  app.decorateRequest('asker');
  const refuse = async (request: FastifyRequest, reply: FastifyReply, refusal: Refusal) => {
    const { status, type } = refusal.problem;
    const who = request.asker?.name ?? request.ip;
    const { method, url } = request;
    const { body, contentType } = refusal.answer ?? {
      body: JSON.stringify(refusal.problem),
      contentType: problemContentType,
    };
    options.logger.warn('A request was refused.', { who, method, url, status, type });
    await reply
      .code(status)
      .headers({ ...refusal.headers, 'content-type': contentType })
      .send(body);
  };
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(request, options);
    if (refusal !== null) await refuse(request, reply, refusal);
  });
  app.addHook('preHandler', async (request, reply) => {
    const refusal = bindTenant(request);
    if (refusal !== null) await refuse(request, reply, refusal);
  });
  // What was changed, or asked by key, is told: who, what, and how it ended.
  app.addHook('onResponse', async (request, reply) => {
    const { asker, method, url } = request;
    const party = options.parties?.who(request) ?? null;
    if (party !== null)
      options.logger.info('Asked.', { who: party, method, url, status: reply.statusCode });
    if (asker === undefined || (method === 'GET' && !asker.name.startsWith('key/'))) return;
    const { name, role, tenant } = asker;
    const status = reply.statusCode;
    options.logger.info('Asked.', { who: name, role, tenant, method, url, status });
  });
};
