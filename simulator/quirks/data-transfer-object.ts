// A quirk: dataTransfer has an object, or JSON twice encoded, where a text should be.

import type { Quirk } from '../quirk.ts';
import { again, plainly } from '../quirk-life.ts';

export const dataTransferObject: Quirk = {
  name: 'data-transfer-object',
  number: 'Q58',
  about: 'DataTransfer has an object, or JSON twice encoded, where a text should be.',
  life: plainly((exchange) => {
    if (exchange.action !== 'Heartbeat') return exchange;
    const twice = JSON.stringify(JSON.stringify({ soc: 20 }));
    const transfers = [{ soc: 20 }, twice].map((data, index) => ({
      ...again(exchange, index + 1, `data-${index}`),
      action: 'DataTransfer',
      payload: { vendorId: 'com.example', data },
      answered_ms: 1,
      answer: { status: 'UnknownVendorId' },
    }));
    return [exchange, ...transfers];
  }),
};
