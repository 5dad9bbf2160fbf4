// A quirk: no samples are ever sent between start and stop.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { bucketsOf } from '../quirk-truth.ts';

export const noMeterValues: Quirk = {
  name: 'no-meter-values',
  number: 'Q16',
  about: 'No samples are ever sent between start and stop.',
  life: plainly((exchange, place) => {
    if (exchange.action === 'MeterValues') return [];
    return place?.part === 'middle' ? saying(exchange, { meterValue: undefined }) : exchange;
  }),
  // Until its stop tells of it, nobody knows that anything flowed in a session.
  truth: (truth) => ({
    ...truth,
    sessions: truth.sessions.map((one) =>
      one.ended_at === null
        ? { ...one, energy_mwh: 0, register_end_mwh: one.register_start_mwh }
        : one,
    ),
    buckets: truth.sessions.flatMap((one) => (one.ended_at === null ? [] : bucketsOf(truth, one))),
  }),
};
