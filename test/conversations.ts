// Frames of conversations that tests are made of, with what each test cares about as an argument.

import { iso } from '../processors/tape.ts';

export const start16 = (time: string, meterStart: number, more: object = {}) => ({
  connectorId: 1,
  idTag: 'TOKEN',
  meterStart,
  timestamp: iso(time),
  ...more,
});

export const stop16 = (time: string, meterStop: number, more: object = {}) => ({
  transactionId: 7,
  meterStop,
  timestamp: iso(time),
  reason: 'EVDisconnected',
  ...more,
});

/** A register reading of connector 1 in watt-hours. */
export const meter16 = (time: string, value: number, more: object = {}) => ({
  connectorId: 1,
  transactionId: 7,
  meterValue: [{ timestamp: iso(time), sampledValue: [{ value: String(value) }] }],
  ...more,
});

export const status16 = (time: string, status: string, more: object = {}) => ({
  connectorId: 1,
  status,
  errorCode: 'NoError',
  timestamp: iso(time),
  ...more,
});

export const accepted = (transactionId: number) => ({
  transactionId,
  idTagInfo: { status: 'Accepted' },
});

/** A TransactionEvent of transaction T-1 with a register reading in watt-hours, unless null. */
export const event2 = (
  eventType: 'Started' | 'Updated' | 'Ended',
  time: string,
  [seqNo, register_wh, more]: readonly [seqNo: number, register_wh: number | null, more?: object],
) => ({
  eventType,
  timestamp: iso(time),
  triggerReason: 'ChargingStateChanged',
  seqNo,
  transactionInfo: { transactionId: 'T-1', chargingState: 'Charging' },
  ...(register_wh === null
    ? {}
    : { meterValue: [{ timestamp: iso(time), sampledValue: [{ value: register_wh }] }] }),
  ...more,
});
