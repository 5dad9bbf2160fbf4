-- Doubts: frames that could not be read, values that were treated; one row a doubt.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS quality_flags_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'When the gateway saw the frame.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds the frame.' CODEC(ZSTD(1)),
  code LowCardinality(String) COMMENT 'Code of the doubt.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'Port it is about; 0 is the station as a whole.' CODEC(ZSTD(1)),
  since Nullable(DateTime64(3, 'UTC')) COMMENT 'When the time began that it is about, where that is no moment: it lasts until `at`.' CODEC(ZSTD(1)),
  detail String COMMENT 'What was found, in a few words.' CODEC(ZSTD(1)),
  concerns_at DateTime64(3, 'UTC') COMMENT 'Time in the tables that it concerns; receipt where it is no other.' CODEC(DoubleDelta, ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, station_id, at, event_id, code, port)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Doubts: frames that could not be read, values that were treated; one row a doubt.';

CREATE VIEW IF NOT EXISTS quality_flags
AS SELECT
  tenant,
  station_id,
  at,
  event_id,
  code,
  port,
  since,
  detail,
  concerns_at,
  log_partition,
  log_offset,
  version
FROM quality_flags_v1 FINAL;
