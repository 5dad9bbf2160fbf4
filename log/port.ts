// The promise of a log: records appended durably, in order per partition, read from any offset.

/** Topic of what stations and gateways said. Key `tenant/station`. */
export const ocppTopic = 'laddbok.ocpp';
/** Topic of what people decided. Key `tenant/subject`. */
export const ledgerTopic = 'laddbok.ledger';
/** Topic of what operators ask of stations, and what came of it. Key `tenant/station`. */
export const commandsTopic = 'laddbok.commands';

export interface NewRecord {
  readonly key: string;
  /** Avro in Confluent's wire format. Not changed by the caller after `append` was called. */
  readonly value: Uint8Array;
}

/** Turns events into record values and back; made once the registry has answered. */
export interface EventCodec<T> {
  /** A value of its own, not a view of a buffer that will be written again. */
  encode(event: T): Uint8Array;
  /** Resolves the schema that the value was written with to the one that is read now. */
  decode(value: Uint8Array): T;
  /** Fingerprint of the schema written, for the record header `avro-fp`. */
  readonly fingerprint: string;
}

export interface RecordPosition {
  readonly partition: number;
  readonly offset: number;
}

export interface LogRecord {
  readonly key: string;
  readonly value: Uint8Array;
  readonly offset: number;
}

/** Records of one partition in offset order, never empty. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  /** The offset that the next record of this partition will get, as known when this was read. */
  readonly highWatermark: number;
}

export interface PartitionEnds {
  readonly partition: number;
  /** Offset of the oldest record kept. */
  readonly low: number;
  /** Offset that the next record will get. */
  readonly high: number;
}

/** What tells one log from another: refused when a projection meets a different one. */
export interface LogIdentity {
  /** Kafka's cluster id, or the id that the embedded log was created with. */
  readonly clusterId: string;
  readonly topic: string;
  readonly partitions: number;
}

export interface LogHealth {
  readonly ok: boolean;
  /** Why not, in a sentence; empty when ok. */
  readonly reason: string;
  /** Records accepted by `append` and not yet durable. */
  readonly pending: number;
}

export interface FollowOptions {
  readonly topic: string;
  /** Consumer group: members share the partitions. The embedded log gives all to its one member. */
  readonly group: string;
  /** Upper bound of records handed over at once. */
  readonly maxRecords: number;
  /**
   * Where to start in a partition that was just assigned: the next offset wanted. Older than the
   * oldest kept: begins there. Beyond the end: following fails with LOG_CHANGED.
   */
  startAt(partition: number): Promise<number>;
  /**
   * Called one batch at a time per partition. While it is pending that partition is not read.
   * Where it (or `startAt`) rejects with a retriable AppError, the partition is handed over afresh
   * after a pause: `onRevoked`, then `startAt`. Anything else ends the following, see `failed`.
   */
  onBatch(batch: RecordBatch): Promise<void>;
  /** The partition belongs to another member now: forget what is kept in memory for it. */
  onRevoked(partition: number): void;
}

export interface Follower {
  /** Settles when following ended by an error that trying again cannot mend. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

export interface ScanRange {
  readonly topic: string;
  readonly partition: number;
  /** First offset wanted; the oldest kept when it is lower than that. */
  readonly from: number;
  /** First offset not wanted any more. */
  readonly to: number;
  readonly maxRecords: number;
}

/** Which records may go: all that were appended before an instant and lie below an offset. */
export interface Removal {
  /** Milliseconds since 1970 UTC. */
  readonly before: number;
  /** By partition the first offset that stays whatever its age; a partition without stays whole. */
  readonly below: ReadonlyMap<number, number>;
}

export interface EventLog {
  readonly engine: 'embedded' | 'kafka';
  /**
   * Appends records and resolves once all of them are durable (`acks=all`, or fsynced), with
   * their positions in the order given. Records of one key keep the order of the calls.
   * While the log is away or its disk full the promise stays pending and appending goes on by
   * itself; `health` tells. Rejects only when it never can succeed, or the log is closed.
   */
  append(topic: string, records: readonly NewRecord[]): Promise<readonly RecordPosition[]>;
  /** Reads live, from `startAt` on and without end, until stopped. */
  follow(options: FollowOptions): Promise<Follower>;
  /** Reads a bounded range of one partition, batch by batch. */
  scan(range: ScanRange): AsyncIterable<RecordBatch>;
  ends(topic: string): Promise<readonly PartitionEnds[]>;
  identity(topic: string): Promise<LogIdentity>;
  /**
   * Removes old records and resolves to how many. An engine that removes by the file keeps some of
   * them longer. Whoever reads from an offset that is gone begins at the oldest kept.
   */
  removeBefore(topic: string, removal: Removal): Promise<number>;
  /** After what age the log removes records by itself, milliseconds; null where it never does. */
  expiry_ms(topic: string): Promise<number | null>;
  health(): LogHealth;
  close(): Promise<void>;
}
