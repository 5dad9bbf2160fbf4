// `laddbok ocpi`: who may pull data by OCPI: adds, lists, removes parties, gives them tokens.

import { randomBytes } from 'node:crypto';
import type { PartyEntry } from '../../api/ocpi/party.ts';
import { makeToken } from '../../api/ocpi/token.ts';
import { AppError } from '../../lib/errors.ts';
import { instantText } from '../../lib/time.ts';
import type { Command, Invocation } from '../command.ts';
import type { Ledger } from '../erasures.ts';
import { allParties, tellParty } from '../ocpi-parties.ts';
import { openLogFor } from '../wire.ts';

const actions = ['add', 'list', 'remove', 'token'] as const;
type Action = (typeof actions)[number];

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

const keyBytes = 6;
const saltBytes = 32;
const nameLengthMax = 100;

/** Shows a token to register with: the only time that it can be read. */
const show = (party: Shown, text: string, { flags, print }: Invocation): void => {
  const { partyKey, tenant, name } = party;
  if (flags['json'] === true) {
    print(JSON.stringify({ party: partyKey, tenant, name, token: text }));
    return;
  }
  print(text);
  print(`Party ${partyKey} (${name}), tenant ${tenant}. Give it this token and the address of`);
  print('/ocpi/versions to register with. Keep it: it is not shown again.');
};

type Shown = Pick<PartyEntry, 'partyKey' | 'tenant' | 'name'>;

const by = ({ config }: Invocation) => ({ at: Date.now(), by: config.LADDBOK_GATEWAY_ID });

const add = async (to: Ledger, invocation: Invocation): Promise<number> => {
  const { flags, config } = invocation;
  const name = String(flags['name'] ?? '').slice(0, nameLengthMax);
  if (name === '') throw misuse('give --name, who the party is');
  const partyKey = randomBytes(keyBytes).toString('hex');
  const tenant = String(flags['tenant'] ?? config.LADDBOK_TENANT);
  const { text, ...token } = makeToken();
  const salt = randomBytes(saltBytes).toString('base64url');
  const seesTokens = flags['tokens'] === true;
  const party = { partyKey, tenant, name, seesTokens, salt, token, ...by(invocation) };
  await tellParty(to, { kind: 'OcpiPartyAdded', ...party });
  show(party, text, invocation);
  return 0;
};

const stateOf = ({ removedAt, registration, token }: PartyEntry): string => {
  if (removedAt !== null) return `removed ${instantText(removedAt)}`;
  if (registration !== null) return `registered ${registration.version}`;
  return token === null ? 'unregistered' : 'to register';
};

const shownOf = (party: PartyEntry) => ({
  party: party.partyKey,
  tenant: party.tenant,
  name: party.name,
  state: stateOf(party),
  sees_tokens: party.seesTokens,
  added_at: instantText(party.addedAt),
  added_by: party.addedBy,
  url: party.registration?.url ?? '',
  roles: (party.registration?.roles ?? []).map(
    ({ role, country_code, party_id }) => `${role} ${country_code}-${party_id}`,
  ),
});

const list = async (from: Ledger, { flags, print }: Invocation): Promise<number> => {
  const { tenant } = flags;
  const parties = (await allParties(from))
    .filter((party) => tenant === undefined || party.tenant === tenant)
    .map(shownOf);
  if (flags['json'] === true) {
    print(JSON.stringify(parties));
    return 0;
  }
  if (parties.length === 0) print('No party was added. Add one with `laddbok ocpi party add`.');
  for (const { party, state, tenant: of, name, roles, sees_tokens } of parties) {
    const sees = sees_tokens ? 'sees tokens' : 'sees pseudonyms';
    print([party, state.padEnd(16), of, name, roles.join(', '), sees].join('  '));
  }
  return 0;
};

const found = async (from: Ledger, partyKey: string | undefined): Promise<PartyEntry> => {
  const party = (await allParties(from)).find((one) => one.partyKey === partyKey);
  if (party !== undefined && party.removedAt === null) return party;
  throw misuse(`there is no party ${partyKey ?? ''}; \`laddbok ocpi party list\` names them`);
};

const work: Readonly<Record<Action, (to: Ledger, invocation: Invocation) => Promise<number>>> = {
  add,
  list,
  remove: async (to, invocation) => {
    const { partyKey, tenant } = await found(to, invocation.args[2]);
    await tellParty(to, { kind: 'OcpiPartyRemoved', partyKey, tenant, ...by(invocation) });
    const gone = 'A running API refuses it within two seconds.';
    invocation.print(
      invocation.flags['json'] === true
        ? JSON.stringify({ party: partyKey, state: 'removed' })
        : `Removed: ${partyKey}. ${gone}`,
    );
    return 0;
  },
  token: async (to, invocation) => {
    const party = await found(to, invocation.args[2]);
    const { partyKey, tenant } = party;
    const { text, ...token } = makeToken();
    await tellParty(to, { kind: 'OcpiTokenIssued', partyKey, tenant, token, ...by(invocation) });
    show(party, text, invocation);
    return 0;
  },
};

export const ocpiCommand: Command = {
  usage: 'party add|list|remove|token [PARTY]',
  help: [
    'A party is a roaming partner that pulls locations, sessions, CDRs and tariffs of one tenant.',
    'add prints a token to register with (token A) once; the ledger keeps its hash. token prints',
    'another one and ends the one before, for a party that has to register again. Without',
    '--tokens a party is told a pseudonym of its own for each driver, and not the token.',
    'docs/ocpi.md tells of the rest. Works beside a running `laddbok up`.',
  ].join('\n'),
  flags: {
    name: { type: 'string', about: 'who the party is' },
    tokens: { type: 'boolean', about: 'it may see tokens as they are stored, to bill its drivers' },
    tenant: { type: 'string', about: 'tenant whose data it pulls' },
    json: { type: 'boolean', about: 'print as JSON' },
  },
  run: async (invocation) => {
    const { args, config, logger } = invocation;
    const action = actions.find((one) => one === args[1]);
    if (args[0] !== 'party' || action === undefined)
      throw misuse(`say party, and one of ${actions.join(', ')}`);
    const { log, ledger } = await openLogFor(config, { logger });
    try {
      return await work[action]({ log, ledger }, invocation);
    } finally {
      await log.close();
    }
  },
};
