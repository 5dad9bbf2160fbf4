// OCPP 1.6 BootNotification (§6.5): who the station is.

import { field, textOf } from '../json.ts';
import { agreedIn } from '../heartbeat.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => [
  {
    type: 'Booted',
    at: receivedAt,
    vendor: textOf(field(payload, 'chargePointVendor')),
    model: textOf(field(payload, 'chargePointModel')),
    serialNumber:
      textOf(field(payload, 'chargePointSerialNumber')) ||
      textOf(field(payload, 'chargeBoxSerialNumber')),
    firmwareVersion: textOf(field(payload, 'firmwareVersion')),
    reason: '',
  },
];

/** The answer names the interval of heartbeats. */
export const interpretAnswer: Interpreter = agreedIn;
