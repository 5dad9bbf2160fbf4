// Events on their way into the log: gathered per tick, appended in order, counted until durable.

import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { type EventCodec, type EventLog, type NewRecord, ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { GatewayLimits } from './limits.ts';

/** Called once the event it came with is durable, or can never be (`false`). */
export type Settled = (durable: boolean) => void;

export interface Journal {
  /**
   * Takes events that belong together: one append holds them all, with what came in that tick.
   * Answers their bytes.
   */
  write(key: string, events: readonly OcppEvent[], settled?: Settled): number;
  /** Not yet durable. */
  pending(): { readonly events: number; readonly bytes: number };
  /** Whether more is pending than the limits allow. */
  isFull(): boolean;
  /** Resolves when nothing is pending. */
  drained(): Promise<void>;
}

export interface JournalOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<OcppEvent>;
  readonly limits: GatewayLimits;
  readonly logger: Logger;
  /** Too much is pending (`true`), or little enough again. */
  readonly onFull: (full: boolean) => void;
}

interface Batch {
  readonly records: NewRecord[];
  readonly settled: Settled[];
  bytes: number;
}

const emptyBatch = (): Batch => ({ records: [], settled: [], bytes: 0 });

/** Counts what is pending against the limits; between high and low mark it stays as it was. */
const openGauge = ({ limits, onFull }: JournalOptions) => {
  const gauge = { events: 0, bytes: 0, full: false };
  const change = (events: number, bytes: number): void => {
    gauge.events += events;
    gauge.bytes += bytes;
    const over = gauge.events > limits.pendingEvents || gauge.bytes > limits.pending_bytes;
    const under =
      gauge.events <= limits.pendingEvents / 2 && gauge.bytes <= limits.pending_bytes / 2;
    if (gauge.full ? !under : !over) return;
    gauge.full = !gauge.full;
    onFull(gauge.full);
  };
  return { gauge, change };
};

export const openJournal = (options: JournalOptions): Journal => {
  const { log, codec, limits, logger } = options;
  const { gauge, change } = openGauge(options);
  const queue: Batch[] = [];
  let gathering = emptyBatch();
  let scheduled = false;
  let inFlight = 0;
  let waiting: (() => void)[] = [];

  const finish = (batch: Batch, durable: boolean): void => {
    inFlight--;
    for (const settled of batch.settled) settled(durable);
    change(-batch.records.length, -batch.bytes);
    flush();
    if (gauge.events > 0) return;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  };

  const append = (batch: Batch): void => {
    inFlight++;
    log.append(ocppTopic, batch.records).then(
      () => finish(batch, true),
      (thrown: unknown) => {
        const lost = batch.records.length;
        logger.error('The log refused events for good.', { events: lost, why: messageOf(thrown) });
        finish(batch, false);
      },
    );
  };

  const seal = (): void => {
    if (gathering.records.length === 0) return;
    queue.push(gathering);
    gathering = emptyBatch();
  };

  const flush = (): void => {
    scheduled = false;
    while (inFlight < limits.appendsInFlight) {
      if (queue.length === 0) seal();
      const batch = queue.shift();
      if (batch === undefined) return;
      append(batch);
    }
  };

  // An immediate runs after the sockets of this turn were read: their frames share an append.
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  return {
    write: (key, events, settled) => {
      const before = gathering.bytes;
      for (const event of events) {
        const value = codec.encode(event);
        gathering.records.push({ key, value });
        gathering.bytes += value.length;
      }
      if (settled !== undefined) gathering.settled.push(settled);
      const grown = gathering.bytes - before;
      if (gathering.records.length >= limits.appendEvents) seal();
      schedule();
      change(events.length, grown);
      return grown;
    },
    pending: () => ({ events: gauge.events, bytes: gauge.bytes }),
    isFull: () => gauge.full,
    drained: () =>
      gauge.events === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
};
