// A quirk: the register at the end of a transaction is zero.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

export const meterStopZero: Quirk = {
  name: 'meter-stop-zero',
  number: 'Q7',
  about: 'The register at the end of a transaction is zero.',
  life: plainly((exchange, place) =>
    place?.part === 'end'
      ? saying(exchange, eachRegister(() => 0)(fields(exchange.payload)))
      : exchange,
  ),
};
