// `laddbok tariff`: checks a tariff, and prices a session with it, line by line.

import { readFileSync } from 'node:fs';
import { offsetAt, zoneNamed } from '../../api/zone.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import { amountsText, explained } from '../../lib/tariff/explained.ts';
import type { Fault } from '../../lib/tariff/place.ts';
import { price } from '../../lib/tariff/price.ts';
import { readSession } from '../../lib/tariff/read-session.ts';
import { readTariff } from '../../lib/tariff/read-tariff.ts';
import type { Tariff } from '../../lib/tariff/tariff.ts';
import type { Command, Invocation } from '../command.ts';
import { instantOfFlag } from '../flag-instant.ts';
import { findRunning } from '../running.ts';
import { tryTariff, type Trial } from '../tariff-trial.ts';
import { openStoreToRead } from '../wire.ts';

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('USAGE', { problem: `${path} is no JSON file: ${messageOf(cause)}` });
  }
};

const tell = ({ flags, print }: Invocation, path: string, faults: readonly Fault[]): number => {
  if (flags['json'] === true) print(JSON.stringify({ path, faults }));
  else for (const fault of faults) print(`${path}: ${fault.path || 'the file'} ${fault.says}`);
  return faults.length === 0 ? 0 : 1;
};

const zoneOf = (name: string) => {
  const zone = zoneNamed(name);
  return zone === null ? null : (at: number) => offsetAt(at, zone);
};

const priceIn = (invocation: Invocation, tariff: Tariff, path: string): number => {
  const { flags, print } = invocation;
  const read = readSession(readJson(path), zoneOf);
  if ('faults' in read) return tell(invocation, path, read.faults);
  const priced = price(read.session, tariff);
  const { parts: _parts, ...told } = priced;
  if (flags['json'] === true) print(JSON.stringify(told));
  else for (const line of explained(priced)) print(line);
  for (const what of priced.missing)
    if (flags['json'] !== true) print(`The tariff asks for the ${what}, which is not given.`);
  return priced.missing.length === 0 ? 0 : 1;
};

const untilOf = (text: string | boolean | undefined): number =>
  text === undefined ? Date.now() : instantOfFlag('until', String(text));

const trialLines = (
  { sessions, energy_mwh, total, by_dimension, left_out }: Trial,
  code: string,
) => [
  `${sessions} sessions, ${energy_mwh / 1_000_000} kWh, ${amountsText(total)} ${code}`,
  ...Object.entries(by_dimension).map(([name, of]) => `  ${name}: ${amountsText(of)}`),
  ...Object.entries(left_out).map(([reason, count]) => `Left out, ${reason}: ${count}`),
];

const tryOut = async ({ config, flags, print }: Invocation, tariff: Tariff): Promise<number> => {
  const zone = zoneNamed(String(flags['zone'] ?? 'UTC'));
  if (zone === null)
    throw new AppError('USAGE', { problem: '--zone is no time zone as Europe/Stockholm' });
  const store = await openStoreToRead(config, findRunning(config)?.clickhouse ?? '');
  const { LADDBOK_TENANT: tenant } = config;
  try {
    const until = untilOf(flags['until']);
    const trial = await tryTariff(store, { tenant, until, tariff, zone });
    if (flags['json'] === true) print(JSON.stringify(trial));
    else for (const line of trialLines(trial, tariff.currency)) print(line);
    return 0;
  } finally {
    await store.close();
  }
};

export const tariffCommand: Command = {
  usage: 'check|price|try TARIFF [SESSION]',
  help: [
    'TARIFF is a JSON file with a tariff of OCPI 2.2.1; SESSION one as docs/tariffs.md shows it.',
    'check: tells every fault of the tariff by its path.',
    'price: prints the lines that the price is made of, before and after tax.',
    'try: prices all sessions of the store with it, bills nobody, and prints the sums.',
    'Exit code 1: there are faults, or the tariff asks for what the session does not say.',
  ].join('\n'),
  flags: {
    until: {
      type: 'string',
      about: 'try: sessions that ended before this instant or date; default: now',
    },
    zone: { type: 'string', about: 'try: time zone of the sites; default: UTC' },
    json: { type: 'boolean', about: 'print the faults, the price or the sums as JSON' },
  },
  run: (invocation) => {
    const [action = '', path, session] = invocation.args;
    const isUnderstood =
      action === 'check' || action === 'try' || (action === 'price' && session !== undefined);
    if (!isUnderstood || path === undefined)
      throw new AppError('USAGE', {
        problem: 'say `check TARIFF`, `price TARIFF SESSION` or `try TARIFF`',
      });
    const read = readTariff(readJson(path));
    if ('faults' in read) return Promise.resolve(tell(invocation, path, read.faults));
    if (action === 'try') return tryOut(invocation, read.tariff);
    if (session === undefined || action === 'check')
      return Promise.resolve(tell(invocation, path, []));
    return Promise.resolve(priceIn(invocation, read.tariff, session));
  },
};
