// Wraps a store so that writes wait out its troubles: same interface, tried until it takes them.

import { setTimeout as wait } from 'node:timers/promises';
import { AppError, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from './port.ts';

export interface RetryingStore extends Store {
  /** Why the store does not take rows now, in a sentence; empty when it does. */
  trouble(): string;
}

export interface RetryOptions {
  readonly logger: Logger;
  /** Aborted when there is no more time to wait: the next failure is thrown. */
  readonly signal: AbortSignal;
  readonly first_ms?: number;
  readonly most_ms?: number;
}

/** Tries a write again while its fault is one that can pass; other faults are thrown at once. */
export const retrying = (store: Store, options: RetryOptions): RetryingStore => {
  const { logger, signal, first_ms = 250, most_ms = 10_000 } = options;
  let trouble = '';
  const recovered = (): void => {
    if (trouble !== '') logger.info('The store takes rows again.');
    trouble = '';
  };
  const troubled = (error: unknown): void => {
    if (trouble === '') logger.warn(messageOf(error));
    trouble = messageOf(error);
  };
  const write: Store['write'] = async (batches) => {
    for (let pause_ms = first_ms; ; pause_ms = Math.min(pause_ms * 2, most_ms)) {
      try {
        await store.write(batches);
        recovered();
        return;
      } catch (error) {
        const passing = error instanceof AppError && error.retriable;
        if (!passing || signal.aborted) throw error;
        troubled(error);
      }
      await wait(pause_ms, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    engine: store.engine,
    migrate: (tables, set, views) => store.migrate(tables, set, views),
    write,
    query: (query, limits) => store.query(query, limits),
    stream: (query, format) => store.stream(query, format),
    command: (sql) => store.command(sql),
    ping: () => store.ping(),
    close: () => store.close(),
    trouble: () => trouble,
  };
};
