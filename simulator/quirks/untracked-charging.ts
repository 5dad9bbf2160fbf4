// A quirk: every second session is charged without any transaction.

import type { Quirk } from '../quirk.ts';
import { plainly, saying } from '../quirk-life.ts';
import { bucketsOf, joinedBuckets, knownBuckets, sessionsIn, toldBeside } from '../quirk-truth.ts';
import type { TrueBucket, TrueSession } from '../truth.ts';

export const untrackedCharging: Quirk = {
  name: 'untracked-charging',
  number: 'Q35',
  about: 'Every second session is charged without any transaction.',
  life: plainly((exchange, place) => {
    if (place === null || place.session % 2 === 0) return exchange;
    return exchange.action === 'MeterValues' ? saying(exchange, { transactionId: undefined }) : [];
  }),
  // No transaction, no session. Its energy is nobody's, as far as two registers of the port tell
  // it: its own samples, which 2.x does not send without a transaction, and the sessions beside it.
  truth: (truth, life) => {
    const told = sessionsIn(life);
    const samplesOf = ({ transaction_id }: TrueSession) =>
      (told.get(transaction_id)?.samples ?? []).filter(({ action }) => action === 'MeterValues');
    const isTold = ({ transaction_id }: TrueSession): boolean =>
      (told.get(transaction_id)?.session ?? 0) % 2 === 0;
    const buckets = truth.sessions.flatMap((one): readonly TrueBucket[] => {
      if (isTold(one)) return bucketsOf(truth, one);
      const beside = toldBeside(
        truth,
        one,
        (other) => isTold(other) || samplesOf(other).length > 0,
      );
      const samples = samplesOf(one).map((sample) => sample.register_mwh - one.register_start_mwh);
      const from_mwh = beside.before ? 0 : (samples[0] ?? one.energy_mwh);
      const to_mwh = beside.after ? one.energy_mwh : (samples.at(-1) ?? 0);
      return knownBuckets(bucketsOf(truth, one), { own_mwh: 0, from_mwh, to_mwh });
    });
    return { ...truth, sessions: truth.sessions.filter(isTold), buckets: joinedBuckets(buckets) };
  },
};
