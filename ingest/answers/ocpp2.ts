// What a CSMS answers to each CALL of an OCPP 2.0.1 or 2.1 station.

import type { Payload } from '../frame.ts';
import type { Answers } from './answer.ts';

const accepted = { status: 'Accepted' };
const nothing = (): Payload => ({});

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Both versions, by action in alphabetic order. */
export const answers201: Answers = {
  Authorize: () => ({ idTokenInfo: accepted }),
  BootNotification: (_, { time, heartbeatInterval_s }) => ({
    status: 'Accepted',
    currentTime: time,
    interval: heartbeatInterval_s,
  }),
  ClearedChargingLimit: nothing,
  DataTransfer: () => ({ status: 'UnknownVendorId' }),
  FirmwareStatusNotification: nothing,
  // No certificate authority and no OCSP responder stand behind this gateway: it says so.
  Get15118EVCertificate: () => ({ status: 'Failed', exiResponse: '' }),
  GetCertificateStatus: () => ({ status: 'Failed' }),
  Heartbeat: (_, { time }) => ({ currentTime: time }),
  LogStatusNotification: nothing,
  MeterValues: nothing,
  NotifyChargingLimit: nothing,
  NotifyCustomerInformation: nothing,
  NotifyDisplayMessages: nothing,
  // "Rejected": there is no smart charging that would send a schedule (K15.FR.04).
  NotifyEVChargingNeeds: () => ({ status: 'Rejected' }),
  NotifyEVChargingSchedule: () => accepted,
  NotifyEvent: nothing,
  NotifyMonitoringReport: nothing,
  NotifyReport: nothing,
  PublishFirmwareStatusNotification: nothing,
  ReportChargingProfiles: nothing,
  ReservationStatusUpdate: nothing,
  SecurityEventNotification: nothing,
  SignCertificate: () => ({ status: 'Rejected' }),
  StatusNotification: nothing,
  // Information on the token only where a token was shown (E01, C02).
  TransactionEvent: ({ payload }) =>
    isObject(payload['idToken']) ? { idTokenInfo: accepted } : {},
};

const certificateStatuses = (payload: Payload, time: string): readonly Payload[] => {
  const requests = payload['certificateStatusRequests'];
  const asked: readonly unknown[] = Array.isArray(requests) ? requests : [];
  return asked.filter(isObject).map(({ certificateHashData, source }) => ({
    certificateHashData,
    source,
    status: 'Failed',
    nextUpdate: time,
  }));
};

/** What 2.1 adds and changes. */
export const answers21: Answers = {
  ...answers201,
  BatterySwap: nothing,
  ClosePeriodicEventStream: nothing,
  GetCertificateChainStatus: ({ payload }, { time }) => ({
    certificateStatus: certificateStatuses(payload, time),
  }),
  NotifyDERAlarm: nothing,
  NotifyDERStartStop: nothing,
  NotifyEVChargingNeeds: () => ({ status: 'NoChargingProfile' }),
  NotifyPriorityCharging: nothing,
  NotifySettlement: nothing,
  // A stream is taken: each of its messages is an event.
  OpenPeriodicEventStream: () => accepted,
  PullDynamicScheduleUpdate: () => ({ status: 'Rejected' }),
  ReportDERControl: nothing,
  VatNumberValidation: ({ payload }) => ({
    vatNumber: typeof payload['vatNumber'] === 'string' ? payload['vatNumber'] : '',
    status: 'Rejected',
  }),
};
