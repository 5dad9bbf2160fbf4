// Secrets of stations never reach the log, and all else of a frame stays as it was said.

import { expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { eventOf } from '../event.ts';
import { redactSecrets } from './redact.ts';

const origin = {
  tenant: 'main',
  stationId: 'CP1',
  connectionId: 'c1',
  gatewayId: 'g1',
  gatewayRun: 'r1',
  protocol: 'ocpp1.6',
  source: 'GATEWAY',
} as const;

const frameOf = (frame: string, messageType: number, action = ''): OcppEvent =>
  eventOf(origin, { seq: 0, recordedAt: 0 }, { kind: 'FRAME', frame, messageType, action });

const secret = '4f43415f4f4354545f61646d696e5f74';

const said: readonly [string, number, unknown, readonly string[]][] = [
  [
    'ChangeConfiguration',
    2,
    [2, '1', 'ChangeConfiguration', { key: 'AuthorizationKey', value: secret }],
    ['/3/value'],
  ],
  [
    'GetConfiguration',
    3,
    [3, '1', { configurationKey: [{ key: 'A' }, { key: 'authorizationKey', value: secret }] }],
    ['/2/configurationKey/1/value'],
  ],
  [
    'SetVariables',
    2,
    [
      2,
      '1',
      'SetVariables',
      {
        setVariableData: [
          {
            attributeValue: secret,
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
          },
        ],
      },
    ],
    ['/3/setVariableData/0/attributeValue'],
  ],
  [
    'GetVariables',
    3,
    [
      3,
      '1',
      {
        getVariableResult: [{ attributeValue: secret, variable: { name: 'BasicAuthPassword' } }],
      },
    ],
    ['/2/getVariableResult/0/attributeValue'],
  ],
  [
    'NotifyReport',
    2,
    [
      2,
      '1',
      'NotifyReport',
      {
        reportData: [
          { variable: { name: 'BasicAuthPassword' }, variableAttribute: [{ value: secret }] },
        ],
      },
    ],
    ['/3/reportData/0/variableAttribute/0/value'],
  ],
  [
    'SetNetworkProfile',
    2,
    [
      2,
      '1',
      'SetNetworkProfile',
      { connectionData: { basicAuthPassword: secret, vpn: { key: secret, server: 's' } } },
    ],
    ['/3/connectionData/basicAuthPassword', '/3/connectionData/vpn/key'],
  ],
];

test.each(said)('The key or password in %s is dropped, and where it stood is told', (...row) => {
  const [action, messageType, message, paths] = row;
  const event = redactSecrets(frameOf(JSON.stringify(message), messageType, action));
  expect(event.frame).not.toContain(secret);
  expect(event.redactions.map(({ path }) => path)).toEqual(paths);
  const put = JSON.stringify(message).replaceAll(secret, '(redacted)');
  expect(event.frame).toBe(put);
});

test('A name that is hidden behind escapes is found all the same', () => {
  const text = `[2,"1","ChangeConfiguration",{"key":"Authoriz\\u0061tionKey","value":"${secret}"}]`;
  const event = redactSecrets(frameOf(text, 2, 'ChangeConfiguration'));
  expect(event.frame).not.toContain(secret);
});

test('A frame that breaks off within a key keeps only what came before it', () => {
  const text = `[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"${secret}`;
  const event = redactSecrets(frameOf(text, 0));
  expect(event.frame).toBe('[2,"1","ChangeConfiguration",{"key":"(redacted)');
  expect(event.redactions).toHaveLength(1);
});

test('A frame without secrets is the very same event', () => {
  const text = '[2,"1","ChangeConfiguration",{"key":"MeterValueSampleInterval","value":"60"}]';
  const event = frameOf(text, 2, 'ChangeConfiguration');
  expect(redactSecrets(event)).toBe(event);
});
