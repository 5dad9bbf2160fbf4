// A quirk: 2.x samples within a transaction come as MeterValues, not as TransactionEvent.

import type { Quirk } from '../quirk.ts';
import { eachExchange } from '../quirk-life.ts';
import { fields, textOf } from '../quirk-payload.ts';

export const meterValuesForEvents: Quirk = {
  name: 'meter-values-for-events',
  number: 'Q19',
  about: '2.x samples within a transaction come as MeterValues, not as TransactionEvent.',
  life: eachExchange(() => (exchange, place) => {
    const { meterValue, triggerReason } = fields(exchange.payload);
    const sampled = textOf(triggerReason).startsWith('MeterValue');
    if (exchange.action !== 'TransactionEvent' || place === null || !sampled) return exchange;
    const payload = { evseId: place.port, meterValue };
    return { ...exchange, action: 'MeterValues', payload, answer: {} };
  }),
};
