// Many appends, one commit: what is appended while a commit is under way leaves with the next.

import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { EventLog, LogHealth, NewRecord, RecordPosition } from './port.ts';

/** The embedded log stores the length of a key in 16 bits. */
const key_bytes_max = 65_535;

export interface Entry {
  readonly topic: string;
  readonly record: NewRecord;
}

/** Where a record went, or why it never can be stored. */
export type Outcome = RecordPosition | AppError;

export interface GroupCommitOptions {
  /**
   * Prepares the commit of some entries. What it returns is called again and again until it
   * resolves, with an outcome per entry in their order; it may keep what is done already.
   */
  prepare(entries: readonly Entry[]): () => Promise<readonly Outcome[]>;
  /** The fault as the operator should read it. */
  faultOf(thrown: unknown): AppError;
  readonly logger: Logger;
  /** A commit takes no more than this, except for a single larger record. */
  readonly commit_bytes_max: number;
  readonly commit_records_max: number;
  /** A record larger than this is refused. */
  readonly record_bytes_max: number;
  readonly retry_ms: number;
  /** How long closing waits for pending appends while the log is away. */
  readonly drain_ms: number;
}

export interface GroupCommit {
  readonly append: EventLog['append'];
  readonly health: () => LogHealth;
  /** Takes no more appends and resolves when the pending ones are durable or were given up. */
  readonly close: () => Promise<void>;
}

/** One call of `append`, taken by one commit or by several when it is large. */
interface Job {
  readonly topic: string;
  readonly records: readonly NewRecord[];
  readonly positions: RecordPosition[];
  taken: number;
  settled: number;
  failure: AppError | null;
  readonly resolve: (positions: readonly RecordPosition[]) => void;
  readonly reject: (failure: AppError) => void;
}

interface Share {
  readonly job: Job;
  readonly from: number;
  readonly count: number;
}

const settle = (job: Job, index: number, outcome: Outcome): void => {
  if (outcome instanceof AppError) job.failure ??= outcome;
  else job.positions[index] = outcome;
  job.settled += 1;
  if (job.settled < job.records.length) return;
  if (job.failure === null) job.resolve(job.positions);
  else job.reject(job.failure);
};

/** Takes from the front of the queue what one commit may hold. */
const take = (queue: Job[], options: GroupCommitOptions) => {
  const entries: Entry[] = [];
  const shares: Share[] = [];
  let bytes = 0;
  let full = false;
  while (queue[0] !== undefined && !full) {
    const job = queue[0];
    const from = job.taken;
    while (job.taken < job.records.length) {
      const record = job.records[job.taken] as NewRecord;
      bytes += record.value.length + record.key.length;
      const fits = bytes <= options.commit_bytes_max && entries.length < options.commit_records_max;
      full = !fits && entries.length > 0;
      if (full) break;
      entries.push({ topic: job.topic, record });
      job.taken += 1;
    }
    if (job.taken > from) shares.push({ job, from, count: job.taken - from });
    if (job.taken === job.records.length) queue.shift();
  }
  return { entries, shares };
};

/** The fault that appends wait for, told once when it comes and once when it goes. */
const faultTeller = (logger: Logger) => {
  let reason = '';
  return {
    reason: () => reason,
    note: (fault: AppError) => {
      if (fault.message !== reason) logger.error(fault.message, { code: fault.code });
      reason = fault.message;
    },
    clear: () => {
      if (reason !== '') logger.info('The log takes records again.');
      reason = '';
    },
  };
};

export const groupCommit = (options: GroupCommitOptions): GroupCommit => {
  const queue: Job[] = [];
  const fault = faultTeller(options.logger);
  const givenUp = new AbortController();
  let pending = 0;
  let closed = false;
  let running: Promise<void> | null = null;

  const commit = async (entries: readonly Entry[]): Promise<readonly Outcome[]> => {
    const attempt = options.prepare(entries);
    while (!givenUp.signal.aborted) {
      try {
        const outcomes = await attempt();
        fault.clear();
        return outcomes;
      } catch (thrown) {
        fault.note(options.faultOf(thrown));
      }
      await pause(options.retry_ms, undefined, { signal: givenUp.signal }).catch(() => undefined);
    }
    return entries.map(() => new AppError('LOG_CLOSED'));
  };

  const drain = async (): Promise<void> => {
    // One turn of the event loop: whatever arrived together is committed together.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const { entries, shares } = take(queue, options);
      const outcomes = await commit(entries);
      pending -= entries.length;
      let next = 0;
      for (const { job, from, count } of shares)
        for (let i = from; i < from + count; i++, next++)
          settle(job, i, outcomes[next] ?? new AppError('LOG_CLOSED'));
    }
    running = null;
  };

  const tooLarge = ({ key, value }: NewRecord): AppError | null => {
    const keyBytes = Buffer.byteLength(key);
    const bytes = value.length + keyBytes;
    const limit = keyBytes > key_bytes_max ? key_bytes_max : options.record_bytes_max;
    if (keyBytes <= key_bytes_max && bytes <= limit) return null;
    return new AppError('RECORD_TOO_LARGE', { bytes, key: key.slice(0, 200), limit });
  };

  const append: GroupCommit['append'] = async (topic, records) => {
    if (closed) throw new AppError('LOG_CLOSED');
    if (records.length === 0) return [];
    for (const record of records) {
      const refusal = tooLarge(record);
      if (refusal !== null) throw refusal;
    }
    pending += records.length;
    return new Promise((resolve, reject) => {
      const progress = { positions: [], taken: 0, settled: 0, failure: null };
      queue.push({ topic, records, ...progress, resolve, reject });
      running ??= drain();
    });
  };

  return {
    append,
    health: () => ({ ok: fault.reason() === '', reason: fault.reason(), pending }),
    close: async () => {
      closed = true;
      const timer = setTimeout(() => givenUp.abort(), options.drain_ms);
      await running;
      clearTimeout(timer);
    },
  };
};
