// What never leaves a payload.

import { describe, expect, test } from 'vitest';
import { tape } from '../tape.ts';
import { interpret } from './interpret.ts';
import { isSecret, shownValue, withoutCredentials } from './secrets.ts';
import type { StationState } from './state.ts';
import { unknownStation } from './state.ts';

describe('values of settings', () => {
  test.each([
    'AuthorizationKey',
    'BasicAuthPassword',
    'WifiPSK',
    'APNPassword',
    'SimPin',
    'ApiToken',
    'FreevendIdTag',
    'ClientCertificate',
    'SecurityCtrlr.BasicAuthPassword',
    'wifi_passphrase',
    'mqttSecret',
  ])('%s is secret', (name) => {
    expect(isSecret(name)).toBe(true);
    expect(shownValue(name, 'hunter2')).toBe('');
  });

  test.each([
    'HeartbeatInterval',
    'MeterValueSampleInterval',
    'AuthorizeRemoteTxRequests',
    'AuthorizationCacheEnabled',
    'LocalAuthListEnabled',
    'GetConfigurationMaxKeys',
    'ConnectorPhaseRotation',
    'OCPPCommCtrlr.HeartbeatInterval',
    'PingInterval',
    'LocalAuthListCtrlr.Entries',
    'AuthCacheCtrlr.Available',
    'CertificateSignedMaxChainSize',
  ])('%s is none', (name) => {
    expect(shownValue(name, '60')).toBe('60');
  });

  test('a certificate is not shown under any name', () => {
    expect(shownValue('Note', '-----BEGIN CERTIFICATE-----\nMII')).toBe('');
  });
});

test('an address is shown without user, password, query and fragment', () => {
  expect(withoutCredentials('ftp://user:p%40ss@files.example:21/fw.bin')).toBe(
    'ftp://files.example:21/fw.bin',
  );
  expect(withoutCredentials('https://bucket.example/fw.bin?sig=abc#x')).toBe(
    'https://bucket.example/fw.bin',
  );
  expect(withoutCredentials('12 A')).toBe('12 A');
});

const secret = 'S3CR3T';

const asked: readonly (readonly [protocol: string, action: string, payload: object])[] = [
  ['ocpp1.6', 'ChangeConfiguration', { key: 'AuthorizationKey', value: secret }],
  ['ocpp1.6', 'RemoteStartTransaction', { connectorId: 1, idTag: secret }],
  ['ocpp1.6', 'ReserveNow', { connectorId: 1, reservationId: 3, idTag: secret }],
  ['ocpp1.6', 'SendLocalList', { listVersion: 1, localAuthorizationList: [{ idTag: secret }] }],
  ['ocpp1.6', 'DataTransfer', { vendorId: 'v', messageId: 'm', data: secret }],
  ['ocpp1.6', 'UpdateFirmware', { location: `ftp://u:${secret}@h/f`, retrieveDate: 'x' }],
  ['ocpp1.6', 'GetDiagnostics', { location: `https://h/f?key=${secret}` }],
  ['ocpp1.6', 'CertificateSigned', { certificateChain: secret }],
  [
    'ocpp1.6',
    'InstallCertificate',
    { certificateType: 'CSMSRootCertificate', certificate: secret },
  ],
  [
    'ocpp2.0.1',
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
  [
    'ocpp2.0.1',
    'SetNetworkProfile',
    { configurationSlot: 1, connectionData: { apn: { apnPassword: secret } } },
  ],
  ['ocpp2.0.1', 'RequestStartTransaction', { remoteStartId: 1, idToken: { idToken: secret } }],
  ['ocpp2.0.1', 'CustomerInformation', { requestId: 1, idToken: { idToken: secret } }],
  ['ocpp2.1', 'RequestBatterySwap', { requestId: 1, idToken: { idToken: secret } }],
];

test.each(asked)('no secret of a command leaves its frame: %s %s', (protocol, action, payload) => {
  const { events } = tape(protocol).connected('10:00:00').ask('10:00:01', action, payload);
  let state: StationState = unknownStation;
  const facts = events.flatMap((event) => {
    const told = interpret(state, event);
    state = told.state;
    return told.facts;
  });
  expect(facts.map(({ type }) => type)).toContain('CommandIssued');
  // The token of a remote start is kept until the start comes, which says it itself.
  const { transactions: _, ...kept } = state;
  expect(JSON.stringify({ facts, kept })).not.toContain(secret);
});

test.each([
  [{ status: 'Rejected', statusInfo: { reasonCode: 'InvalidValue', additionalInfo: secret } }],
  [{ error: 'PropertyConstraintViolation' }],
])('neither does one that a station repeats in its answer', (answer) => {
  const { events } = tape('ocpp2.0.1')
    .connected('10:00:00')
    .ask('10:00:01', 'SetVariables', { setVariableData: [] })
    .reply('10:00:02', answer);
  const repeated = events.map((event) =>
    event.messageType === 4
      ? { ...event, frame: JSON.stringify([4, event.messageId, 'InternalError', secret, {}]) }
      : event,
  );
  let state: StationState = unknownStation;
  const facts = repeated.flatMap((event) => {
    const told = interpret(state, event);
    state = told.state;
    return told.facts;
  });
  expect(facts.map(({ type }) => type)).toContain('CommandAnswered');
  expect(JSON.stringify(facts)).not.toContain(secret);
});

test('neither does a secret that a station tells of itself', () => {
  const { events } = tape('ocpp1.6')
    .connected('10:00:00')
    .ask('10:00:01', 'GetConfiguration', {})
    .reply('10:00:02', {
      configurationKey: [
        { key: 'AuthorizationKey', readonly: false, value: secret },
        { key: 'HeartbeatInterval', readonly: false, value: '300' },
      ],
    });
  let state: StationState = unknownStation;
  const facts = events.flatMap((event) => {
    const told = interpret(state, event);
    state = told.state;
    return told.facts;
  });
  expect(facts.filter(({ type }) => type === 'VariableReported')).toMatchObject([
    { variable: 'AuthorizationKey', value: '' },
    { variable: 'HeartbeatInterval', value: '300' },
  ]);
  expect(JSON.stringify(facts)).not.toContain(secret);
});
