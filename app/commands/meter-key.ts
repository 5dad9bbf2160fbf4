// `laddbok meter-key`: which public keys the signed values of a station are checked with.

import { AppError } from '../../lib/errors.ts';
import type { MeterKey } from '../../processors/interpret/signed/state.ts';
import { isPublicKey } from '../../processors/interpret/signed/verify.ts';
import type { Command, Invocation } from '../command.ts';
import type { MeterKeyLog } from '../meter-keys.ts';
import { listMeterKeys, orderMeterKey } from '../meter-keys.ts';
import { openLogFor } from '../wire.ts';

const actions = ['add', 'list', 'withdraw'] as const;

const misuse = (problem: string): AppError => new AppError('USAGE', { problem });

/** The key that the flags speak of. */
const keyIn = ({ flags }: Invocation): MeterKey => {
  const port = Number(flags['port'] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 0xffff)
    throw misuse(`--port ${String(flags['port'])} is no whole number from 0 to 65535`);
  const meterSerial = String(flags['meter'] ?? '');
  const publicKey = String(flags['key'] ?? '').trim();
  if (!isPublicKey(publicKey)) {
    throw misuse(
      '--key is no public key: give a SubjectPublicKeyInfo or a point of a known curve, in hex, ' +
        'base64 or PEM',
    );
  }
  return { port, meterSerial, publicKey };
};

const whereOf = ({ port, meterSerial }: MeterKey): string =>
  `${port === 0 ? 'every port' : `port ${port}`}, ` +
  (meterSerial === '' ? 'any meter' : `meter ${meterSerial}`);

const list = async (from: MeterKeyLog, { flags, print }: Invocation): Promise<number> => {
  const keys = await listMeterKeys(from);
  if (flags['json'] === true) print(JSON.stringify(keys));
  else if (keys.length === 0) print(`No meter key is registered for ${from.stationId}.`);
  else for (const key of keys) print(`${whereOf(key)}: ${key.publicKey}`);
  return 0;
};

const isSame = (one: MeterKey, other: MeterKey): boolean =>
  one.port === other.port &&
  one.meterSerial === other.meterSerial &&
  one.publicKey === other.publicKey;

const order = async (
  to: MeterKeyLog,
  action: 'add' | 'withdraw',
  invocation: Invocation,
): Promise<number> => {
  const key = keyIn(invocation);
  const { print, config } = invocation;
  const isKnown = (await listMeterKeys(to)).some((one) => isSame(one, key));
  if (isKnown === (action === 'add')) {
    print(isKnown ? 'That key is registered already.' : 'That key is not registered.');
    return isKnown ? 0 : 1;
  }
  const by = config.LADDBOK_GATEWAY_ID;
  await orderMeterKey(to, { ...key, action, by, at: Date.now() });
  const done = action === 'add' ? 'Registered' : 'Withdrawn';
  print(`${done} for ${to.stationId}, ${whereOf(key)}. It counts from here on.`);
  return 0;
};

export const meterKey: Command = {
  usage: 'add|list|withdraw STATION',
  help: [
    'Signed meter values are checked with the keys registered for their station; without any, with',
    'the key that the station itself names, and the verdict says so. An order counts for what',
    'comes after it in the log: register a key before the first session, and withdraw it when the',
    'meter is replaced. Works beside a running `laddbok up`.',
  ].join('\n'),
  flags: {
    key: { type: 'string', about: 'the public key, in hex, base64 or PEM' },
    port: { type: 'string', about: 'connector (1.6) or EVSE (2.x); default: every port' },
    meter: { type: 'string', about: 'serial number of the meter; default: any' },
    tenant: { type: 'string', about: 'tenant of the station' },
    json: { type: 'boolean', about: 'print the list as JSON' },
  },
  run: async (invocation) => {
    const { args, flags, config, logger } = invocation;
    const [word, stationId] = args;
    const action = actions.find((one) => one === word);
    if (action === undefined || stationId === undefined)
      throw misuse('say `add`, `list` or `withdraw`, and the STATION');
    if (action !== 'list') keyIn(invocation);
    const { log, ocpp } = await openLogFor(config, { logger });
    const tenant = String(flags['tenant'] ?? config.LADDBOK_TENANT);
    const of: MeterKeyLog = { log, codec: ocpp, tenant, stationId };
    try {
      return action === 'list' ? await list(of, invocation) : await order(of, action, invocation);
    } finally {
      await log.close();
    }
  },
};
