// Registration of a peer: token A, B and C change hands, a new one takes over, or it leaves.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  credentialsBody,
  credentialsOf,
  readOwnParties,
  registrationOf,
  rolesRepeat,
  type CredentialsBody,
} from './credentials.ts';
import { sendData, sendRefused, type Refused } from './envelope.ts';
import { baseUrl, type OcpiDesk } from './ocpi.ts';
import type { PartyEntry } from './party.ts';
import { makeToken, tokenText } from './token.ts';
import type { Version } from './version.ts';

/** Largest credentials object. */
const bodyBytesMax = 64 * 1024;

const not = (message: string): Refused => ({ status: 405, code: 'client_error', message });
const notTwice = not('This party is registered already: change its credentials by PUT.');
const notYet = not('This party is not registered: POST its credentials first.');

const complaints = {
  peer_unusable: 'Your versions endpoint cannot be used with the token that you gave.',
  version_unsupported: 'Your versions endpoint does not list this version.',
  no_endpoints: 'Your version details list no endpoint.',
} as const;

type Complaint = keyof typeof complaints;

const isComplaint = (code: string): code is Complaint => Object.hasOwn(complaints, code);

/** What is wrong with a peer's credentials; null where they can be registered. */
const refusalOf = async (
  { ocpi }: OcpiDesk,
  body: CredentialsBody,
  version: Version,
): Promise<Refused | null> => {
  if (rolesRepeat(body)) {
    const message = 'roles: role, party_id and country_code together must be unique.';
    return { status: 200, code: 'bad_parameters', message };
  }
  const { url, token } = body;
  const code = (await ocpi.check?.({ url, token, version })) ?? null;
  if (code === null) return null;
  const message = isComplaint(code) ? complaints[code] : 'Your platform cannot be reached.';
  return { status: 200, code, message };
};

interface Registering {
  readonly party: PartyEntry;
  readonly body: CredentialsBody;
  readonly version: Version;
}

/** Registers a peer under a new token, which is told once and kept as its hash. */
const register = async ({ desk, ocpi }: OcpiDesk, { party, body, version }: Registering) => {
  const { partyKey, tenant } = party;
  const { text, ...token } = makeToken();
  const at = desk.now();
  const registration = registrationOf(body, version);
  const decided = { partyKey, tenant, at, by: `ocpi/${partyKey}`, token, registration };
  await ocpi.parties.tell({ kind: 'OcpiPartyRegistered', ...decided });
  return text;
};

const ourOwn = async (of: OcpiDesk, request: FastifyRequest, text: string) => {
  const { desk, ocpi } = of;
  const tenant = request.party?.tenant ?? '';
  const parties = await readOwnParties(desk.store, { tenant, now: desk.now(), own: ocpi.own });
  return credentialsOf(text, `${baseUrl(ocpi, request)}/versions`, parties);
};

/** Registers the routes of the credentials module of a version. */
export const addCredentials = (app: FastifyInstance, of: OcpiDesk, version: Version): void => {
  const url = `/ocpi/${version}/credentials`;
  const { desk, ocpi } = of;
  const config = { needs: 'party', beforeRegistration: true } as const;
  const schemaOf = (what: string, summary: string) => ({
    operationId: `ocpi-${version}-credentials-${what}`,
    summary,
    tags: ['ocpi'],
    security: [{ ocpi: [] }],
  });
  const change = (method: 'POST' | 'PUT') => ({
    method,
    url,
    bodyLimit: bodyBytesMax,
    config,
    schema: {
      ...schemaOf(method.toLowerCase(), method === 'POST' ? 'Register' : 'Change credentials'),
      body: credentialsBody,
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { party } = request;
      if (party === undefined) return sendRefused(reply, notYet, desk.now());
      const isRegistered = party.registration !== null;
      if (isRegistered !== (method === 'PUT'))
        return sendRefused(reply, isRegistered ? notTwice : notYet, desk.now());
      const body = request.body as CredentialsBody;
      const refused = await refusalOf(of, body, version);
      if (refused !== null) return sendRefused(reply, refused, desk.now());
      const text = await register(of, { party, body, version });
      return sendData(reply, await ourOwn(of, request, text), desk.now());
    },
  });
  app.route(change('POST'));
  app.route(change('PUT'));
  app.route({
    method: 'GET',
    url,
    config,
    schema: schemaOf('get', 'The credentials that you hold'),
    handler: async (request, reply) => {
      // The token is not kept: whoever asks has just shown it.
      const text = tokenText(request.headers.authorization, ocpi.forms);
      return sendData(reply, await ourOwn(of, request, text), desk.now());
    },
  });
  app.route({
    method: 'DELETE',
    url,
    config,
    schema: schemaOf('delete', 'Unregister'),
    handler: async (request, reply) => {
      const { party } = request;
      if (party === undefined || party.registration === null)
        return sendRefused(reply, notYet, desk.now());
      const { partyKey, tenant } = party;
      const decided = { partyKey, tenant, at: desk.now(), by: `ocpi/${partyKey}` };
      await ocpi.parties.tell({ kind: 'OcpiPartyUnregistered', ...decided });
      return sendData(reply, null, desk.now());
    },
  });
};
