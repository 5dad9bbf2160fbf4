-- Boots as stations tell of them; a station may boot unheard, or tell of a boot twice.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS boots_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  booted_at DateTime64(3, 'UTC') COMMENT 'When the BootNotification came.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds it.' CODEC(ZSTD(1)),
  reason LowCardinality(String) COMMENT '2.x boot reason, as PowerUp; empty in 1.6.' CODEC(ZSTD(1)),
  answer LowCardinality(String) COMMENT 'Accepted, Pending or Rejected; empty while unanswered.' CODEC(ZSTD(1)),
  vendor LowCardinality(String) COMMENT 'chargePointVendor or vendorName.' CODEC(ZSTD(1)),
  model LowCardinality(String) COMMENT 'Model.' CODEC(ZSTD(1)),
  serial_number String COMMENT 'Serial number.' CODEC(ZSTD(1)),
  firmware_version LowCardinality(String) COMMENT 'Firmware version.' CODEC(ZSTD(1)),
  previous_at Nullable(DateTime64(3, 'UTC')) COMMENT 'The boot before; null for the first that was heard of.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(booted_at)
ORDER BY (tenant, station_id, booted_at, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Boots as stations tell of them; a station may boot unheard, or tell of a boot twice.';

CREATE VIEW IF NOT EXISTS boots
AS SELECT
  tenant,
  station_id,
  booted_at,
  event_id,
  reason,
  answer,
  vendor,
  model,
  serial_number,
  firmware_version,
  previous_at,
  log_partition,
  log_offset,
  version
FROM boots_v1 FINAL;
