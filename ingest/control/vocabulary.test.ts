// Every command in each version of OCPP: what is sent, valid by the schema, or why nothing is.

import { describe, expect, test } from 'vitest';
import { type Protocol, protocols } from '../protocol.ts';
import { complaintsAbout, sayIn, vocabulary } from './vocabulary.ts';

const askedAt = Date.UTC(2026, 2, 1, 12);
const at = '2026-03-01T12:00:00.000Z';
/** Derived from the id of the command. */
const number = 460_065_359;

const says = (protocol: Protocol, name: string, values: object = {}): unknown => {
  expect([name, complaintsAbout(name, { ...values })]).toEqual([name, []]);
  const said = sayIn(protocol, { name, values: { ...values }, commandId: 'c-1', askedAt });
  if ('unsayable' in said) return said.unsayable;
  return [said.action, said.payload];
};

type Expected = string | readonly [string, object];
type Case = [name: string, values: object, of16: Expected, of2: Expected, of21?: Expected];

const period = { startPeriod: 0, limit: 16 };
const profile = { profile_id: 7, purpose: 'tx_default', unit: 'A', start_at: at };
const signedFile = {
  location: 'https://h/f',
  retrieveDateTime: at,
  signingCertificate: 'PEM',
  signature: 'SIG',
};
const idToken = { idToken: 'TAG', type: 'Central' };

