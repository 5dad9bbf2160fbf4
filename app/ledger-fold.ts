// The fold of one partition of the ledger: its entries as rows, one a row, in the order of the log.

import { messageOf } from '../lib/errors.ts';
import { stableId } from '../lib/hash.ts';
import type { EventCodec, LogRecord } from '../log/port.ts';
import { ledgerTopic } from '../log/port.ts';
import type { Emission } from '../processors/define.ts';
import { entryRow, ledgerFoldVersion } from '../processors/ledger/entry.ts';
import { ledgerTables } from '../processors/ledger/table.ts';
import type { LedgerEvent } from '../schemas/events.gen.ts';
import type { Table } from '../schemas/table.ts';
import type { RowBatch, VersionedRow } from '../store/port.ts';
import { eventsSetAside } from './bookkeeping.ts';
import type { FoldedUntil } from './checkpoints.ts';
import { error_max, fingerprintOf, isPoison } from './set-aside.ts';

/** Fingerprint of this fold and of the tables it writes. */
export const ledgerManifest = stableId(JSON.stringify([ledgerFoldVersion, ledgerTables]));

export interface LedgerFold extends FoldedUntil {
  /** The rows of further records by table; those before `nextOffset` are passed over. */
  take(records: readonly LogRecord[]): ReadonlyMap<Table, readonly VersionedRow[]>;
  /** Entries that could not be kept as rows and were set aside, since the start. */
  setAside(): number;
}

interface LedgerFoldOptions {
  readonly codec: EventCodec<LedgerEvent>;
  readonly partition: number;
  readonly nextOffset: number;
}

interface Poisoned {
  readonly record: LogRecord;
  readonly partition: number;
  readonly event: LedgerEvent | null;
  readonly thrown: unknown;
}

const asideRow = ({ record, event, partition, thrown }: Poisoned): Emission => {
  const [tenant = '', ...subject] = record.key.split('/');
  return {
    table: eventsSetAside,
    row: {
      tenant: event?.tenant ?? tenant,
      station_id: event?.subject ?? subject.join('/'),
      log_topic: ledgerTopic,
      fold_partition: partition,
      event_offset: record.offset,
      event_id: event?.eventId ?? '',
      received_at: event === null ? null : Math.floor(event.recordedAt / 1000),
      action: event?.kind ?? '',
      error: messageOf(thrown).slice(0, error_max),
      fold_version: ledgerFoldVersion,
    },
  };
};

/** The ledger needs no state: each entry is a row of its own. */
export const ledgerFold = ({ codec, partition, nextOffset }: LedgerFoldOptions): LedgerFold => {
  let next = nextOffset;
  let recordedAt_ms = 0;
  let lastValue: Uint8Array | null = null;
  let aside = 0;
  const rowOf = (record: LogRecord): Emission | null => {
    let event: LedgerEvent | null = null;
    try {
      event = codec.decode(record.value);
      recordedAt_ms = Math.floor(event.recordedAt / 1000);
      return entryRow(event);
    } catch (thrown) {
      if (!isPoison(thrown)) throw thrown;
      aside += 1;
      return asideRow({ record, partition, event, thrown });
    }
  };
  return {
    partition,
    nextOffset: () => next,
    lastRecordedAt_ms: () => recordedAt_ms,
    lastRecord: () => (lastValue === null ? '' : fingerprintOf(lastValue)),
    setAside: () => aside,
    take: (records) => {
      const rows = new Map<Table, VersionedRow[]>();
      for (const record of records) {
        if (record.offset < next) continue;
        const emission = rowOf(record);
        next = record.offset + 1;
        lastValue = record.value;
        if (emission === null) continue;
        const held = rows.get(emission.table) ?? [];
        rows.set(emission.table, held);
        held.push({ row: emission.row, partition, offset: record.offset });
      }
      return rows;
    },
  };
};

/** Rows by table as batches for a set. */
export const batchesOf = (
  rows: ReadonlyMap<Table, readonly VersionedRow[]>,
  { set, epoch }: { readonly set: number; readonly epoch: number },
): readonly RowBatch[] =>
  [...rows].map(([table, versioned]) => ({ table, set, epoch, rows: versioned }));
