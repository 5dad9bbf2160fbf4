// Every action of every version is read, or it is said here why it says nothing.

import * as of16 from 'typed-ocpp/dist/ocpp16/schemas.js';
import * as of201 from 'typed-ocpp/dist/ocpp20/schemas.js';
import * as of21 from 'typed-ocpp/dist/ocpp21/schemas.js';
import { describe, expect, test } from 'vitest';
import { actionsOf } from './actions.ts';
import { commandsOf } from './commands/find.ts';

/** Messages of stations that carry no fact, and why. */
const withoutFacts: Readonly<Record<string, string>> = {
  Heartbeat: 'Says only that the station lives, which every frame says.',
  Get15118EVCertificate: 'Fetches a certificate for a vehicle: no fact about charging.',
  GetCertificateStatus: 'Asks whether a certificate was revoked; the certificate is not kept.',
  GetCertificateChainStatus: 'Asks whether certificates were revoked; they are not kept.',
  NotifyCustomerInformation: 'Personal data that a customer asked for; kept in the frame alone.',
  VatNumberValidation: 'Name and tax number of a customer; kept in the frame alone.',
  OpenPeriodicEventStream: 'Announces a stream; its values come by NotifyPeriodicEventStream.',
  ClosePeriodicEventStream: 'Ends a stream of values.',
  PullDynamicScheduleUpdate: 'Asks for a limit; what was charged is told by the meter.',
};

const ending = 'Request';

const versions = [
  ['ocpp1.6', of16],
  ['ocpp2.0.1', of201],
  ['ocpp2.1', of21],
] as const;

const namesOf = (schemas: object): readonly string[] =>
  Object.keys(schemas)
    .filter((name) => !name.endsWith('Response'))
    .map((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : name));

describe.each(versions)('%s', (protocol, schemas) => {
  const names = namesOf(schemas);
  const isRead = (name: string): boolean =>
    commandsOf(protocol).has(name) || actionsOf(protocol).get(name)?.interpret !== undefined;

  test('has all its messages', () => {
    const most = { 'ocpp1.6': 39, 'ocpp2.0.1': 64, 'ocpp2.1': 91 };
    expect(names).toHaveLength(most[protocol]);
  });

  test.each(names)('%s is read, or it is said why not', (name) => {
    expect(isRead(name) || name in withoutFacts).toBe(true);
  });

  test('nothing is read that is said to carry no fact', () => {
    expect(Object.keys(withoutFacts).filter(isRead)).toEqual([]);
  });

  test('nothing is read that the version does not have', () => {
    const family = protocol === 'ocpp1.6' ? names : [...namesOf(of201), ...namesOf(of21)];
    const read = [...actionsOf(protocol).keys(), ...commandsOf(protocol).keys()];
    expect(read.filter((name) => !family.includes(name))).toEqual([]);
  });
});
