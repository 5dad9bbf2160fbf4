-- Which tariff holds where: that of the port before that of the station and of the site.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS tariff_assignments_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  assignment_id LowCardinality(String) COMMENT 'Assignment.' CODEC(ZSTD(1)),
  entry_id String COMMENT 'The entry, unique within what it is about.' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'What was decided: as SiteRegistered, ExclusionWithdrawn.' CODEC(ZSTD(1)),
  valid_from DateTime64(3, 'UTC') COMMENT 'From when on it holds in the world.' CODEC(DoubleDelta, ZSTD(1)),
  valid_to Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds, exclusive; null: no end is known.' CODEC(ZSTD(1)),
  recorded_at DateTime64(3, 'UTC') COMMENT 'When it was decided and recorded.' CODEC(DoubleDelta, ZSTD(1)),
  recorded_by LowCardinality(String) COMMENT 'Who recorded it.' CODEC(ZSTD(1)),
  withdrawn Bool COMMENT 'Whether the entry takes back (or retires) what it is about.' CODEC(ZSTD(1)),
  site_id LowCardinality(String) COMMENT 'Site that it is about; empty where station_id says.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Station that it is about; empty: every station of the site.' CODEC(ZSTD(1)),
  port Nullable(Int32) COMMENT 'Port that it is about; null: every port of the station.' CODEC(ZSTD(1)),
  tariff_id LowCardinality(String) COMMENT 'Tariff that holds.' CODEC(ZSTD(1)),
  audience LowCardinality(String) COMMENT 'For whom: a group of contracts; empty: everybody.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, assignment_id, entry_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Which tariff holds where: that of the port before that of the station and of the site.';

CREATE VIEW IF NOT EXISTS tariff_assignments
AS SELECT
  tenant,
  assignment_id,
  entry_id,
  kind,
  valid_from,
  valid_to,
  recorded_at,
  recorded_by,
  withdrawn,
  site_id,
  station_id,
  port,
  tariff_id,
  audience,
  log_partition,
  log_offset,
  version
FROM tariff_assignments_v1 FINAL;
