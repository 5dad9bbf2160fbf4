// The commands of OCPP 1.6 and its security whitepaper.

import { field, listOf, textOf } from '../json.ts';
import { shownValue } from '../secrets.ts';
import type { CommandShape, CommandShapes } from './shape.ts';

const setting = (payload: unknown): string => {
  const key = textOf(field(payload, 'key'));
  const value = textOf(field(payload, 'value'));
  const shown = shownValue(key, value);
  return `${key}=${shown === '' && value !== '' ? '(not shown)' : shown}`;
};

const profile: CommandShape = {
  port: 'connectorId',
  target: 'csChargingProfiles.transactionId',
  detail: [
    'csChargingProfiles.chargingProfileId',
    'csChargingProfiles.chargingProfilePurpose',
    'csChargingProfiles.chargingProfileKind',
    'csChargingProfiles.stackLevel',
  ],
};

const log: CommandShape = {
  target: 'requestId',
  detail: ['logType', 'startTime', 'stopTime', 'retries'],
  expects: 'upload',
};

const update: CommandShape = {
  target: 'requestId',
  detail: ['retrieveDate', 'firmware.retrieveDateTime', 'firmware.installDateTime', 'retries'],
  expects: 'firmware',
};

const trigger: CommandShape = {
  port: 'connectorId',
  detail: ['requestedMessage'],
  expects: 'message',
};

export const commands16: CommandShapes = new Map<string, CommandShape>([
  [
    'RemoteStartTransaction',
    {
      port: 'connectorId',
      detail: ['chargingProfile.chargingProfilePurpose'],
      expects: 'session_start',
      token: 'idTag',
    },
  ],
  ['RemoteStopTransaction', { target: 'transactionId', expects: 'session_end' }],
  ['Reset', { detail: ['type'], expects: 'boot' }],
  ['UnlockConnector', { port: 'connectorId', connector: 'connectorId' }],
  [
    'ChangeAvailability',
    {
      port: 'connectorId',
      detail: ['type'],
      expects: (payload) => (field(payload, 'type') === 'Operative' ? 'operative' : 'inoperative'),
    },
  ],
  ['TriggerMessage', trigger],
  ['ExtendedTriggerMessage', trigger],
  ['ChangeConfiguration', { target: 'key', describe: setting }],
  [
    'GetConfiguration',
    { describe: (payload) => listOf(field(payload, 'key')).map(textOf).join(',') },
  ],
  ['ClearCache', {}],
  ['SetChargingProfile', profile],
  [
    'ClearChargingProfile',
    { port: 'connectorId', target: 'id', detail: ['chargingProfilePurpose', 'stackLevel'] },
  ],
  ['GetCompositeSchedule', { port: 'connectorId', detail: ['duration', 'chargingRateUnit'] }],
  [
    'SendLocalList',
    {
      target: 'listVersion',
      detail: ['updateType'],
      describe: (payload) => `entries=${listOf(field(payload, 'localAuthorizationList')).length}`,
    },
  ],
  ['GetLocalListVersion', {}],
  ['DataTransfer', { target: 'vendorId', detail: ['messageId'] }],
  [
    'ReserveNow',
    {
      port: 'connectorId',
      target: 'reservationId',
      detail: ['expiryDate'],
      expects: 'reserved',
    },
  ],
  ['CancelReservation', { target: 'reservationId' }],
  ['UpdateFirmware', update],
  ['SignedUpdateFirmware', update],
  ['GetDiagnostics', log],
  ['GetLog', log],
  ['CertificateSigned', {}],
  ['InstallCertificate', { detail: ['certificateType'] }],
  [
    'DeleteCertificate',
    { detail: ['certificateHashData.hashAlgorithm', 'certificateHashData.serialNumber'] },
  ],
  ['GetInstalledCertificateIds', { detail: ['certificateType'] }],
]);
