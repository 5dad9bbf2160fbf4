// The registry of stations: follows the ledger, knows every station that was registered, appends.

import { bell } from '../../lib/bell.ts';
import type { Logger } from '../../lib/logger.ts';
import { type EventCodec, type EventLog, type RecordBatch, ledgerTopic } from '../../log/port.ts';
import type { LedgerEvent } from '../../schemas/events.gen.ts';
import { type StationEntry, afterRecord } from './entry.ts';
import { type StationRecord, keyOfStation, readStationRecord, stationRecordOf } from './record.ts';

export interface RegistryOptions {
  readonly log: EventLog;
  readonly codec: EventCodec<LedgerEvent>;
  /** Unique to the process: each one reads everything. */
  readonly name: string;
  readonly logger: Logger;
}

export interface Registry {
  find(tenant: string, stationId: string): StationEntry | undefined;
  /** In the order of their ids. */
  ofTenant(tenant: string): readonly StationEntry[];
  /** How many are registered, of all tenants. */
  size(): number;
  /** Resolves once the record is durable; what it does is known once it was read back. */
  append(told: StationRecord): Promise<void>;
  /** Resolves once all is read that the log holds now. */
  caughtUp(): Promise<void>;
  /** Called for a station about which something was decided. */
  onChange(listener: (told: StationRecord) => void): void;
  stop(): Promise<void>;
}

const batchRecords = 1_000;
/** Stations that are held in memory, at half a kilobyte each; more are not registered. */
export const stations_max = 1_000_000;

const byId = (one: StationEntry, other: StationEntry): number =>
  one.stationId < other.stationId ? -1 : 1;

/** Opens the registry. It reads the past by itself, and then live. */
export const openRegistry = async (options: RegistryOptions): Promise<Registry> => {
  const { log, codec, name, logger } = options;
  const entries = new Map<string, StationEntry>();
  /** The next offset wanted, by partition. */
  const read = new Map<number, number>();
  const listeners: ((told: StationRecord) => void)[] = [];
  const moved = bell();

  const note = (told: StationRecord): void => {
    const key = keyOfStation(told.tenant, told.stationId);
    const after = afterRecord(entries.get(key), told);
    if (after === undefined) entries.delete(key);
    else entries.set(key, after);
    for (const listen of listeners) listen(told);
  };

  const take = ({ partition, records }: RecordBatch): void => {
    for (const record of records) {
      // Read a second time, after a partition came back, a record must not count twice.
      if (record.offset < (read.get(partition) ?? 0)) continue;
      read.set(partition, record.offset + 1);
      const told = readStationRecord(record, codec);
      if (told !== null) note(told);
    }
    moved.ring();
  };

  const follower = await log.follow({
    topic: ledgerTopic,
    group: `laddbok-stations-${name}`,
    maxRecords: batchRecords,
    startAt: async (partition) =>
      (await log.ends(ledgerTopic)).find((one) => one.partition === partition)?.low ?? 0,
    onBatch: async (batch) => take(batch),
    // What is known stays known.
    onRevoked: () => undefined,
  });
  follower.failed.catch((fault: unknown) => {
    logger.error('The registry of stations cannot be followed any more.', { why: String(fault) });
  });

  return {
    find: (tenant, stationId) => entries.get(keyOfStation(tenant, stationId)),
    ofTenant: (tenant) =>
      [...entries.values()].filter((entry) => entry.tenant === tenant).toSorted(byId),
    size: () => entries.size,
    append: async (told) => {
      await log.append(ledgerTopic, [stationRecordOf(told, codec)]);
    },
    caughtUp: async () => {
      const ends = (await log.ends(ledgerTopic)).filter(({ low, high }) => high > low);
      const isRead = (): boolean =>
        ends.every(({ partition, high }) => (read.get(partition) ?? 0) >= high);
      while (!isRead()) await moved.next();
    },
    onChange: (listener) => void listeners.push(listener),
    stop: () => follower.stop(),
  };
};
