// `laddbok station`: which stations may connect, and with what.

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { stationRowOf } from '../../api/registry/row.ts';
import type { Clerk, Done, NotDone, Who } from '../../ingest/security/clerk.ts';
import type { StationEntry } from '../../ingest/security/entry.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import { instantText } from '../../lib/time.ts';
import type { Command, Invocation } from '../command.ts';
import { openCommanding } from '../commanding.ts';
import { openStations } from '../stations.ts';
import { type OpenLog, openLogFor } from '../wire.ts';

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

const verbs = [
  'add',
  'list',
  'show',
  'rotate-key',
  'change',
  'block',
  'unblock',
  'remove',
] as const;
type Verb = (typeof verbs)[number];

/** How long a new password waits for a station that is away, before it is sent no more. */
const sending_ms = 24 * 3_600_000;

const tenantOf = ({ flags, config }: Invocation): string =>
  String(flags['tenant'] ?? config.LADDBOK_TENANT);

const whoOf = (invocation: Invocation): Who => {
  const stationId = invocation.args[1];
  if (stationId === undefined) throw misuse('say the STATION; see `laddbok station --help`');
  return { tenant: tenantOf(invocation), stationId, by: `cli/${userInfo().username}` };
};

/** A whole number of a flag; nothing where it was not given. */
const wholeOf = ({ flags }: Invocation, flag: string): number | undefined => {
  const text = flags[flag];
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(String(text))) return Number(text);
  throw misuse(`--${flag} ${String(text)} is no whole number`);
};

/** From a file, or standard input as `-`: on the command line every user of the machine reads it. */
const passwordOf = ({ flags }: Invocation): { readonly password?: string } => {
  const file = flags['password-file'];
  if (file === undefined) return {};
  try {
    const text = readFileSync(file === '-' ? 0 : String(file), 'utf8');
    return { password: text.replace(/\r?\n$/, '') };
  } catch (thrown) {
    const reason = messageOf(thrown);
    throw new AppError('FILE_UNREADABLE', { file: String(file), reason }, thrown);
  }
};

const certificateOf = ({ flags }: Invocation): { readonly certificateName?: string } => {
  const name = flags['certificate-name'];
  return name === undefined ? {} : { certificateName: String(name) };
};

const keyText = ({ keyId, since, until, isUsed }: StationEntry['keys'][number]): string =>
  `key ${keyId} of ${instantText(since)}${isUsed ? ', used' : ', not used yet'}` +
  (until === null ? '' : `, until ${instantText(until)}`);

const lineOf = ({ stationId, profile, isBlocked, blockedBecause, keys }: StationEntry): string => {
  const blocked = blockedBecause === '' ? 'blocked' : `blocked: ${blockedBecause}`;
  const unused = keys[0]?.isUsed === false ? 'its key was not used yet' : '';
  const notes = [isBlocked ? blocked : '', unused].filter((note) => note !== '');
  return [`${stationId}  profile ${profile}`, ...notes].join('  ');
};

/** Tells what was done. Whoever registers a station sees its password here and nowhere else. */
const told = (
  { flags, print }: Invocation,
  sentence: string,
  { entry, password, ...more }: Done & Readonly<Record<string, unknown>>,
): number => {
  if (flags['json'] === true) {
    print(JSON.stringify({ ...stationRowOf(entry), password, ...more }));
    return 0;
  }
  print(sentence);
  if (password !== null) print(`Password, shown this once: ${password}`);
  return 0;
};

const complained = ({ why, complaint }: NotDone): number => {
  if (why === 'misunderstood') throw misuse(complaint);
  process.stderr.write(`laddbok station: ${complaint}\n`);
  return 1;
};

const add = async (clerk: Clerk, invocation: Invocation): Promise<number> => {
  const { config } = invocation;
  const who = whoOf(invocation);
  const profile = wholeOf(invocation, 'profile') ?? (config.LADDBOK_TLS_CERT.length > 0 ? 2 : 1);
  const named = { ...passwordOf(invocation), ...certificateOf(invocation) };
  const done = await clerk.add({ ...who, profile, ...named });
  if ('why' in done) return complained(done);
  const sentence = `Registered ${who.stationId} with security profile ${profile}.`;
  return told(invocation, sentence, { ...done });
};

interface Desk extends Pick<OpenLog, 'log' | 'ledger'> {
  readonly clerk: Clerk;
}

/** Has the gateway that holds the station tell it; answers what came of it, as far as was waited. */
const tell = async ({ log, ledger }: Desk, invocation: Invocation, password: string) => {
  const { config, logger, flags } = invocation;
  const { counter, stop } = await openCommanding({ config, logger, log, ledger });
  try {
    const order = { ...whoOf(invocation), name: 'set-password', values: { password } };
    const asked = await counter.ask({ ...order, expiresAt: Date.now() + sending_ms });
    if ('refused' in asked) throw misuse(asked.reasons.join(' '));
    return flags['wait'] === true ? await counter.settled(asked, sending_ms) : asked;
  } finally {
    await stop();
  }
};

