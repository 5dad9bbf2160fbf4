// Every command there is, checked, and said in the words of a station's version of OCPP.

import { Ajv, type ValidateFunction } from 'ajv';
import { murmur2 } from '../../lib/hash.ts';
import { instantText, readInstant } from '../../lib/time.ts';
import { stationActions } from '../answers/answer.ts';
import { type Protocol, protocols } from '../protocol.ts';
import { checkCall, isKnownAction } from '../schemas.ts';
import { type ArgSchema, schemaOf } from './args.ts';
import type { Said, Saying, Word } from './word.ts';
import { availability } from './words/availability.ts';
import { cancelReservation } from './words/cancel-reservation.ts';
import { clearCache } from './words/clear-cache.ts';
import { clearChargingProfile } from './words/clear-charging-profile.ts';
import { custom } from './words/custom.ts';
import { dataTransfer } from './words/data-transfer.ts';
import { getChargingProfiles } from './words/get-charging-profiles.ts';
import { getCompositeSchedule } from './words/get-composite-schedule.ts';
import { getLocalListVersion } from './words/get-local-list-version.ts';
import { getLog } from './words/get-log.ts';
import { getReport } from './words/get-report.ts';
import { getTransactionStatus } from './words/get-transaction-status.ts';
import { getVariables } from './words/get-variables.ts';
import { remoteStart } from './words/remote-start.ts';
import { remoteStop } from './words/remote-stop.ts';
import { reserve } from './words/reserve.ts';
import { reset } from './words/reset.ts';
import { sendLocalList } from './words/send-local-list.ts';
import { setChargingProfile } from './words/set-charging-profile.ts';
import { setLimit } from './words/set-limit.ts';
import { setPassword } from './words/set-password.ts';
import { setVariables } from './words/set-variables.ts';
import { trigger } from './words/trigger.ts';
import { unlock } from './words/unlock.ts';
import { updateFirmware } from './words/update-firmware.ts';

/** Every command, in the order that help shows them. */
export const vocabulary: readonly Word[] = [
  remoteStart,
  remoteStop,
  reset,
  unlock,
  availability,
  trigger,
  getVariables,
  setVariables,
  setPassword,
  getReport,
  reserve,
  cancelReservation,
  setChargingProfile,
  setLimit,
  clearChargingProfile,
  getChargingProfiles,
  getCompositeSchedule,
  getTransactionStatus,
  updateFirmware,
  getLog,
  sendLocalList,
  getLocalListVersion,
  clearCache,
  dataTransfer,
  custom,
];

const byName: ReadonlyMap<string, Word> = new Map(vocabulary.map((one) => [one.name, one]));

export const wordOf = (name: string): Word | undefined => byName.get(name);

export type Values = Readonly<Record<string, unknown>>;

const isInstant = (text: string): boolean => readInstant(text) !== null;
const ajv = new Ajv({ strict: false, allErrors: true, formats: { 'date-time': isInstant } });
const checkers = new Map<string, ValidateFunction>();

/** The schema of a command's arguments. */
export const argsSchema = ({ args }: Word): ArgSchema => schemaOf(args);

const checkerOf = (one: Word): ValidateFunction => {
  const checker = checkers.get(one.name) ?? ajv.compile(argsSchema(one));
  checkers.set(one.name, checker);
  return checker;
};

/** What is wrong with a command that is asked for, in sentences; empty where nothing is. */
export const complaintsAbout = (name: string, values: Values): readonly string[] => {
  const one = wordOf(name);
  if (one === undefined) {
    return [`There is no command "${name}". There are: ${[...byName.keys()].join(', ')}.`];
  }
  const check = checkerOf(one);
  if (check(values)) return [];
  return (check.errors ?? []).map(({ instancePath, message = 'is not right', params }) => {
    const what = instancePath === '' ? 'The arguments' : instancePath.slice(1).replaceAll('/', '.');
    const named = 'additionalProperty' in params ? ` ("${params['additionalProperty']}")` : '';
    return `${what} ${message}${named}.`;
  });
};

/** The arguments that may be shown: without tokens, credentials and payloads of others. */
export const shownValues = (name: string, values: Values): Values => {
  const args = wordOf(name)?.args ?? {};
  return Object.fromEntries(Object.entries(values).filter(([key]) => args[key]?.secret === false));
};

export interface Asked {
  readonly name: string;
  readonly values: Values;
  readonly commandId: string;
  /** Milliseconds UTC. */
  readonly askedAt: number;
}

/** CALLs that both sides may make. */
const eitherWay: ReadonlySet<string> = new Set(['DataTransfer']);

const checked = (protocol: Protocol, told: Said): Saying => {
  const { action, payload } = told;
  if (!isKnownAction(protocol, action)) return { unsayable: `${protocol} has no ${action}.` };
  if (stationActions(protocol).includes(action) && !eitherWay.has(action))
    return { unsayable: `${action} is for stations to send, not to receive.` };
  const { verdict, errors } = checkCall(protocol, action, payload);
  if (verdict === 'VALID') return told;
  return { unsayable: `${action} of ${protocol} does not allow this: ${errors.join('; ')}.` };
};

/** The CALL of a command in one version of OCPP, valid by its schema; or why there is none. */
export const sayIn = (protocol: Protocol, asked: Asked): Saying => {
  const one = wordOf(asked.name);
  if (one === undefined) return { unsayable: `There is no command "${asked.name}".` };
  const number = murmur2(asked.commandId);
  const speech = { protocol, number, askedAt: instantText(asked.askedAt) };
  const saying = one.say(asked.values, speech);
  return 'unsayable' in saying ? saying : checked(protocol, saying);
};

/** Why no version at all can say it; empty where one can. */
export const unsayableAnywhere = (asked: Asked): readonly string[] => {
  const sayings = protocols.map((protocol) => sayIn(protocol, asked));
  const reasons = sayings.flatMap((one) => ('unsayable' in one ? [one.unsayable] : []));
  return reasons.length < sayings.length ? [] : [...new Set(reasons)];
};
