// What a central system answers to each CALL of an OCPP 1.6 station (core, security whitepaper).

import type { Answers } from './answer.ts';
import { transactionId } from './transaction-id.ts';

const accepted = { status: 'Accepted' };

/** By action, in the order of the specification's chapters. */
export const answers16: Answers = {
  Authorize: () => ({ idTagInfo: accepted }),
  BootNotification: (_, { time, heartbeatInterval_s }) => ({
    status: 'Accepted',
    currentTime: time,
    interval: heartbeatInterval_s,
  }),
  // "UnknownVendorId" is what 4.3 asks of a recipient without an implementation for the vendor.
  DataTransfer: () => ({ status: 'UnknownVendorId' }),
  DiagnosticsStatusNotification: () => ({}),
  FirmwareStatusNotification: () => ({}),
  Heartbeat: (_, { time }) => ({ currentTime: time }),
  MeterValues: () => ({}),
  StartTransaction: (call, context) => ({
    transactionId: transactionId(call, context),
    idTagInfo: accepted,
  }),
  StatusNotification: () => ({}),
  StopTransaction: ({ payload }) =>
    typeof payload['idTag'] === 'string' ? { idTagInfo: accepted } : {},
  LogStatusNotification: () => ({}),
  SecurityEventNotification: () => ({}),
  // There is no certificate authority behind this gateway; "Accepted" would promise a certificate.
  SignCertificate: () => ({ status: 'Rejected' }),
  SignedFirmwareStatusNotification: () => ({}),
};