const cases: Case[] = [
  [
    'remote-start',
    { id_token: 'TAG', port: 2 },
    ['RemoteStartTransaction', { idTag: 'TAG', connectorId: 2 }],
    ['RequestStartTransaction', { idToken, remoteStartId: number, evseId: 2 }],
  ],
  [
    'remote-stop',
    { transaction_id: '17' },
    ['RemoteStopTransaction', { transactionId: 17 }],
    ['RequestStopTransaction', { transactionId: '17' }],
  ],
  [
    'remote-stop',
    { transaction_id: 'T-1' },
    'Transactions of OCPP 1.6 are named by an integer: give that as transaction_id.',
    ['RequestStopTransaction', { transactionId: 'T-1' }],
  ],
  ['reset', {}, ['Reset', { type: 'Soft' }], ['Reset', { type: 'Immediate' }]],
  [
    'reset',
    { mode: 'on_idle', port: 1 },
    'OCPP 1.6 resets whole stations: leave out port.',
    ['Reset', { type: 'OnIdle', evseId: 1 }],
  ],
  [
    'reset',
    { mode: 'resume' },
    'OCPP 1.6 knows no reset resume: give mode soft or hard.',
    'OCPP 2.0.1 cannot resume after a reset: give mode soft or on_idle.',
    ['Reset', { type: 'ImmediateAndResume' }],
  ],
  [
    'unlock',
    { port: 1 },
    ['UnlockConnector', { connectorId: 1 }],
    ['UnlockConnector', { evseId: 1, connectorId: 1 }],
  ],
  [
    'availability',
    { operative: false },
    ['ChangeAvailability', { connectorId: 0, type: 'Inoperative' }],
    ['ChangeAvailability', { operationalStatus: 'Inoperative' }],
  ],
  [
    'availability',
    { operative: true, port: 2 },
    ['ChangeAvailability', { connectorId: 2, type: 'Operative' }],
    ['ChangeAvailability', { operationalStatus: 'Operative', evse: { id: 2 } }],
  ],
  [
    'trigger',
    { message: 'status', port: 1 },
    ['TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 }],
    ['TriggerMessage', { requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } }],
  ],
  [
    'trigger',
    { message: 'log_status' },
    ['ExtendedTriggerMessage', { requestedMessage: 'LogStatusNotification' }],
    ['TriggerMessage', { requestedMessage: 'LogStatusNotification' }],
  ],
  [
    'trigger',
    { message: 'custom', custom: 'Vendor' },
    'OCPP 1.6 cannot trigger custom.',
    'Custom triggers exist from OCPP 2.1 on.',
    ['TriggerMessage', { requestedMessage: 'CustomTrigger', customTrigger: 'Vendor' }],
  ],
  [
    'get-variables',
    { names: ['OCPPCommCtrlr.HeartbeatInterval'] },
    ['GetConfiguration', { key: ['OCPPCommCtrlr.HeartbeatInterval'] }],
    [
      'GetVariables',
      {
        getVariableData: [
          { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } },
        ],
      },
    ],
  ],
  [
    'get-variables',
    { names: ['HeartbeatInterval'] },
    ['GetConfiguration', { key: ['HeartbeatInterval'] }],
    'OCPP 2.x names variables as Component.Variable; "HeartbeatInterval" is no such name.',
  ],
  [
    'set-variables',
    { values: { 'Connector[1].Available': 'true' } },
    ['ChangeConfiguration', { key: 'Connector[1].Available', value: 'true' }],
    [
      'SetVariables',
      {
        setVariableData: [
          {
            attributeValue: 'true',
            component: { name: 'Connector', instance: '1' },
            variable: { name: 'Available' },
          },
        ],
      },
    ],
  ],
  [
    'set-password',
    { password: 'a new and long password' },
    ['ChangeConfiguration', { key: 'AuthorizationKey', value: 'a new and long password' }],
    [
      'SetVariables',
      {
        setVariableData: [
          {
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
            attributeValue: 'a new and long password',
          },
        ],
      },
    ],
  ],
  [
    'set-variables',
    { values: { 'A.B': '1', 'C.D': '2' } },
    'OCPP 1.6 changes one key at a time: ask once for each.',
    [
      'SetVariables',
      {
        setVariableData: [
          { attributeValue: '1', component: { name: 'A' }, variable: { name: 'B' } },
          { attributeValue: '2', component: { name: 'C' }, variable: { name: 'D' } },
        ],
      },
    ],
  ],
  [
    'get-report',
    {},
    ['GetConfiguration', {}],
    ['GetBaseReport', { requestId: number, reportBase: 'ConfigurationInventory' }],
  ],
  [
    'reserve',
    { id_token: 'TAG', until: '2026-03-01T14:00:00+01:00', port: 1, reservation_id: 5 },
    [
      'ReserveNow',
      { connectorId: 1, expiryDate: '2026-03-01T13:00:00.000Z', idTag: 'TAG', reservationId: 5 },
    ],
    ['ReserveNow', { id: 5, expiryDateTime: '2026-03-01T13:00:00.000Z', idToken, evseId: 1 }],
  ],
  [
    'cancel-reservation',
    { reservation_id: 5 },
    ['CancelReservation', { reservationId: 5 }],
    ['CancelReservation', { reservationId: 5 }],
  ],
  [
    'set-charging-profile',
    { port: 1, ...profile, periods: [{ start_s: 0, limit: 16 }] },
    [
      'SetChargingProfile',
      {
        connectorId: 1,
        csChargingProfiles: {
          chargingProfileId: 7,
          chargingProfilePurpose: 'TxDefaultProfile',
          stackLevel: 0,
          chargingProfileKind: 'Absolute',
          chargingSchedule: {
            startSchedule: at,
            chargingRateUnit: 'A',
            chargingSchedulePeriod: [period],
          },
        },
      },
    ],
    [
      'SetChargingProfile',
      {
        evseId: 1,
        chargingProfile: {
          id: 7,
          chargingProfilePurpose: 'TxDefaultProfile',
          stackLevel: 0,
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            { id: 1, startSchedule: at, chargingRateUnit: 'A', chargingSchedulePeriod: [period] },
          ],
        },
      },
    ],
  ],
  [
    'set-limit',
    { limit: 16, unit: 'A' },
    [
      'SetChargingProfile',
      {
        connectorId: 0,
        csChargingProfiles: {
          chargingProfileId: 1000,
          chargingProfilePurpose: 'ChargePointMaxProfile',
          stackLevel: 0,
          chargingProfileKind: 'Absolute',
          chargingSchedule: {
            startSchedule: at,
            chargingRateUnit: 'A',
            chargingSchedulePeriod: [period],
          },
        },
      },
    ],
    [
      'SetChargingProfile',
      {
        evseId: 0,
        chargingProfile: {
          id: 1000,
          chargingProfilePurpose: 'ChargingStationMaxProfile',
          stackLevel: 0,
          chargingProfileKind: 'Absolute',
          chargingSchedule: [
            { id: 1, startSchedule: at, chargingRateUnit: 'A', chargingSchedulePeriod: [period] },
          ],
        },
      },
    ],
  ],
  [
    'clear-charging-profile',
    { profile_id: 7, purpose: 'station_max' },
    ['ClearChargingProfile', { id: 7, chargingProfilePurpose: 'ChargePointMaxProfile' }],
    [
      'ClearChargingProfile',
      {
        chargingProfileId: 7,
        chargingProfileCriteria: { chargingProfilePurpose: 'ChargingStationMaxProfile' },
      },
    ],
  ],
  [
    'get-charging-profiles',
    { port: 1 },
    'OCPP 1.6 does not tell its profiles: ask get-composite-schedule.',
    ['GetChargingProfiles', { requestId: number, evseId: 1, chargingProfile: {} }],
  ],
  [
    'get-composite-schedule',
    { port: 1, duration_s: 600, unit: 'W' },
    ['GetCompositeSchedule', { connectorId: 1, duration: 600, chargingRateUnit: 'W' }],
    ['GetCompositeSchedule', { evseId: 1, duration: 600, chargingRateUnit: 'W' }],
  ],
  [
    'get-transaction-status',
    {},
    'OCPP 1.6 has no such question: trigger meter_values instead.',
    ['GetTransactionStatus', {}],
  ],
  [
    'update-firmware',
    { url: 'https://h/f', retries: 3 },
    ['UpdateFirmware', { location: 'https://h/f', retrieveDate: at, retries: 3 }],
    [
      'UpdateFirmware',
      {
        requestId: number,
        retries: 3,
        firmware: { location: 'https://h/f', retrieveDateTime: at },
      },
    ],
  ],
  [
    'update-firmware',
    { url: 'https://h/f', signing_certificate: 'PEM', signature: 'SIG' },
    ['SignedUpdateFirmware', { requestId: number, firmware: signedFile }],
    ['UpdateFirmware', { requestId: number, firmware: signedFile }],
  ],
  [
    'get-log',
    { url: 'https://h/up' },
    ['GetDiagnostics', { location: 'https://h/up' }],
    [
      'GetLog',
      { logType: 'DiagnosticsLog', requestId: number, log: { remoteLocation: 'https://h/up' } },
    ],
  ],
  [
    'get-log',
    { url: 'https://h/up', type: 'security', since: at },
    [
      'GetLog',
      {
        logType: 'SecurityLog',
        requestId: number,
        log: { remoteLocation: 'https://h/up', oldestTimestamp: at },
      },
    ],
    [
      'GetLog',
      {
        logType: 'SecurityLog',
        requestId: number,
        log: { remoteLocation: 'https://h/up', oldestTimestamp: at },
      },
    ],
  ],
  [
    'send-local-list',
    { version: 3, entries: [{ id_token: 'TAG', status: 'Accepted' }] },
    [
      'SendLocalList',
      {
        listVersion: 3,
        updateType: 'Full',
        localAuthorizationList: [{ idTag: 'TAG', idTagInfo: { status: 'Accepted' } }],
      },
    ],
    [
      'SendLocalList',
      {
        versionNumber: 3,
        updateType: 'Full',
        localAuthorizationList: [
          { idToken: { idToken: 'TAG', type: 'ISO14443' }, idTokenInfo: { status: 'Accepted' } },
        ],
      },
    ],
  ],
  ['get-local-list-version', {}, ['GetLocalListVersion', {}], ['GetLocalListVersion', {}]],
  ['clear-cache', {}, ['ClearCache', {}], ['ClearCache', {}]],
  [
    'data-transfer',
    { vendor_id: 'V', data: 'D' },
    ['DataTransfer', { vendorId: 'V', data: 'D' }],
    ['DataTransfer', { vendorId: 'V', data: 'D' }],
  ],
  [
    'custom',
    { action: 'GetTariffs', payload: { evseId: 1 } },
    'ocpp1.6 has no GetTariffs.',
    'ocpp2.0.1 has no GetTariffs.',
    ['GetTariffs', { evseId: 1 }],
  ],
];

