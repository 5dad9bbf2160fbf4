// OCPP 2.x BootNotification (use case B01): who the station is and why it booted.

import { field, textOf } from '../json.ts';
import { agreedIn } from '../heartbeat.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const station = field(payload, 'chargingStation');
  return [
    {
      type: 'Booted',
      at: receivedAt,
      vendor: textOf(field(station, 'vendorName')),
      model: textOf(field(station, 'model')),
      serialNumber: textOf(field(station, 'serialNumber')),
      firmwareVersion: textOf(field(station, 'firmwareVersion')),
      reason: textOf(field(payload, 'reason')),
    },
  ];
};

/** The answer names the interval of heartbeats. */
export const interpretAnswer: Interpreter = agreedIn;
