// Calls of a station as the cases of peers need them, in few words.

import { iso } from '../../processors/tape.ts';

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
  reason: 'Local',
  ...more,
});

export const values16 = (time: string, wh: number, more: object = {}) => ({
  connectorId: 1,
  transactionId: 7,
  meterValue: [
    {
      timestamp: iso(time),
      sampledValue: [{ value: String(wh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' }],
    },
  ],
  ...more,
});

const sampled = (time: string, wh: number, context: string) => ({
  timestamp: iso(time),
  sampledValue: [{ value: wh, context, measurand: 'Energy.Active.Import.Register' }],
});

const contexts = {
  Started: 'Transaction.Begin',
  Updated: 'Sample.Periodic',
  Ended: 'Transaction.End',
} as const;

/** A TransactionEvent of EVSE 1 with a register in watt-hours; null where it tells none. */
export const event2 = (
  eventType: 'Started' | 'Updated' | 'Ended',
  [time, wh]: readonly [string, number | null],
  more: object = {},
) => ({
  eventType,
  timestamp: iso(time),
  triggerReason: eventType === 'Started' ? 'CablePluggedIn' : 'MeterValuePeriodic',
  seqNo: 0,
  transactionInfo: {
    transactionId: 'T-1',
    ...(eventType === 'Ended' ? { stoppedReason: 'EVDisconnected' } : {}),
  },
  evse: { id: 1, connectorId: 1 },
  ...(wh === null ? {} : { meterValue: [sampled(time, wh, contexts[eventType])] }),
  ...more,
});
