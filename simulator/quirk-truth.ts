// What can still be known of sessions of which a quirk keeps something back.

import { eachExchange } from './quirk-life.ts';
import type { Life } from './quirk-life.ts';
import { amountOf, eachSampleOf, fields, register, textOf } from './quirk-payload.ts';
import type { TrueBucket, TrueSession, Truth } from './truth.ts';

/** A register that was told between the start and the stop of a session. */
interface Sample {
  readonly action: string;
  readonly register_mwh: number;
}

export interface ToldSession {
  /** Its place among the sessions of the station, as quirks count them. */
  readonly session: number;
  readonly samples: readonly Sample[];
}

/** The sessions that an honest life tells of, by the id of their transaction. */
export const sessionsIn = (life: Life): ReadonlyMap<string, ToldSession> => {
  const ids = new Map<number, string>();
  const told = new Map<string, ToldSession>();
  eachExchange(() => (exchange, place) => {
    if (place === null) return exchange;
    const payload = fields(exchange.payload);
    if (place.part === 'start') {
      const given = fields(exchange.answer)['transactionId'];
      const chosen = fields(payload['transactionInfo'])['transactionId'];
      ids.set(place.session, textOf(given) || textOf(chosen));
    }
    const id = ids.get(place.session) ?? '';
    const before = told.get(id)?.samples ?? [];
    const samples: Sample[] = [];
    if (place.part === 'middle')
      eachSampleOf(register, (sample) => {
        samples.push({ action: exchange.action, register_mwh: amountOf(sample) });
        return [sample];
      })(payload);
    told.set(id, { session: place.session, samples: [...before, ...samples] });
    return exchange;
  })(life);
  return told;
};

/** Energy of a session, from its start: up to where it is its own, and where it is known at all. */
export interface Known {
  readonly own_mwh: number;
  readonly from_mwh: number;
  readonly to_mwh: number;
}

/** The buckets of a session with what is its own, what is nobody's, and without the unknown. */
export const knownBuckets = (
  buckets: readonly TrueBucket[],
  known: Known,
): readonly TrueBucket[] => {
  let before_mwh = 0;
  return buckets.flatMap((bucket) => {
    const [low, high] = [before_mwh, before_mwh + bucket.energy_mwh];
    before_mwh = high;
    const part = (from: number, to: number, transaction_id: string): readonly TrueBucket[] => {
      const energy_mwh = Math.min(high, to) - Math.max(low, from);
      return energy_mwh > 0 ? [{ ...bucket, transaction_id, energy_mwh }] : [];
    };
    return [
      ...part(known.from_mwh, known.own_mwh, bucket.transaction_id),
      ...part(Math.max(known.from_mwh, known.own_mwh), known.to_mwh, ''),
    ];
  });
};

/** Whether the register of the port of a session was told before it began, or after it. */
export const toldBeside = (
  truth: Truth,
  session: TrueSession,
  tells: (one: TrueSession) => boolean,
): { readonly before: boolean; readonly after: boolean } => {
  const others = truth.sessions.filter(
    (one) => one.port === session.port && one !== session && tells(one),
  );
  return {
    before: others.some((one) => one.started_at < session.started_at),
    after: others.some((one) => one.started_at > session.started_at),
  };
};

/** Buckets of one quarter of an hour that are nobody's are one. */
export const joinedBuckets = (buckets: readonly TrueBucket[]): readonly TrueBucket[] => {
  const joined: TrueBucket[] = [];
  for (const bucket of buckets) {
    const place = joined.findIndex(
      (one) =>
        one.port === bucket.port &&
        one.bucket_start === bucket.bucket_start &&
        one.transaction_id === bucket.transaction_id,
    );
    const same = joined[place];
    if (same === undefined) joined.push(bucket);
    else joined[place] = { ...same, energy_mwh: same.energy_mwh + bucket.energy_mwh };
  }
  return joined;
};

/** The buckets of one session. */
export const bucketsOf = (truth: Truth, session: TrueSession): readonly TrueBucket[] =>
  truth.buckets.filter(
    (one) => one.port === session.port && one.session_started_at === session.started_at,
  );
