// The commands of OCPP 2.0.1 and 2.1.

import { field, listOf, textOf } from '../json.ts';
import { shownValue } from '../secrets.ts';
import type { CommandShape, CommandShapes } from './shape.ts';

const nameOf = (one: unknown): string =>
  `${textOf(field(field(one, 'component'), 'name'))}.${textOf(field(field(one, 'variable'), 'name'))}`;

const settings = (payload: unknown): string =>
  listOf(field(payload, 'setVariableData'))
    .map((one) => {
      const name = nameOf(one);
      const value = textOf(field(one, 'attributeValue'));
      const shown = shownValue(textOf(field(field(one, 'variable'), 'name')), value);
      return `${name}=${shown === '' && value !== '' ? '(not shown)' : shown}`;
    })
    .join(' ');

const names = (list: string) => (payload: unknown) =>
  listOf(field(payload, list)).map(nameOf).join(' ');

const howMany = (list: string, label: string) => (payload: unknown) =>
  `${label}=${listOf(field(payload, list)).length}`;

const certificate: CommandShape = { target: 'requestId', detail: ['certificateType'] };
const ofTransaction: CommandShape = { target: 'transactionId' };
const request: CommandShape = { target: 'requestId' };

const starting: CommandShapes = new Map<string, CommandShape>([
  [
    'RequestStartTransaction',
    {
      port: 'evseId',
      target: 'remoteStartId',
      detail: ['chargingProfile.chargingProfilePurpose'],
      expects: 'session_start',
      token: 'idToken.idToken',
    },
  ],
  ['RequestStopTransaction', { target: 'transactionId', expects: 'session_end' }],
  ['GetTransactionStatus', ofTransaction],
  ['UnlockConnector', { port: 'evseId', connector: 'connectorId' }],
  [
    'ReserveNow',
    {
      port: 'evseId',
      target: 'id',
      detail: ['expiryDateTime', 'connectorType'],
      // Without an EVSE no connector shows the reservation.
      expects: (payload) => (field(payload, 'evseId') === undefined ? '' : 'reserved'),
    },
  ],
  ['CancelReservation', { target: 'reservationId' }],
  ['CostUpdated', { target: 'transactionId', detail: ['totalCost'] }],
  ['UsePriorityCharging', { target: 'transactionId', detail: ['activate'] }],
  ['NotifyAllowedEnergyTransfer', ofTransaction],
  ['NotifyWebPaymentStarted', { port: 'evseId', detail: ['timeout'] }],
  ['RequestBatterySwap', request],
]);

const device: CommandShapes = new Map<string, CommandShape>([
  [
    'Reset',
    {
      port: 'evseId',
      detail: ['type'],
      // Only a station that resets as a whole boots.
      expects: (payload) => (field(payload, 'evseId') === undefined ? 'boot' : ''),
    },
  ],
  [
    'ChangeAvailability',
    {
      port: 'evse.id',
      connector: 'evse.connectorId',
      detail: ['operationalStatus'],
      expects: (payload) =>
        field(payload, 'operationalStatus') === 'Operative' ? 'operative' : 'inoperative',
    },
  ],
  [
    'TriggerMessage',
    {
      port: 'evse.id',
      connector: 'evse.connectorId',
      detail: ['requestedMessage', 'customTrigger'],
      expects: (payload) =>
        field(payload, 'requestedMessage') === 'CustomTrigger' ? '' : 'message',
    },
  ],
  ['SetVariables', { describe: settings }],
  ['GetVariables', { describe: names('getVariableData') }],
  ['GetBaseReport', { target: 'requestId', detail: ['reportBase'] }],
  ['GetReport', { target: 'requestId', describe: names('componentVariable') }],
  ['GetMonitoringReport', request],
  ['SetMonitoringBase', { detail: ['monitoringBase'] }],
  ['SetMonitoringLevel', { detail: ['severity'] }],
  ['SetVariableMonitoring', { describe: names('setMonitoringData') }],
  ['ClearVariableMonitoring', { describe: howMany('id', 'monitors') }],
  ['SetNetworkProfile', { target: 'configurationSlot' }],
  ['ClearCache', {}],
  ['CustomerInformation', { target: 'requestId', detail: ['report', 'clear'] }],
  ['DataTransfer', { target: 'vendorId', detail: ['messageId'] }],
  [
    'SendLocalList',
    {
      target: 'versionNumber',
      detail: ['updateType'],
      describe: howMany('localAuthorizationList', 'entries'),
    },
  ],
  ['GetLocalListVersion', {}],
  [
    'UpdateFirmware',
    {
      target: 'requestId',
      detail: ['firmware.retrieveDateTime', 'firmware.installDateTime', 'retries'],
      expects: 'firmware',
    },
  ],
  ['PublishFirmware', { target: 'requestId', detail: ['checksum'] }],
  ['UnpublishFirmware', { detail: ['checksum'] }],
  ['GetLog', { target: 'requestId', detail: ['logType', 'retries'], expects: 'upload' }],
  ['CertificateSigned', certificate],
  ['InstallCertificate', { detail: ['certificateType'] }],
  [
    'DeleteCertificate',
    { detail: ['certificateHashData.hashAlgorithm', 'certificateHashData.serialNumber'] },
  ],
  ['GetInstalledCertificateIds', {}],
  [
    'SetDisplayMessage',
    { target: 'message.id', detail: ['message.priority', 'message.transactionId'] },
  ],
  ['GetDisplayMessages', request],
  ['ClearDisplayMessage', { target: 'id' }],
  ['GetPeriodicEventStream', {}],
  ['AdjustPeriodicEventStream', { target: 'id', detail: ['params.interval', 'params.values'] }],
]);

const power: CommandShapes = new Map<string, CommandShape>([
  [
    'SetChargingProfile',
    {
      port: 'evseId',
      target: 'chargingProfile.transactionId',
      detail: [
        'chargingProfile.id',
        'chargingProfile.chargingProfilePurpose',
        'chargingProfile.chargingProfileKind',
        'chargingProfile.stackLevel',
      ],
    },
  ],
  [
    'ClearChargingProfile',
    {
      port: 'chargingProfileCriteria.evseId',
      target: 'chargingProfileId',
      detail: [
        'chargingProfileCriteria.chargingProfilePurpose',
        'chargingProfileCriteria.stackLevel',
      ],
    },
  ],
  ['GetChargingProfiles', { port: 'evseId', target: 'requestId' }],
  ['GetCompositeSchedule', { port: 'evseId', detail: ['duration', 'chargingRateUnit'] }],
  ['UpdateDynamicSchedule', { target: 'chargingProfileId' }],
  ['AFRRSignal', { detail: ['timestamp', 'signal'] }],
  ['SetDERControl', { target: 'controlId', detail: ['controlType', 'isDefault'] }],
  ['GetDERControl', { target: 'requestId', detail: ['controlType', 'isDefault'] }],
  ['ClearDERControl', { target: 'controlId', detail: ['controlType', 'isDefault'] }],
  ['SetDefaultTariff', { port: 'evseId', target: 'tariff.tariffId', detail: ['tariff.currency'] }],
  ['GetTariffs', { port: 'evseId' }],
  ['ClearTariffs', { port: 'evseId' }],
  ['ChangeTransactionTariff', { target: 'transactionId', detail: ['tariff.tariffId'] }],
]);

export const commands2: CommandShapes = new Map([...starting, ...device, ...power]);
