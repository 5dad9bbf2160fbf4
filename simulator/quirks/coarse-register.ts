// A quirk: sampled registers move in steps of 100 Wh.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { eachRegister, fields } from '../quirk-payload.ts';

export const coarseRegister: Quirk = {
  name: 'coarse-register',
  number: 'Q16',
  about: 'Sampled registers move in steps of 100 Wh.',
  life: plainly((exchange, place) =>
    place?.part === 'middle'
      ? saying(
          exchange,
          eachRegister((mwh) => Math.floor(mwh / 100_000) * 100_000)(fields(exchange.payload)),
        )
      : exchange,
  ),
};
