// The connections that are open, and which of them is the current one of its station.

import type { Connection } from './connection.ts';

export interface Register {
  readonly all: ReadonlySet<Connection>;
  /** The current connection of a station, by its key. */
  find(key: string): Connection | undefined;
  /** The newcomer is current from now on; returns whom it replaces. */
  enter(connection: Connection): Connection | undefined;
  /** Forgets a connection. One that was replaced does not take its successor with it. */
  leave(connection: Connection): void;
  /** Resolves when no connection is left. */
  emptied(): Promise<void>;
}

export const openRegister = (): Register => {
  const all = new Set<Connection>();
  const current = new Map<string, Connection>();
  let waiting: (() => void)[] = [];
  return {
    all,
    find: (key) => current.get(key),
    enter: (connection) => {
      const incumbent = current.get(connection.key);
      all.add(connection);
      current.set(connection.key, connection);
      return incumbent;
    },
    leave: (connection) => {
      all.delete(connection);
      if (current.get(connection.key) === connection) current.delete(connection.key);
      if (all.size > 0) return;
      const resolved = waiting;
      waiting = [];
      for (const resolve of resolved) resolve();
    },
    emptied: () =>
      all.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
};
