// `laddbok command`: asks a station to do something, and tells what came of it.

import { userInfo } from 'node:os';
import { AppError } from '../../lib/errors.ts';
import { instantText } from '../../lib/time.ts';
import { type Command as Asked, isOver } from '../../ingest/control/command.ts';
import type { Counter } from '../../ingest/control/order.ts';
import { orderLimits } from '../../ingest/control/order.ts';
import { valuesOf } from '../../ingest/control/spoken.ts';
import { vocabulary, wordOf } from '../../ingest/control/vocabulary.ts';
import type { Command, Invocation } from '../command.ts';
import { openCommanding } from '../commanding.ts';
import { instantOfFlag } from '../flag-instant.ts';
import { openLogFor } from '../wire.ts';

type FlagValue = string | boolean | undefined;

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

const wordLines = vocabulary.map(({ name, about, args }) => {
  const names = Object.entries(args).map(([arg, { required }]) => (required ? arg : `[${arg}]`));
  return `  ${name.padEnd(24)} ${about}${names.length === 0 ? '' : `\n  ${''.padEnd(24)}   ${names.join(' ')}`}`;
});

const wholeOf = (text: FlagValue, fallback: number): number => {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= orderLimits.timeout_max_ms / 1000)
    return value;
  throw misuse(`--timeout ${String(text)} is no whole number of seconds up to 600`);
};

const expiryOf = (text: FlagValue): { readonly expiresAt?: number } => {
  if (text === undefined) return {};
  return { expiresAt: instantOfFlag('expires', String(text)) };
};

const argsOf = ({ args, flags }: Invocation) => {
  const [stationId, name, ...pairs] = args;
  if (stationId === undefined || name === undefined)
    throw misuse('say the STATION and the NAME of the command; see `laddbok command --help`');
  if (wordOf(name) === undefined)
    throw misuse(`there is no command "${name}"; see \`laddbok command --help\``);
  const given = valuesOf(name, pairs, String(flags['args'] ?? '{}'));
  if ('problem' in given) throw misuse(given.problem);
  return { stationId, name, values: given.values };
};

const told = (command: Asked): string =>
  [command.state, command.status, command.errorCode, command.detail]
    .filter((part) => part !== '')
    .join(': ');

const print = (counter: Counter, command: Asked, invocation: Invocation): void => {
  const { flags } = invocation;
  const answer = counter.answerOf(command);
  if (flags['json'] === true) {
    const { commandId, stationId, name, state, status, errorCode, detail } = command;
    const line = { command_id: commandId, station_id: stationId, name, state, status };
    invocation.print(JSON.stringify({ ...line, error_code: errorCode, detail, answer }));
    return;
  }
  invocation.print(`${command.commandId} ${told(command)}`);
  if (answer !== null) invocation.print(JSON.stringify(answer));
};

/** Exit code: done, or in the log and not waited for; else 1. */
const codeOf = (command: Asked): number =>
  !isOver(command) || (command.state === 'answered' && command.status !== 'Rejected') ? 0 : 1;

const ask = async (counter: Counter, invocation: Invocation): Promise<number> => {
  const { flags, config } = invocation;
  const timeout_ms = wholeOf(flags['timeout'], orderLimits.timeout_ms / 1000) * 1000;
  const { expiresAt } = expiryOf(flags['expires']);
  const command = await counter.ask({
    ...argsOf(invocation),
    tenant: String(flags['tenant'] ?? config.LADDBOK_TENANT),
    by: `cli/${userInfo().username}`,
    timeout_ms,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  if ('refused' in command) throw misuse(command.reasons.join(' '));
  if (flags['wait'] !== true) {
    print(counter, command, invocation);
    return 0;
  }
  const longest_ms = command.expiresAt - Date.now() + timeout_ms + 15_000;
  if (process.stderr.isTTY)
    process.stderr.write(`Waiting, until ${instantText(Date.now() + longest_ms)} at most …\n`);
  const ended = await counter.settled(command, longest_ms);
  print(counter, ended, invocation);
  return codeOf(ended);
};

export const command: Command = {
  usage: 'STATION NAME KEY=VALUE…',
  help: [
    'Appends the command to the log; the gateway that holds the station sends it, one at a time.',
    'Exit code 1 where it was waited for and not done. In brackets: arguments that may be absent.',
    '',
    ...wordLines,
    '',
    'Lists are written with commas, nested values as JSON. What each argument means is told by',
    '/v1/command-vocabulary of the API and by docs/control.md.',
  ].join('\n'),
  flags: {
    args: { type: 'string', about: 'the arguments as one JSON object' },
    wait: { type: 'boolean', about: 'wait for the end' },
    expires: { type: 'string', about: 'until when to wait for a station that is away' },
    timeout: { type: 'string', about: 'seconds that the station may take; default 30' },
    tenant: { type: 'string', about: 'tenant of the station' },
    json: { type: 'boolean', about: 'print as JSON' },
  },
  run: async (invocation) => {
    const { config, logger } = invocation;
    argsOf(invocation);
    const { log, ledger } = await openLogFor(config, { logger });
    const { counter, stop } = await openCommanding({ config, logger, log, ledger });
    try {
      return await ask(counter, invocation);
    } finally {
      await stop();
      await log.close();
    }
  },
};
