// Where the pump keeps how far it has come: states of stations, and checkpoints of partitions.

import { count, instant, label, offset, small, table, text } from '../schemas/table.ts';

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
    cluster_id: text('Log that the offsets belong to.'),
    partitions: count('Partitions of the topic.'),
    epoch: count('Life of the log.'),
    manifest: text('Fingerprint of the fold and its tables.'),
  },
  key: ['topic', 'fold_partition'],
  month: null,
});
