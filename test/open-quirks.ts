// Quirks whose numbers are not yet right, each with what differs; the list only ever shrinks.

import type { QuirkName } from '../simulator/quirks.ts';

/** A quirk that has become right must leave this list: its test fails until it does. */
export const openQuirks: Partial<Readonly<Record<QuirkName | 'all together', string>>> = {
  'kwh-labelled-wh': 'The way back from kWh to the next start counts as energy.',
  'session-relative-samples': 'The lifetime register at the stop counts as energy of the session.',
  'register-glitch-zero': 'The return from zero counts as energy.',
  'register-jump-two-to-32': 'The jump counts as energy.',
  'register-rollover': 'The way back to the next start counts as energy.',
  'meter-stop-zero': 'The way from zero to the next start counts as energy.',
  'phases-only': 'Samples of phases are not summed; their energy is spread from start to stop.',
  'single-phase-register': 'A register tagged L1 is not read.',
  'coarse-register': 'The step of the register is told nowhere.',
  'no-meter-values': 'A session without readings is told by no flag.',
  'repeated-stop': 'A stop repeated with an unknown id makes a session of its own.',
  'reused-transaction-ids': 'A stop ends the session of another port.',
  'missing-stop': 'A session without a stop stays open until the next start.',
  'missing-start': 'Energy of a session without a start belongs to none, unflagged.',
  'stop-after-next-start': 'The stop of a session that the next start ended is not joined to it.',
  'meter-values-after-stop': 'A late reading within the session is left out without a flag.',
  'untracked-charging': 'Energy without a transaction makes no session and no flag.',
  'connector-zero': 'The meter of the site is booked as energy of port 0 without a flag.',
  'fault-without-error-code': 'A fault without a code differs from the one that broke, unflagged.',
  'error-code-while-available': 'A warning is told like a fault.',
  'clock-of-1970': 'One span over half a century makes some two million buckets.',
  'local-time-as-z': 'A clock that is off by hours is told by no flag.',
  'all together': 'What each of them does.',
};
