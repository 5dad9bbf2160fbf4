-- Grid events, priorities, profiles, streams: told, and kept in a few words.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS notices_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'When it was, as the station says; else when it came.' CODEC(DoubleDelta, ZSTD(1)),
  told_at DateTime64(3, 'UTC') COMMENT 'When the message came.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds the message.' CODEC(ZSTD(1)),
  message LowCardinality(String) COMMENT 'As NotifyDERAlarm.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'EVSE where it was named; else 0.' CODEC(ZSTD(1)),
  subject String COMMENT 'What it is about: a transaction, a control, a request, a stream.' CODEC(ZSTD(1)),
  detail String COMMENT 'What it says, in a few words.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(told_at)
ORDER BY (tenant, station_id, told_at, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Grid events, priorities, profiles, streams: told, and kept in a few words.';

CREATE VIEW IF NOT EXISTS notices
AS SELECT
  tenant,
  station_id,
  at,
  told_at,
  event_id,
  message,
  port,
  subject,
  detail,
  log_partition,
  log_offset,
  version
FROM notices_v1 FINAL;
