// A quirk: model, serial number and token are longer than the specification allows.

import type { Quirk } from '../quirk.ts';
import { fields } from '../quirk-payload.ts';

export const overLongStrings: Quirk = {
  name: 'over-long-strings',
  number: 'Q59',
  about: 'Model, serial number and token are longer than the specification allows.',
  call: (call) => {
    if (call.action === 'BootNotification' && call.payload['chargingStation'] === undefined)
      return { ...call, payload: { ...call.payload, chargePointModel: 'Gran '.repeat(12).trim() } };
    const { chargingStation } = call.payload;
    if (chargingStation === undefined) return call;
    const station = { ...fields(chargingStation), serialNumber: 'S'.repeat(60) };
    return { ...call, payload: { ...call.payload, chargingStation: station } };
  },
};
