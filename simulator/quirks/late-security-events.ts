// A quirk: security events come four days after they happened.

import { day_ms, instantText } from '../../lib/time.ts';
import type { Quirk } from '../quirk.ts';
import { again, plainly } from '../quirk-life.ts';

export const lateSecurityEvents: Quirk = {
  name: 'late-security-events',
  number: 'Q49',
  about: 'Security events come four days after they happened.',
  life: plainly((exchange) => {
    if (exchange.action !== 'BootNotification') return exchange;
    const timestamp = instantText(exchange.at - 4 * day_ms);
    const payload = { type: 'TamperDetectionActivated', timestamp };
    const action = 'SecurityEventNotification';
    return [exchange, { ...again(exchange, 5_000, 'security'), action, payload, answer: {} }];
  }),
};
