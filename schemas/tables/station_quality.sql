-- Per station and day of receipt (UTC): its clock, silence, loops, bad frames and meter.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS station_quality_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  day DateTime64(3, 'UTC') COMMENT 'Start of the day, UTC.' CODEC(DoubleDelta, ZSTD(1)),
  updated_at DateTime64(3, 'UTC') COMMENT 'Receipt of the last event that the row counts.' CODEC(DoubleDelta, ZSTD(1)),
  frames UInt32 COMMENT 'Frames of the station.' CODEC(ZSTD(1)),
  bad_frames UInt32 COMMENT 'Of these, unreadable or out of schema.' CODEC(ZSTD(1)),
  clock_offset_s Nullable(Int32) COMMENT 'Station clock minus true time, seconds, as last estimated.' CODEC(ZSTD(1)),
  clock_spread_s Nullable(Int32) COMMENT 'Median distance of its samples from that, seconds.' CODEC(ZSTD(1)),
  silent_spells UInt32 COMMENT 'Spells over 15 minutes without a frame while connected.' CODEC(ZSTD(1)),
  silence_s UInt32 COMMENT 'Seconds of these spells.' CODEC(ZSTD(1)),
  connections UInt32 COMMENT 'Connections that began.' CODEC(ZSTD(1)),
  reconnect_loops UInt32 COMMENT 'Connections that began within a minute of the one before.' CODEC(ZSTD(1)),
  boots UInt32 COMMENT 'Boots.' CODEC(ZSTD(1)),
  boot_loops UInt32 COMMENT 'Boots within 5 minutes of the one before.' CODEC(ZSTD(1)),
  heartbeat_interval_s Nullable(Int32) COMMENT 'Seconds between the last two heartbeats.' CODEC(ZSTD(1)),
  register_step_wh Nullable(Decimal(18, 3)) COMMENT 'Step of the import register: greatest common divisor seen.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, station_id, day)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Per station and day of receipt (UTC): its clock, silence, loops, bad frames and meter.';

CREATE VIEW IF NOT EXISTS station_quality
AS SELECT
  tenant,
  station_id,
  day,
  updated_at,
  frames,
  bad_frames,
  clock_offset_s,
  clock_spread_s,
  silent_spells,
  silence_s,
  connections,
  reconnect_loops,
  boots,
  boot_loops,
  heartbeat_interval_s,
  register_step_wh,
  log_partition,
  log_offset,
  version
FROM station_quality_v1 FINAL;
