-- Which firmware a station ran from when to when, as it said itself.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS firmware_versions_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'When the version was first named.' CODEC(DoubleDelta, ZSTD(1)),
  firmware_version LowCardinality(String) COMMENT 'Firmware version.' CODEC(ZSTD(1)),
  vendor LowCardinality(String) COMMENT 'Vendor at that time; empty where no boot was heard of.' CODEC(ZSTD(1)),
  model LowCardinality(String) COMMENT 'Model at that time; empty where no boot was heard of.' CODEC(ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When another version was first named; null while it lasts.' CODEC(ZSTD(1)),
  confirmed_at DateTime64(3, 'UTC') COMMENT 'When it was first named, or named again by a boot or report.' CODEC(DoubleDelta, ZSTD(1)),
  evidence LowCardinality(String) COMMENT 'boot or report.' CODEC(ZSTD(1)),
  event_id String COMMENT 'Event that first named it.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (tenant, station_id, started_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Which firmware a station ran from when to when, as it said itself.';

CREATE VIEW IF NOT EXISTS firmware_versions
AS SELECT
  tenant,
  station_id,
  started_at,
  firmware_version,
  vendor,
  model,
  ended_at,
  confirmed_at,
  evidence,
  event_id,
  log_partition,
  log_offset,
  version
FROM firmware_versions_v1 FINAL;
