// `laddbok tariff`: checks a tariff, and prices a session with it, line by line.

import { readFileSync } from 'node:fs';
import { offsetAt, zoneNamed } from '../../api/zone.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import { explained } from '../../lib/tariff/explained.ts';
import type { Fault } from '../../lib/tariff/place.ts';
import { price } from '../../lib/tariff/price.ts';
import { readSession } from '../../lib/tariff/read-session.ts';
import { readTariff } from '../../lib/tariff/read-tariff.ts';
import type { Tariff } from '../../lib/tariff/tariff.ts';
import type { Command, Invocation } from '../command.ts';

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

export const tariffCommand: Command = {
  name: 'tariff',
  about: 'check a tariff, or price a session with it',
  usage: 'check|price TARIFF [SESSION]',
  help: [
    'TARIFF is a JSON file with a tariff of OCPI 2.2.1; SESSION one as docs/tariffs.md shows it.',
    'check: tells every fault of the tariff by its path.',
    'price: prints the lines that the price is made of, before and after tax.',
    'Exit code 1: there are faults, or the tariff asks for what the session does not say.',
  ].join('\n'),
  flags: { json: { type: 'boolean', about: 'print the faults or the price as JSON' } },
  run: (invocation) => {
    const [action, path, session] = invocation.args;
    const isUnderstood = action === 'check' || (action === 'price' && session !== undefined);
    if (!isUnderstood || path === undefined)
      throw new AppError('USAGE', { problem: 'say `check TARIFF`, or `price TARIFF SESSION`' });
    const read = readTariff(readJson(path));
    const faults = 'faults' in read ? read.faults : [];
    if ('faults' in read || session === undefined || action === 'check')
      return Promise.resolve(tell(invocation, path, faults));
    return Promise.resolve(priceIn(invocation, read.tariff, session));
  },
};
