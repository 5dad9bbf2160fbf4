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
  [
    'NotifyEvent',
    2,
    [
      2,
      '1',
      'NotifyEvent',
      { eventData: [{ actualValue: secret, variable: { name: 'BasicAuthPassword' } }] },
    ],
    ['/3/eventData/0/actualValue'],
  ],
  [
    'DataTransfer whose data is JSON in a string',
    2,
    [
      2,
      '1',
      'DataTransfer',
      { vendorId: 'V', data: JSON.stringify({ key: 'AuthorizationKey', value: 'x' }) },
    ],
    ['/3/data'],
  ],
  [
    'DataTransfer whose data is JSON in JSON in a string',
    2,
    [
      2,
      '1',
      'DataTransfer',
      { vendorId: 'V', data: JSON.stringify(JSON.stringify([{ basicAuthPassword: 'x' }])) },
    ],
    ['/3/data'],
  ],
];

test.each(said)('The key or password in %s is dropped, and where it stood is told', (...row) => {
  const [action, messageType, message, paths] = row;
  const event = redactSecrets(frameOf(JSON.stringify(message), messageType, action));
  expect(event.frame).not.toContain(secret);
  expect(event.redactions.map(({ path }) => path)).toEqual(paths);
  const put = (_: string, value: unknown): unknown =>
    value === secret || (_ === 'data' && typeof value === 'string') ? '(redacted)' : value;
  expect(event.frame).toBe(JSON.stringify(message, put));
});

test('Of an address who logs in with what is dropped, and the rest of it stays', () => {
  const text =
    '[2,"1","UpdateFirmware",{"location":"ftp:\\/\\/fw:p@ss@host\\/2.0.bin","retries":3}]';
  const event = redactSecrets(frameOf(text, 2, 'UpdateFirmware'));
  expect(event.frame).toBe(
    '[2,"1","UpdateFirmware",{"location":"ftp://(redacted)@host/2.0.bin","retries":3}]',
  );
  expect(event.redactions.map(({ path }) => path)).toEqual(['/3/location']);
  const plain = frameOf('[2,"1","GetLog",{"log":{"remoteLocation":"https://host/a@b"}}]', 2);
  expect(redactSecrets(plain)).toBe(plain);
});

test('Data that only speaks of a password stays as it is', () => {
  const data = JSON.stringify({ note: 'password changed', steps: [1, 2] });
  const event = frameOf(JSON.stringify([2, '1', 'DataTransfer', { vendorId: 'V', data }]), 2);
  expect(redactSecrets(event)).toBe(event);
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
