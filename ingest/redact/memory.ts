// A memory that forgets the oldest: what a gateway remembers of persons stays bounded.

/** Entries of one memory; the oldest go first. */
export const remembered_max = 20_000;

export interface BoundedMemory<V> {
  get(name: string): V | undefined;
  set(name: string, value: V): V;
  drop(name: string): void;
}

export const boundedMemory = <V>(): BoundedMemory<V> => {
  const held = new Map<string, V>();
  return {
    get: (name) => held.get(name),
    drop: (name) => void held.delete(name),
    set: (name, value) => {
      const [oldest] = held.size >= remembered_max ? held.keys() : [];
      if (oldest !== undefined) held.delete(oldest);
      held.set(name, value);
      return value;
    },
  };
};
