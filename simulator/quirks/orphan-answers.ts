// A quirk: answers come twice, and some answer nothing.

import type { Happening } from '../happening.ts';
import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import type { Life } from '../quirk-life.ts';

export const orphanAnswers: Quirk = {
  name: 'orphan-answers',
  number: 'Q57',
  about: 'Answers come twice, and some answer nothing.',
  life: plainly((exchange): Life => {
    if (exchange.answered_ms === null) return [exchange];
    const { connectionId, protocol, id, answer } = exchange;
    const stray = (after_ms: number, [frameId, said]: readonly [unknown, unknown]): Happening => ({
      kind: 'frame',
      connectionId,
      protocol,
      at: exchange.at + (exchange.answered_ms ?? 0) + after_ms,
      direction: 'to_station',
      frame: JSON.stringify([3, frameId, said]),
    });
    return [exchange, stray(0, [id, answer]), stray(0, [`nobody-${id}`, { status: 'Accepted' }])];
  }),
};
