// Where the pump keeps how far it has come, and the events that it could not fold.

import {
  count,
  instant,
  instantOrNull,
  label,
  offset,
  small,
  table,
  text,
} from '../schemas/table.ts';

/** One row a station whose state changed. May be ahead of the checkpoint, never behind its rows. */
export const foldState = table({
  name: 'fold_state',
  about: 'State of the fold by station.',
  columns: {
    topic: label('Topic of the log.'),
    fold_partition: small('Partition of the log.'),
    station_key: text('Key of the records: tenant/station.'),
    last_offset: offset('Offset of the last event folded in.'),
    state: text('The state as JSON.'),
  },
  key: ['topic', 'fold_partition', 'station_key'],
  month: null,
});

/** One row a partition, written last: everything before `next_offset` is in the tables. */
export const foldCheckpoints = table({
  name: 'fold_checkpoints',
  about: 'How far each partition of the log has been folded.',
  columns: {
    topic: label('Topic of the log.'),
    fold_partition: small('Partition of the log.'),
    next_offset: offset('Offset of the first event that is not folded in yet.'),
    last_recorded_at: instant('When the gateway saw the last event folded in.'),
    last_record: text('Fingerprint of the last record folded in: another log has another there.'),
    cluster_id: text('Log that the offsets belong to.'),
    partitions: count('Partitions of the topic.'),
    epoch: count('Life of the log.'),
    manifest: text('Fingerprint of the fold and its tables.'),
  },
  key: ['topic', 'fold_partition'],
  month: null,
});

/** One row an event at which the fold threw: it is in the log, and in no other table. */
export const eventsSetAside = table({
  name: 'events_set_aside',
  about:
    'Events that the fold could not take: kept in the log, healed by a mended fold and a replay.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    log_topic: label('Topic of the log.'),
    fold_partition: small('Partition of the log.'),
    event_offset: offset('Offset of the event in its partition.'),
    event_id: text('Id of the event; empty where it could not be decoded.'),
    received_at: instantOrNull('When the gateway saw it; null where it could not be decoded.'),
    action: label('Action of OCPP; empty where none is known.'),
    error: text('What the fold or the codec said.'),
    fold_version: count('Version of the fold that could not take it.'),
  },
  key: ['tenant', 'station_id', 'log_topic', 'fold_partition', 'event_offset'],
  month: null,
});
