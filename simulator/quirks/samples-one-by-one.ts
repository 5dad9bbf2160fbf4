// A quirk: each sample has a meterValue of its own, all with one timestamp.

import type { Quirk } from '../quirk.ts';
import { eachMeterValue, listOf, onPayload } from '../quirk-payload.ts';

export const samplesOneByOne: Quirk = {
  name: 'samples-one-by-one',
  number: 'Q14',
  about: 'Each sample has a meterValue of its own, all with one timestamp.',
  call: onPayload(
    eachMeterValue((meterValue) =>
      listOf(meterValue['sampledValue']).map((sample) => ({
        ...meterValue,
        sampledValue: [sample],
      })),
    ),
  ),
};
