-- Charging stations as last known.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS stations_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  protocol LowCardinality(String) COMMENT 'OCPP version of the last connection, as ocpp2.0.1.' CODEC(ZSTD(1)),
  vendor LowCardinality(String) COMMENT 'chargePointVendor or vendorName of the last boot.' CODEC(ZSTD(1)),
  model LowCardinality(String) COMMENT 'Model of the last boot.' CODEC(ZSTD(1)),
  serial_number String COMMENT 'Serial number of the last boot.' CODEC(ZSTD(1)),
  firmware_version LowCardinality(String) COMMENT 'Firmware version of the last boot.' CODEC(ZSTD(1)),
  connected Bool COMMENT 'Whether a connection is open.' CODEC(ZSTD(1)),
  first_seen_at DateTime64(3, 'UTC') COMMENT 'When the gateway first saw the station.' CODEC(DoubleDelta, ZSTD(1)),
  last_seen_at DateTime64(3, 'UTC') COMMENT 'When the gateway last saw a frame or connection of it.' CODEC(DoubleDelta, ZSTD(1)),
  last_booted_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the last BootNotification came.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, station_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Charging stations as last known.';

CREATE VIEW IF NOT EXISTS stations
AS SELECT
  tenant,
  station_id,
  protocol,
  vendor,
  model,
  serial_number,
  firmware_version,
  connected,
  first_seen_at,
  last_seen_at,
  last_booted_at,
  log_partition,
  log_offset,
  version
FROM stations_v1 FINAL;
