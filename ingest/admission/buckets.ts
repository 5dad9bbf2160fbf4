// Token buckets by key: so much at once, so much a second, and no more keys held than named.

/** What one key may take. */
export interface Allowance {
  /** At once, after a time of quiet. 0 allows everything: the limit is off. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  /** Below zero: taken in advance. */
  tokens: number;
  at_ms: number;
}

export interface Buckets {
  /** Takes one where there is one; else 0 is taken, and the seconds until there is one. */
  readonly take: (key: string, now_ms: number) => number;
  /** The seconds until there is one, without taking it; 0 where there is. */
  readonly wait_s: (key: string, now_ms: number) => number;
  /** Takes so much, also what is not there yet. */
  readonly charge: (key: string, now_ms: number, count: number) => void;
  readonly size: () => number;
}

/**
 * Opens buckets. A key that is unknown has a full one, so full ones need not be held; where there
 * are more keys than may be held, the one that was used longest ago is forgotten.
 */
export const openBuckets = ({ burst, perSecond }: Allowance, keys_max: number): Buckets => {
  const buckets = new Map<string, Bucket>();
  const isOff = burst === 0;

  const filled = (bucket: Bucket, now_ms: number): Bucket => {
    const passed_s = Math.max(0, now_ms - bucket.at_ms) / 1000;
    bucket.tokens = Math.min(burst, bucket.tokens + passed_s * perSecond);
    // A clock that goes back gives nothing twice.
    bucket.at_ms = Math.max(bucket.at_ms, now_ms);
    return bucket;
  };

  /** Used now, so last in line to be forgotten. */
  const touched = (key: string, now_ms: number): Bucket => {
    const known = buckets.get(key);
    if (known !== undefined) buckets.delete(key);
    const bucket = known === undefined ? { tokens: burst, at_ms: now_ms } : filled(known, now_ms);
    buckets.set(key, bucket);
    if (buckets.size > keys_max) {
      const [oldest = key] = buckets.keys();
      buckets.delete(oldest);
    }
    return bucket;
  };

  const missing_s = ({ tokens }: Bucket): number => {
    if (tokens >= 1) return 0;
    return perSecond === 0 ? Infinity : (1 - tokens) / perSecond;
  };

  return {
    take: (key, now_ms) => {
      if (isOff) return 0;
      const bucket = touched(key, now_ms);
      const wait = missing_s(bucket);
      if (wait === 0) bucket.tokens--;
      return wait;
    },
    wait_s: (key, now_ms) => {
      const bucket = buckets.get(key);
      return isOff || bucket === undefined ? 0 : missing_s(filled(bucket, now_ms));
    },
    charge: (key, now_ms, count) => {
      if (!isOff) touched(key, now_ms).tokens -= count;
    },
    size: () => buckets.size,
  };
};
