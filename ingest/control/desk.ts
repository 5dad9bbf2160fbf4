// The desk for commands: appends what is asked, follows the log, and knows what came of it.

import type { EventCodec, EventLog, Follower, RecordBatch } from '../../log/port.ts';
import { commandsTopic } from '../../log/port.ts';
import { bell } from '../../lib/bell.ts';
import { partitionOf } from '../../lib/hash.ts';
import type { Logger } from '../../lib/logger.ts';
import { day_ms } from '../../lib/time.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { keyOf } from '../event.ts';
import { after, type Command } from './command.ts';
import { type CommandRecord, readRecord, recordOf } from './record.ts';
import { openShelf } from './shelf.ts';

/** Longest time that a command may wait for its station. */
export const commandLife_max_ms = 7 * day_ms;
/** How far back a start looks for commands that are still open. */
const lookBack_ms = commandLife_max_ms + day_ms;
const lookBack_records = 256;
const batchRecords = 1_000;

export interface DeskOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<LedgerEvent>;
  /** Unique to the process: each one reads everything. */
  readonly name: string;
  readonly logger: Logger;
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

export interface Desk {
  /** Resolves once the records are durable. */
  append(...records: readonly CommandRecord[]): Promise<void>;
  find(tenant: string, stationId: string, commandId: string): Command | undefined;
  /** The same from the log itself, for one that is remembered no more. */
  lookUp(tenant: string, stationId: string, commandId: string): Promise<Command | undefined>;
  ofStation(key: string): readonly Command[];
  open(): readonly Command[];
  /** Called for each command that changed, once its partition is read to the end. */
  onChange(listener: (command: Command) => void): void;
  /** Resolves at the next change of anything. */
  changed(): Promise<void>;
  stop(): Promise<void>;
}

/** The offset from which on records can be of interest: everything before is too old. */
const startIn = async ({ log, codec, clock }: DeskOptions, partition: number): Promise<number> => {
  const ends = (await log.ends(commandsTopic)).find((one) => one.partition === partition);
  if (ends === undefined) return 0;
  const oldest = (clock() - lookBack_ms) * 1000;
  let [from, step] = [ends.high, lookBack_records];
  while (from > ends.low) {
    from = Math.max(ends.low, from - step);
    step *= 2;
    const range = { topic: commandsTopic, partition, from, to: from + 1, maxRecords: 1 };
    for await (const { records } of log.scan(range)) {
      const [first] = records;
      if (first !== undefined && codec.decode(first.value).recordedAt < oldest) return from;
    }
  }
  return from;
};

/** One command from the log. Reads the partition of its station. */
const readBack = async (
  { log, codec }: DeskOptions,
  key: string,
  commandId: string,
): Promise<Command | undefined> => {
  const ends = await log.ends(commandsTopic);
  const partition = partitionOf(key, ends.length);
  const { low = 0, high = 0 } = ends.find((one) => one.partition === partition) ?? {};
  const range = { topic: commandsTopic, partition, from: low, to: high, maxRecords: batchRecords };
  let command: Command | undefined;
  if (high === low) return command;
  for await (const { records } of log.scan(range)) {
    for (const record of records) {
      const told = record.key === key ? readRecord(record.value, codec) : null;
      if (told?.commandId === commandId) command = after(command, told);
    }
  }
  return command;
};

/** Opens a desk. It reads the open commands of the past by itself, and then live. */
export const openDesk = async (options: DeskOptions): Promise<Desk> => {
  const { log, codec, logger, name } = options;
  const shelf = openShelf();
  const moved = bell();
  const listeners: ((command: Command) => void)[] = [];
  /** Changed and not yet told of: what follows in the log may change it again. */
  const untold = new Map<number, Map<string, Command>>();

  const tell = (partition: number): void => {
    const due = untold.get(partition);
    untold.delete(partition);
    for (const command of due?.values() ?? []) for (const listen of listeners) listen(command);
    moved.ring();
  };

  const take = ({ partition, records, highWatermark }: RecordBatch): void => {
    const changes = untold.get(partition) ?? new Map<string, Command>();
    untold.set(partition, changes);
    for (const { key, value } of records) {
      const told = readRecord(value, codec);
      const changed = told === null ? null : shelf.take(told);
      if (changed !== null) changes.set(`${key}/${changed.commandId}`, changed);
    }
    if ((records.at(-1)?.offset ?? 0) + 1 >= highWatermark) tell(partition);
  };

  const follower: Follower = await log.follow({
    topic: commandsTopic,
    group: `laddbok-commands-${name}`,
    maxRecords: batchRecords,
    startAt: (partition) => startIn(options, partition),
    onBatch: async (batch) => take(batch),
    // What is known stays known: read again it changes nothing.
    onRevoked: () => undefined,
  });
  follower.failed.catch((fault: unknown) => {
    logger.error('Commands cannot be followed any more.', { why: String(fault) });
  });

  return {
    append: async (...records) => {
      await log.append(
        commandsTopic,
        records.map((told) => recordOf(told, codec)),
      );
    },
    find: (tenant, stationId, commandId) => shelf.find(tenant, stationId, commandId),
    lookUp: async (tenant, stationId, commandId) => {
      const known = shelf.find(tenant, stationId, commandId);
      return known ?? readBack(options, keyOf(tenant, stationId), commandId);
    },
    ofStation: (key) => shelf.ofStation(key),
    open: () => shelf.open(),
    onChange: (listener) => void listeners.push(listener),
    changed: () => moved.next(),
    stop: () => follower.stop(),
  };
};
