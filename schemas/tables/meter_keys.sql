-- Public keys that people registered for meters.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS meter_keys_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'Port that the key is for; 0 is every port.' CODEC(ZSTD(1)),
  meter_serial String COMMENT 'Meter that the key is for; empty is any.' CODEC(ZSTD(1)),
  public_key String COMMENT 'The key as it was registered.' CODEC(ZSTD(1)),
  registered Bool COMMENT 'Whether it counts now.' CODEC(ZSTD(1)),
  changed_at DateTime64(3, 'UTC') COMMENT 'When it was last registered or withdrawn.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that did so.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, station_id, port, meter_serial, public_key)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Public keys that people registered for meters.';

CREATE VIEW IF NOT EXISTS meter_keys
AS SELECT
  tenant,
  station_id,
  port,
  meter_serial,
  public_key,
  registered,
  changed_at,
  event_id,
  log_partition,
  log_offset,
  version
FROM meter_keys_v1 FINAL;
