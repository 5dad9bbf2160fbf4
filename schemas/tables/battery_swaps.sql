-- Batteries put into swap stations and taken out of them.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS battery_swaps_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the swap station.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'When the gateway heard of it.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds it.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'EVSE id of the slot.' CODEC(ZSTD(1)),
  event LowCardinality(String) COMMENT 'BatteryIn, BatteryOut or BatteryOutTimeout.' CODEC(ZSTD(1)),
  request_id String COMMENT 'Number of the swap: batteries in and out have the same.' CODEC(ZSTD(1)),
  serial_number String COMMENT 'Serial number of the battery.' CODEC(ZSTD(1)),
  soc_percent Nullable(Decimal(18, 3)) COMMENT 'State of charge, percent.' CODEC(ZSTD(1)),
  soh_percent Nullable(Decimal(18, 3)) COMMENT 'State of health, percent.' CODEC(ZSTD(1)),
  produced_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the battery was made.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, station_id, at, event_id, port, serial_number)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Batteries put into swap stations and taken out of them.';

CREATE VIEW IF NOT EXISTS battery_swaps
AS SELECT
  tenant,
  station_id,
  at,
  event_id,
  port,
  event,
  request_id,
  serial_number,
  soc_percent,
  soh_percent,
  produced_at,
  log_partition,
  log_offset,
  version
FROM battery_swaps_v1 FINAL;
