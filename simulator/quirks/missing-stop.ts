// A quirk: every second stop is never told.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import { bucketsOf, joinedBuckets, knownBuckets, sessionsIn, toldBeside } from '../quirk-truth.ts';
import type { TrueBucket, TrueSession } from '../truth.ts';

export const missingStop: Quirk = {
  name: 'missing-stop',
  number: 'Q25',
  about: 'Every second stop is never told.',
  life: plainly((exchange, place) =>
    place?.part === 'end' && place.session % 2 === 0 ? [] : exchange,
  ),
  // Without its stop a session never ends, and its energy is that of its last sample. What flowed
  // since is nobody's, once the next start on the port tells that it did.
  truth: (truth, life) => {
    const told = sessionsIn(life);
    const buckets: TrueBucket[] = [];
    const sessions = truth.sessions.map((one): TrueSession => {
      const { session = 1, samples = [] } = told.get(one.transaction_id) ?? {};
      const own = bucketsOf(truth, one);
      if (session % 2 !== 0 || one.ended_at === null) {
        buckets.push(...own);
        return one;
      }
      const register_end_mwh = samples.at(-1)?.register_mwh ?? one.register_start_mwh;
      const own_mwh = register_end_mwh - one.register_start_mwh;
      const { after } = toldBeside(truth, one, () => true);
      const to_mwh = after ? one.energy_mwh : own_mwh;
      buckets.push(...knownBuckets(own, { own_mwh, from_mwh: 0, to_mwh }));
      return { ...one, ended_at: null, stop_reason: '', energy_mwh: own_mwh, register_end_mwh };
    });
    return { ...truth, sessions, buckets: joinedBuckets(buckets) };
  },
};
