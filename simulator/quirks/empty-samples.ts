// A quirk: A meterValue without samples comes before each one with samples.

import type { Quirk } from '../quirk.ts';
import { eachMeterValue, onPayload } from '../quirk-payload.ts';

export const emptySamples: Quirk = {
  name: 'empty-samples',
  number: 'Q14',
  about: 'A meterValue without samples comes before each one with samples.',
  call: onPayload(
    eachMeterValue((meterValue) => [
      { timestamp: meterValue['timestamp'], sampledValue: [] },
      meterValue,
    ]),
  ),
};
