-- Limits set from outside the station, as by the grid: one row from setting to clearing.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS charging_limits_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  set_at DateTime64(3, 'UTC') COMMENT 'When the gateway heard of the limit.' CODEC(DoubleDelta, ZSTD(1)),
  port UInt16 COMMENT 'EVSE id; 0 is the station as a whole.' CODEC(ZSTD(1)),
  source LowCardinality(String) COMMENT 'Who limits: EMS, SO, CSO or Other.' CODEC(ZSTD(1)),
  is_grid_critical Bool COMMENT 'Whether the grid depends on it.' CODEC(ZSTD(1)),
  limit_unit LowCardinality(String) COMMENT 'W or A; empty where the limit was not told.' CODEC(ZSTD(1)),
  limit_min Nullable(Decimal(18, 3)) COMMENT 'Lowest limit of the schedule told, in its unit.' CODEC(ZSTD(1)),
  limit_max Nullable(Decimal(18, 3)) COMMENT 'Highest limit of the schedule told, in its unit.' CODEC(ZSTD(1)),
  cleared_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was cleared, or another of the source took its place.' CODEC(ZSTD(1)),
  event_id String COMMENT 'Event that set it.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(set_at)
ORDER BY (tenant, station_id, set_at, port, source)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Limits set from outside the station, as by the grid: one row from setting to clearing.';

CREATE VIEW IF NOT EXISTS charging_limits
AS SELECT
  tenant,
  station_id,
  set_at,
  port,
  source,
  is_grid_critical,
  limit_unit,
  limit_min,
  limit_max,
  cleared_at,
  event_id,
  log_partition,
  log_offset,
  version
FROM charging_limits_v1 FINAL;
