// How often somebody may ask: a bucket of permits each, refilled steadily, with a bound on buckets.

export interface PaceOptions {
  /** Permits a minute, and as many at once; 0: no bound. */
  readonly perMinute: number;
  /** Milliseconds, never going back. */
  readonly clock: () => number;
  /** Most that are told apart; beyond it whoever asked longest ago is forgotten. */
  readonly held_max: number;
}

export interface Pace {
  /** Takes a permit: 0 where there was one, else the milliseconds until there is. */
  take(who: string): number;
  /** Milliseconds until there is a permit, and none is taken. */
  wait(who: string): number;
}

interface Bucket {
  readonly permits: number;
  readonly at: number;
}

const minute_ms = 60_000;

export const paceOf = ({ perMinute, clock, held_max }: PaceOptions): Pace => {
  const buckets = new Map<string, Bucket>();
  const level = (who: string): Bucket => {
    const at = clock();
    const last = buckets.get(who) ?? { permits: perMinute, at };
    const permits = last.permits + ((at - last.at) * perMinute) / minute_ms;
    return { permits: Math.min(perMinute, permits), at };
  };
  const waitOf = ({ permits }: Bucket): number =>
    permits >= 1 ? 0 : Math.ceil(((1 - permits) * minute_ms) / perMinute);
  return {
    wait: (who) => (perMinute === 0 ? 0 : waitOf(level(who))),
    take: (who) => {
      if (perMinute === 0) return 0;
      const now = level(who);
      const wait_ms = waitOf(now);
      buckets.delete(who);
      buckets.set(who, wait_ms === 0 ? { ...now, permits: now.permits - 1 } : now);
      if (buckets.size > held_max) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return wait_ms;
    },
  };
};
