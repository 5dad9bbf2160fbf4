// `laddbok key`: who may ask the API: issues, lists, rotates and withdraws keys.

import { makeKey } from '../../api/keys/key.ts';
import { type KeyEntry, isValidAt } from '../../api/keys/record.ts';
import { type Role, aboutRole, isRole, roles } from '../../api/keys/roles.ts';
import { AppError } from '../../lib/errors.ts';
import { day_ms, instantText, minute_ms } from '../../lib/time.ts';
import { allKeys, tellKey } from '../api-keys.ts';
import type { Command, Invocation } from '../command.ts';
import type { Ledger } from '../erasures.ts';
import { openLogFor } from '../wire.ts';

const actions = ['add', 'list', 'rotate', 'revoke', 'make'] as const;
type Action = (typeof actions)[number];

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

const wholeIn = ({ flags }: Invocation, name: string): number | null => {
  const given = flags[name];
  if (given === undefined) return null;
  const value = Number(given);
  if (Number.isInteger(value) && value >= 0 && value <= 36_500) return value;
  throw misuse(`--${name} ${String(given)} is no whole number from 0 to 36500`);
};

const roleIn = ({ flags }: Invocation): Role => {
  const role = String(flags['role'] ?? '');
  if (isRole(role)) return role;
  throw misuse(`give --role, one of ${roles.join(', ')}`);
};

interface Issue {
  readonly tenant: string;
  readonly role: Role;
  readonly name: string;
  readonly expiresAt: number | null;
}

/** Issues a key and shows it: the only time that it can be read. */
const issue = async (to: Ledger, what: Issue, { flags, config, print }: Invocation) => {
  const { keyId, text, hash } = makeKey();
  const issuedAt = Date.now();
  const issuedBy = config.LADDBOK_GATEWAY_ID;
  const entry = { ...what, keyId, hash, issuedAt, issuedBy };
  await tellKey(to, { kind: 'ApiKeyIssued', entry });
  const { role, tenant, expiresAt } = what;
  if (flags['json'] === true) {
    const expires_at = expiresAt === null ? null : instantText(expiresAt);
    print(JSON.stringify({ key: text, key_id: keyId, role, tenant, expires_at }));
    return;
  }
  print(text);
  print(`Key ${keyId}, role ${role}: ${aboutRole(role)}. Keep it: it is not shown again.`);
};

const add = async (to: Ledger, invocation: Invocation): Promise<number> => {
  const { flags, config } = invocation;
  const days = wholeIn(invocation, 'days');
  const what: Issue = {
    tenant: String(flags['tenant'] ?? config.LADDBOK_TENANT),
    role: roleIn(invocation),
    name: String(flags['name'] ?? '').slice(0, 100),
    expiresAt: days === null ? null : Date.now() + days * day_ms,
  };
  await issue(to, what, invocation);
  return 0;
};

const stateOf = (key: KeyEntry, now: number): string => {
  if (key.revokedAt !== null) {
    const ends = instantText(key.revokedAt);
    return key.revokedAt <= now ? `withdrawn ${ends}` : `until ${ends}`;
  }
  if (key.expiresAt === null) return 'valid';
  return `${isValidAt(key, now) ? 'until' : 'ended'} ${instantText(key.expiresAt)}`;
};

const shownOf = (key: KeyEntry, now: number) => ({
  key_id: key.keyId,
  tenant: key.tenant,
  role: key.role,
  name: key.name,
  issued_at: instantText(key.issuedAt),
  issued_by: key.issuedBy,
  valid: isValidAt(key, now),
  state: stateOf(key, now),
});

const list = async (from: Ledger, { flags, print }: Invocation): Promise<number> => {
  const now = Date.now();
  const tenant = flags['tenant'];
  const keys = (await allKeys(from))
    .filter((key) => tenant === undefined || key.tenant === tenant)
    .map((key) => shownOf(key, now));
  if (flags['json'] === true) print(JSON.stringify(keys));
  else if (keys.length === 0) print('No key was issued. Make one with `laddbok key add --role …`.');
  for (const key of flags['json'] === true ? [] : keys) {
    print(`${key.key_id}  ${key.role.padEnd(9)}  ${key.tenant}  ${key.state}  ${key.name}`.trim());
  }
  return 0;
};

const found = async (from: Ledger, keyId: string | undefined): Promise<KeyEntry> => {
  const key = (await allKeys(from)).find((one) => one.keyId === keyId);
  if (key !== undefined) return key;
  throw misuse(`no key ${keyId ?? ''} was issued; \`laddbok key list\` names them`);
};

const revoke = async (to: Ledger, invocation: Invocation, after_ms = 0): Promise<KeyEntry> => {
  const { args, config } = invocation;
  const key = await found(to, args[1]);
  const at = Date.now();
  const { keyId, tenant } = key;
  const by = config.LADDBOK_GATEWAY_ID;
  await tellKey(to, { kind: 'ApiKeyRevoked', keyId, tenant, by, at, from: at + after_ms });
  return key;
};

/** The grace in which both keys are known, so that whoever holds the old one can change over. */
const graceDefault_minutes = 60;

const rotate = async (to: Ledger, invocation: Invocation): Promise<number> => {
  const key = await found(to, invocation.args[1]);
  const { tenant, role, name, expiresAt } = key;
  if (!isValidAt(key, Date.now())) throw misuse(`key ${key.keyId} is not valid any more: add one`);
  const minutes = wholeIn(invocation, 'grace-minutes') ?? graceDefault_minutes;
  await issue(to, { tenant, role, name, expiresAt }, invocation);
  await revoke(to, invocation, minutes * minute_ms);
  return 0;
};

const work: Readonly<
  Record<Exclude<Action, 'make'>, (to: Ledger, invocation: Invocation) => Promise<number>>
> = {
  add,
  list,
  rotate,
  revoke: async (to, invocation) => {
    const { keyId } = await revoke(to, invocation);
    invocation.print(`Withdrawn: ${keyId}. A running API refuses it within two seconds.`);
    return 0;
  },
};

export const keyCommand: Command = {
  usage: 'add|list|rotate|revoke|make [KEY_ID]',
  help: [
    'The API asks for a key where it listens beyond the machine itself, or always with',
    'LADDBOK_API_KEYS=always. A key has a role and, but for admin, sees one tenant:',
    ...roles.map((role) => `  ${role.padEnd(9)} ${aboutRole(role)}`),
    'add prints the key once; the ledger keeps its hash. rotate issues another one like it, and',
    'withdraws the old one after --grace-minutes. make prints a key and keeps nothing: for',
    'LADDBOK_ADMIN_KEY. Works beside a running `laddbok up`.',
  ].join('\n'),
  flags: {
    role: { type: 'string', about: `one of ${roles.join(', ')}` },
    name: { type: 'string', about: 'what it is for' },
    days: { type: 'string', about: 'how long it is valid; default: until withdrawn' },
    'grace-minutes': {
      type: 'string',
      about: `how long the old key goes on, ${graceDefault_minutes} where absent`,
    },
    tenant: { type: 'string', about: 'tenant that it may ask about' },
    json: { type: 'boolean', about: 'print as JSON' },
  },
  run: async (invocation) => {
    const { args, config, logger, print } = invocation;
    const action = actions.find((one) => one === args[0]);
    if (action === undefined) throw misuse(`say one of ${actions.join(', ')}`);
    if (action === 'make') {
      print(makeKey().text);
      return 0;
    }
    if (action === 'add') roleIn(invocation);
    const { log, ledger } = await openLogFor(config, { logger });
    try {
      return await work[action]({ log, ledger }, invocation);
    } finally {
      await log.close();
    }
  },
};
