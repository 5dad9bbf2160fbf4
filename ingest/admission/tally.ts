// How many of each key there are now; keys of which there are none cost nothing.

export interface Tally {
  readonly of: (key: string) => number;
  readonly add: (key: string, change: 1 | -1) => void;
  readonly size: () => number;
}

export const openTally = (): Tally => {
  const counts = new Map<string, number>();
  return {
    of: (key) => counts.get(key) ?? 0,
    add: (key, change) => {
      const count = (counts.get(key) ?? 0) + change;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    },
    size: () => counts.size,
  };
};
