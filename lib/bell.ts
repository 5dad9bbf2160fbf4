// Something to wait for that happens again and again.

import { deferred } from './deferred.ts';

export interface Bell {
  ring(): void;
  /** Resolves at the next ring. */
  next(): Promise<void>;
}

export const bell = (): Bell => {
  let rung = deferred<void>();
  return {
    ring: () => {
      const before = rung;
      rung = deferred<void>();
      before.resolve();
    },
    next: () => rung.promise,
  };
};
