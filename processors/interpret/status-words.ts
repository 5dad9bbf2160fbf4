// The words for a status in both families: some stations speak those of the other one.

import type { PortStatus } from '../facts/status.ts';

/** ChargePointStatus of 1.6 and ConnectorStatus of 2.x in neutral words. */
export const statusWords: ReadonlyMap<string, PortStatus> = new Map([
  ['Available', 'available'],
  ['Preparing', 'occupied'],
  ['Charging', 'charging'],
  ['SuspendedEV', 'occupied'],
  ['SuspendedEVSE', 'occupied'],
  ['Finishing', 'occupied'],
  ['Occupied', 'occupied'],
  ['Reserved', 'reserved'],
  ['Unavailable', 'unavailable'],
  ['Faulted', 'faulted'],
]);

/** ChargePointErrorCode of 1.6 (§7.6), without NoError. */
const errorCodes: ReadonlySet<string> = new Set([
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
]);

/** Whether an errorCode of 1.6 is one of the specification. */
export const isErrorCode = (code: string): boolean => errorCodes.has(code);

/** A vendor's code; one of nothing but zeros says that nothing is wrong. */
export const vendorCodeOf = (code: string): string => (/^(?:0x)?[0\s]*$/i.test(code) ? '' : code);
