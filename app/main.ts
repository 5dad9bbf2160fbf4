// The command line: finds the command, reads its flags, turns faults into sentences.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Command } from './command.ts';
import { commands, type ListedCommand } from './commands.ts';
import { configOfProcess } from './config.ts';
import { openLogger } from './log-to.ts';

/** Exit codes: what was asked for is so, is not so or failed, could not be understood. */
const failed = 1;
const misused = 2;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const overview = (): string =>
  [
    'Laddbok, the charging ledger.',
    '',
    'Usage: laddbok COMMAND [options]',
    '',
    ...commands.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`),
    '',
    '`laddbok COMMAND --help` tells more. Settings come from the environment: see .env.example.',
  ].join('\n');

const helpOf = (name: string, { usage, help, flags }: Command): string =>
  [
    `Usage: laddbok ${[name, usage].filter((part) => part !== '').join(' ')} [options]`,
    '',
    help,
    '',
    ...Object.entries(flags).map(([flag, { about }]) => `  --${flag.padEnd(14)} ${about}`),
    `  --${'help'.padEnd(14)} this text`,
  ].join('\n');

const read = (command: Command, argv: readonly string[]) => {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean' } };
  for (const [name, { type }] of Object.entries(command.flags)) options[name] = { type };
  return parseArgs({ args: [...argv], options, allowPositionals: true });
};

/** How many arguments a command takes, as its usage says: each a word, `…` for any number. */
const arguments_max = ({ usage }: Command): number => {
  if (usage.endsWith('…')) return Infinity;
  return usage === '' ? 0 : usage.split(' ').length;
};

/** What would be passed over in silence might be what was meant. */
const refuseSurplus = (name: string, command: Command, args: readonly string[]): void => {
  const surplus = args[arguments_max(command)];
  if (surplus === undefined) return;
  const problem = `"${surplus}" is one argument too many; see \`laddbok ${name} --help\`.`;
  throw new AppError('USAGE', { problem });
};

const run = async ({ name, load }: ListedCommand, argv: readonly string[]): Promise<number> => {
  const command = await load();
  const { values, positionals } = read(command, argv);
  if (values['help'] === true) {
    print(helpOf(name, command));
    return 0;
  }
  refuseSurplus(name, command, positionals);
  const flags: Record<string, string | boolean> = {};
  for (const [flag, value] of Object.entries(values)) {
    if (typeof value === 'string' || typeof value === 'boolean') flags[flag] = value;
  }
  const config = configOfProcess();
  const logger = openLogger(config.LADDBOK_LOG_LEVEL);
  return command.run({ flags, args: positionals, config, logger, print });
};

const isMisuse = (error: unknown): boolean =>
  (error instanceof AppError && (error.code === 'USAGE' || error.code === 'CONFIG_INVALID')) ||
  (error instanceof TypeError &&
    'code' in error &&
    String(error.code).startsWith('ERR_PARSE_ARGS'));

/** Runs a command line and resolves to the exit code. */
export const main = async (argv: readonly string[]): Promise<number> => {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    print(overview());
    return name === undefined ? misused : 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    process.stderr.write(`laddbok: there is no command "${name}".\n\n${overview()}\n`);
    return misused;
  }
  try {
    return await run(command, rest);
  } catch (error) {
    process.stderr.write(`laddbok ${name}: ${messageOf(error)}\n`);
    if (!(error instanceof AppError) && !isMisuse(error) && error instanceof Error) {
      process.stderr.write(`${error.stack ?? ''}\n`);
    }
    return isMisuse(error) ? misused : failed;
  }
};
