// The interval of heartbeats that the answer to a boot names, in 1.6 (§6.6) and 2.x (B01) alike.

import { field } from './json.ts';
import type { Interpreter } from './said.ts';

/** Longer than a day is no interval of heartbeats. */
const interval_s_max = 86_400;

/** Only an accepted boot agrees on heartbeats; otherwise the interval is that of the next boot. */
export const agreedIn: Interpreter = ({ payload, receivedAt }) => {
  const interval_s = Number(field(payload, 'interval'));
  const isUsable = Number.isInteger(interval_s) && interval_s > 0 && interval_s <= interval_s_max;
  if (field(payload, 'status') !== 'Accepted' || !isUsable) return [];
  return [{ type: 'HeartbeatAgreed', at: receivedAt, interval_s }];
};
