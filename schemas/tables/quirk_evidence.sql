-- Evidence from which quirk cards are proposed: counts over the life of a station.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS quirk_evidence_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  vendor LowCardinality(String) COMMENT 'Vendor of the last boot.' CODEC(ZSTD(1)),
  model LowCardinality(String) COMMENT 'Model of the last boot.' CODEC(ZSTD(1)),
  updated_at DateTime64(3, 'UTC') COMMENT 'Receipt of the last event counted.' CODEC(DoubleDelta, ZSTD(1)),
  starts UInt32 COMMENT 'Sessions whose start told a register, after another such session of the port.' CODEC(ZSTD(1)),
  starts_at_zero UInt32 COMMENT 'Of these, those that began at zero after a register above it.' CODEC(ZSTD(1)),
  boots UInt32 COMMENT 'Boots after which a register was compared with the one before.' CODEC(ZSTD(1)),
  resets_on_boot UInt32 COMMENT 'Of these, those after which it was lower.' CODEC(ZSTD(1)),
  spans UInt32 COMMENT 'Spans of energy over which power was known, of 10 Wh or more by power.' CODEC(ZSTD(1)),
  spans_as_power UInt32 COMMENT 'Of these, register and power agree to within a factor of 2.' CODEC(ZSTD(1)),
  spans_thousandth UInt32 COMMENT 'Of these, the register moved a thousandth of what power says.' CODEC(ZSTD(1)),
  clock_offset_s Nullable(Int32) COMMENT 'Station clock minus true time, seconds, as last estimated.' CODEC(ZSTD(1)),
  clock_spread_s Nullable(Int32) COMMENT 'Median distance of its samples from that, seconds.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, station_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Evidence from which quirk cards are proposed: counts over the life of a station.';

CREATE VIEW IF NOT EXISTS quirk_evidence
AS SELECT
  tenant,
  station_id,
  vendor,
  model,
  updated_at,
  starts,
  starts_at_zero,
  boots,
  resets_on_boot,
  spans,
  spans_as_power,
  spans_thousandth,
  clock_offset_s,
  clock_spread_s,
  log_partition,
  log_offset,
  version
FROM quirk_evidence_v1 FINAL;
