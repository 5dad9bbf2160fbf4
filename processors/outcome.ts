// How charging turned out, in the words of the ChargeX indicators.

export type Outcome = 'open' | 'success' | 'failed' | 'abandoned' | 'unknown';

/** Why it was no success; empty where it was one, or was given up before anything failed. */
export type Failure =
  | ''
  | 'authorization'
  | 'remote_start'
  | 'no_session'
  | 'no_energy'
  | 'bad_stop'
  | 'end_unknown'
  | 'no_meter_data'
  | 'untracked';

export interface Judged {
  readonly outcome: Outcome;
  readonly failure: Failure;
}

/** What is known of a session that has ended. */
export interface Course {
  readonly kind: string;
  /** Whether energy flowed. */
  readonly flowed: boolean;
  /** Whether the register was read at least twice, so that no energy means none. */
  readonly metered: boolean;
  /** Whether the vehicle and the station got as far as to charge, or to suspend it. */
  readonly reached: boolean;
  readonly verdict: string;
  readonly stopReason: string;
  /** Whether the end was told, not inferred. */
  readonly endTold: boolean;
}

/**
 * Reasons of a stop that is as the customer or the limits of the contract want it; every other one
 * broke charging off. Source: ChargeX implementation guide (doi 10.2172/2513383) with its public
 * calculator, whose spelling of one word differs in case.
 */
const goodStops: ReadonlySet<string> = new Set([
  'local',
  'remote',
  'evdisconnected',
  'stoppedbyev',
  'soclimitreached',
  'energylimitreached',
  'timelimitreached',
  'localoutofcredit',
]);

export const isGoodStop = (reason: string): boolean => goodStops.has(reason.toLowerCase());

const isRefusal = (verdict: string): boolean => verdict !== '' && verdict !== 'Accepted';

/** The outcome of a session that has ended. */
export const outcomeOf = (course: Course): Judged => {
  const { kind, flowed, verdict, stopReason } = course;
  if (kind === 'untracked') return { outcome: 'unknown', failure: 'untracked' };
  if (!flowed && isRefusal(verdict)) {
    return { outcome: 'failed', failure: 'authorization' };
  }
  // A session that nobody ended may have gone well or not: it is never called a success.
  if (!course.endTold) return { outcome: 'unknown', failure: 'end_unknown' };
  if (!isGoodStop(stopReason)) return { outcome: 'failed', failure: 'bad_stop' };
  if (flowed) return { outcome: 'success', failure: '' };
  if (!course.reached) return { outcome: 'abandoned', failure: '' };
  return course.metered
    ? { outcome: 'failed', failure: 'no_energy' }
    : { outcome: 'unknown', failure: 'no_meter_data' };
};