const rotate = async (desk: Desk, invocation: Invocation): Promise<number> => {
  const who = whoOf(invocation);
  const oldFor_s = wholeOf(invocation, 'old-for');
  const oldFor = oldFor_s === undefined ? {} : { oldFor_ms: oldFor_s * 1000 };
  const done = await desk.clerk.rotate({ ...who, ...passwordOf(invocation), ...oldFor });
  if ('why' in done) return complained(done);
  const ending =
    oldFor_s === undefined
      ? 'Its old key opens until it has used the new one.'
      : `Its old key opens for ${oldFor_s} s, or until it has used the new one.`;
  const sentence = `${who.stationId} has a new key. ${ending}`;
  if (invocation.flags['send'] !== true || done.password === null)
    return told(invocation, sentence, { ...done });
  const command = await tell(desk, invocation, done.password);
  const { commandId, state, status, detail } = command;
  told(invocation, sentence, { ...done, command_id: commandId, state, status });
  const outcome = [state, status, detail].filter((part) => part !== '').join(': ');
  if (invocation.flags['json'] !== true) invocation.print(`Sent as ${commandId}: ${outcome}`);
  return state === 'waiting' || status === 'Accepted' || status === 'RebootRequired' ? 0 : 1;
};

const show = (clerk: Clerk, invocation: Invocation): number => {
  const { tenant, stationId } = whoOf(invocation);
  const entry = clerk.find(tenant, stationId);
  if (entry === undefined)
    return complained({ why: 'unknown', complaint: `${stationId} is not registered.` });
  const { print, flags } = invocation;
  if (flags['json'] === true) {
    print(JSON.stringify(stationRowOf(entry)));
    return 0;
  }
  print(lineOf(entry));
  for (const key of entry.keys) print(`  ${keyText(key)}`);
  if (entry.certificateName !== stationId) print(`  certificate CN ${entry.certificateName}`);
  print(`  registered ${instantText(entry.addedAt)}`);
  print(`  changed ${instantText(entry.changedAt)} by ${entry.changedBy}`);
  return 0;
};

const list = (clerk: Clerk, invocation: Invocation): number => {
  const { print, flags } = invocation;
  const entries = clerk.ofTenant(tenantOf(invocation));
  if (flags['json'] === true) print(JSON.stringify(entries.map(stationRowOf)));
  else if (entries.length === 0) print('No station is registered.');
  else for (const entry of entries) print(lineOf(entry));
  return 0;
};

const change = (clerk: Clerk, invocation: Invocation): Promise<Done | NotDone> => {
  const profile = wholeOf(invocation, 'profile');
  const wanted = { ...(profile === undefined ? {} : { profile }), ...certificateOf(invocation) };
  return clerk.change({ ...whoOf(invocation), ...wanted });
};

const decided = async (
  invocation: Invocation,
  what: string,
  deciding: Promise<Done | NotDone>,
): Promise<number> => {
  const done = await deciding;
  if ('why' in done) return complained(done);
  return told(invocation, `${whoOf(invocation).stationId} ${what}.`, { ...done });
};

const act = (desk: Desk, invocation: Invocation, verb: Verb): number | Promise<number> => {
  const { clerk } = desk;
  const reason = String(invocation.flags['reason'] ?? '');
  switch (verb) {
    case 'list':
      return list(clerk, invocation);
    case 'show':
      return show(clerk, invocation);
    case 'add':
      return add(clerk, invocation);
    case 'rotate-key':
      return rotate(desk, invocation);
    case 'change':
      return decided(invocation, 'is changed', change(clerk, invocation));
    case 'block':
      return decided(invocation, 'is blocked', clerk.block(whoOf(invocation), reason));
    case 'unblock':
      return decided(invocation, 'is let in again', clerk.unblock(whoOf(invocation)));
    case 'remove':
      return decided(invocation, 'is registered no more', clerk.remove(whoOf(invocation)));
  }
};

export const station: Command = {
  usage: `${verbs.join('|')} STATION`,
  help: [
    'add         registers a station; prints its password once, only a hash of it is kept',
    'list, show  what is registered',
    'rotate-key  gives it a new key; with --send the station is told, and the old key opens until',
    '            the station has used the new one',
    'change      another profile or certificate name; gateways raise profiles by themselves',
    'block       disconnects the station and lets it in no more, unblock lets it in again',
    'remove      its keys open nothing any more; what it said stays in the log',
    'Holds for every gateway at once, and needs no restart. See docs/security.md.',
  ].join('\n'),
  flags: {
    profile: {
      type: 'string',
      about: 'security profile 0 to 3; add: default 2 where TLS is set up, else 1',
    },
    'password-file': {
      type: 'string',
      about: 'add, rotate-key: a password of your own; - reads it',
    },
    'certificate-name': {
      type: 'string',
      about: 'add, change: CN of its certificate, if not its id',
    },
    'old-for': { type: 'string', about: 'rotate-key: seconds that the old key opens at the most' },
    send: { type: 'boolean', about: 'rotate-key: tell the station its new password' },
    wait: { type: 'boolean', about: 'rotate-key --send: wait for its answer' },
    reason: { type: 'string', about: 'block: why, for those who look later' },
    tenant: { type: 'string', about: 'tenant of the station' },
    json: { type: 'boolean', about: 'print as JSON' },
  },
  run: async (invocation) => {
    const { config, logger, args } = invocation;
    const verb = verbs.find((one) => one === args[0]);
    if (verb === undefined) throw misuse(`say one of ${verbs.join(', ')}`);
    if (verb !== 'list') whoOf(invocation);
    const { log, ledger } = await openLogFor(config, { logger });
    const { registry, clerk } = await openStations({ logger, log, ledger });
    try {
      await registry.caughtUp();
      return await act({ log, ledger, clerk }, invocation, verb);
    } finally {
      await registry.stop();
      await log.close();
    }
  },
};
