// A quirk: every boot is told six times, ten seconds apart.

import type { Quirk } from '../quirk.ts';
import { again, plainly, settled } from '../quirk-life.ts';

export const bootLoop: Quirk = {
  name: 'boot-loop',
  number: 'Q48',
  about: 'Every boot is told six times, ten seconds apart.',
  life: (life) =>
    settled(
      plainly((exchange) =>
        exchange.action === 'BootNotification'
          ? Array.from({ length: 6 }, (_, index) =>
              again(exchange, index * 10_000, `boot-${index}`),
            )
          : exchange,
      )(life),
    ),
};