describe('what a station is told', () => {
  test.each(cases)('%s %j', (...one: Case) => {
    const [name, values, of16, of2, of21 = of2] = one;
    expect(says('ocpp1.6', name, values)).toEqual(of16);
    expect(says('ocpp2.0.1', name, values)).toEqual(of2);
    expect(says('ocpp2.1', name, values)).toEqual(of21);
  });

  test('is shown here for every command there is', () => {
    const shown = new Set(cases.map(([name]) => name));
    expect(vocabulary.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('what does not fit the schema of the version', () => {
  test('is not sent: a token that is too long for 1.6', () => {
    const values = { id_token: 'x'.repeat(21) };
    expect(says('ocpp1.6', 'remote-start', values)).toMatch(/does not allow this: \/idTag/);
    expect(says('ocpp2.1', 'remote-start', values)).toMatchObject(['RequestStartTransaction', {}]);
  });

  test('is not sent: a raw payload without what is required', () => {
    expect(says('ocpp2.0.1', 'custom', { action: 'Reset', payload: {} })).toMatch(/required/);
  });

  test.each(protocols)('is not sent: a CALL that stations send, in %s', (protocol) => {
    const values = { action: 'Heartbeat', payload: {} };
    expect(says(protocol, 'custom', values)).toMatch(/is for stations to send/);
  });
});
