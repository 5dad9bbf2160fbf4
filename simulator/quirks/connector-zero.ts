// A quirk: every status is told for connector 0 as well, and connector 0 has a meter of the site.

import { instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { again, plainly, saying } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const connectorZero: Quirk = {
  name: 'connector-zero',
  number: 'Q36',
  about: 'Every status is told for connector 0 as well, and connector 0 has a meter of the site.',
  life: plainly((exchange) => {
    if (exchange.action !== 'StatusNotification' || exchange.protocol !== 'ocpp1.6')
      return exchange;
    const status = fields(exchange.payload);
    const word = status['status'] === 'Faulted' ? 'Faulted' : 'Available';
    const station = saying(again(exchange, 40), { connectorId: 0, status: word });
    const timestamp = instantText(exchange.at);
    const sampledValue = [{ value: String(Math.floor(exchange.at / 10_000)) }];
    const payload = { connectorId: 0, meterValue: [{ timestamp, sampledValue }] };
    const meter = { ...again(exchange, 80, 'site'), action: 'MeterValues', payload };
    return [exchange, station, meter];
  }),
};
