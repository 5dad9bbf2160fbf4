// What the room `faults` promises.

import { test } from 'vitest';
import type { FactOf } from '../facts.ts';
import type { PortStatus } from '../facts/status.ts';
import { given } from '../spec.ts';
import faults, { openEpisodesLimit } from './index.ts';

const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`);

const status = (
  time: string,
  word: PortStatus,
  errorCode = '',
  vendorErrorCode = '',
): FactOf<'PortStatusReported'> => ({
  type: 'PortStatusReported',
  at: at(time),
  port: 1,
  connectorId: 1,
  status: word,
  statusReported: word,
  errorCode,
  vendorErrorCode,
  info: 'as sent',
});

const notified = (time: string, active: boolean): FactOf<'FaultNotified'> => ({
  type: 'FaultNotified',
  at: at(time),
  port: 1,
  errorCode: 'Connector/Problem',
  vendorErrorCode: 'E17',
  info: '',
  active,
});

test('the first report opens an episode', () => {
  given(faults)
    .when(status('10:00:00', 'faulted', 'GroundFailure', '0x1F'))
    .thenRows({
      opened_at: at('10:00:00'),
      error_code: 'GroundFailure',
      vendor_error_code: '0x1F',
      cleared_at: null,
      reports: 1,
    });
});

test('the same fault again is a repeat of the episode, not another', () => {
  given(faults, status('10:00:00', 'faulted', 'GroundFailure'))
    .when(status('10:05:00', 'faulted', 'GroundFailure'))
    .thenRows({ opened_at: at('10:00:00'), reports: 2, cleared_at: null });
});

test('a status without an error clears', () => {
  given(faults, status('10:00:00', 'faulted', 'GroundFailure'))
    .when(status('10:30:00', 'available'))
    .thenRows({ opened_at: at('10:00:00'), cleared_at: at('10:30:00') });
});

test('another error takes the place of the one before', () => {
  given(faults, status('10:00:00', 'faulted', 'GroundFailure'))
    .when(status('10:10:00', 'faulted', 'HighTemperature'))
    .thenRows(
      { error_code: 'GroundFailure', cleared_at: at('10:10:00') },
      { error_code: 'HighTemperature', opened_at: at('10:10:00'), cleared_at: null },
    );
});

test('an error while the port stays available is a fault too', () => {
  given(faults)
    .when(status('10:00:00', 'available', 'WeakSignal'))
    .thenRows({ error_code: 'WeakSignal' });
});

test('Faulted without an error code is a fault of its own', () => {
  given(faults).when(status('10:00:00', 'faulted')).thenRows({ error_code: 'Faulted' });
});

test('a problem told by NotifyEvent is cleared by NotifyEvent, not by a status', () => {
  given(faults, notified('10:00:00', true)).when(status('10:05:00', 'available')).thenNothing();
  given(faults, notified('10:00:00', true))
    .when(notified('10:20:00', false))
    .thenRows({ error_code: 'Connector/Problem', cleared_at: at('10:20:00') });
});

test('a station that reports ever new codes does not fill the state: the oldest is let go', () => {
  const codes = Array.from({ length: openEpisodesLimit + 1 }, (_, i) => `Connector${i}/Problem`);
  const reports = codes.map((errorCode) => ({ ...notified('10:00:00', true), errorCode }));
  const [oldest = '', second = ''] = codes;
  given(faults, ...reports)
    .when({ ...notified('10:30:00', false), errorCode: oldest })
    .thenNothing();
  given(faults, ...reports)
    .when({ ...notified('10:30:00', false), errorCode: second })
    .thenRows({ cleared_at: at('10:30:00') });
});
