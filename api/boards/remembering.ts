// An answer that several ask for within moments is worked out once.

interface Keeping {
  readonly kept_ms: number;
  readonly now: () => number;
}

/** Most answers that are held; the oldest goes first. */
const held_max = 100;

/** `work` with its answers kept for a while by their key; one that fails is not kept. */
export const remembering = <A extends readonly unknown[], T>(
  { kept_ms, now }: Keeping,
  work: (...args: A) => Promise<T>,
  keyOf: (...args: A) => string,
): ((...args: A) => Promise<T>) => {
  const held = new Map<string, { readonly since: number; readonly answer: Promise<T> }>();
  return (...args) => {
    const key = keyOf(...args);
    const found = held.get(key);
    if (found !== undefined && now() - found.since < kept_ms) return found.answer;
    const answer = work(...args);
    held.delete(key);
    held.set(key, { since: now(), answer });
    answer.catch(() => held.delete(key));
    const [oldest] = held.keys();
    if (held.size > held_max && oldest !== undefined) held.delete(oldest);
    return answer;
  };
};
