// What becomes of an event at which the fold throws: a row that says where it stands and why.

import { AppError, messageOf } from '../lib/errors.ts';
import { stableId } from '../lib/hash.ts';
import type { LogRecord } from '../log/port.ts';
import type { Emission } from '../processors/define.ts';
import { foldVersion } from '../processors/fold.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { eventsSetAside } from './bookkeeping.ts';

/** Characters of an error that are kept. */
export const error_max = 500;

/**
 * Whether the event itself is at fault. Operating faults are not: a registry that does not answer
 * is waited for, a schema that nobody knows stops the pump before anything is lost from view.
 */
export const isPoison = (thrown: unknown): boolean =>
  !(thrown instanceof AppError) || thrown.code === 'EVENT_UNREADABLE';

export interface Poisoned {
  readonly record: LogRecord;
  /** Null where it could not be decoded. */
  readonly event: OcppEvent | null;
  readonly partition: number;
  readonly thrown: unknown;
}

/** The row of an event that was set aside: a function of the log and the fold, like any other. */
export const setAside = ({ record, event, partition, thrown }: Poisoned): Emission => {
  const [tenant = '', ...station] = record.key.split('/');
  return {
    table: eventsSetAside,
    row: {
      tenant: event?.tenant ?? tenant,
      station_id: event?.stationId ?? station.join('/'),
      log_topic: 'laddbok.ocpp',
      fold_partition: partition,
      event_offset: record.offset,
      event_id: event?.eventId ?? '',
      received_at: event === null ? null : Math.floor(event.recordedAt / 1000),
      action: event?.action ?? '',
      error: messageOf(thrown).slice(0, error_max),
      fold_version: foldVersion,
    },
  };
};

/** Names the bytes of a record, to tell whether another stands in its place. */
export const fingerprintOf = (value: Uint8Array): string =>
  stableId(Buffer.from(value).toString('latin1'));
