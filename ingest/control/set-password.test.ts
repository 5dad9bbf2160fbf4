// A new password for a station, in the words of each version of OCPP.

import { expect, test } from 'vitest';
import type { Protocol } from '../protocol.ts';
import { shownValues, sayIn } from './vocabulary.ts';

const values = { password: 'a new and long password' };

const said = (protocol: Protocol) =>
  sayIn(protocol, { name: 'set-password', values, commandId: 'c-1', askedAt: 0 });

test('a station of 1.6 is told its AuthorizationKey', () => {
  const payload = { key: 'AuthorizationKey', value: values.password };
  expect(said('ocpp1.6')).toEqual({ action: 'ChangeConfiguration', payload });
});

test.each(['ocpp2.0.1', 'ocpp2.1'] as const)('a station of %s, its variable', (protocol) => {
  const component = { name: 'SecurityCtrlr' };
  const variable = { name: 'BasicAuthPassword' };
  const attributeValue = values.password;
  expect(said(protocol)).toEqual({
    action: 'SetVariables',
    payload: { setVariableData: [{ component, variable, attributeValue }] },
  });
});

test('the password is never among what is shown of the command', () => {
  expect(shownValues('set-password', values)).toEqual({});
});
