// A quirk: no BootNotification is ever sent.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';

export const noBoot: Quirk = {
  name: 'no-boot',
  number: 'Q48',
  about: 'No BootNotification is ever sent.',
  life: plainly((exchange) => (exchange.action === 'BootNotification' ? [] : exchange)),
};
