-- Settings of stations as last told: 1.6 configuration, 2.x device model, monitors.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS settings_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  component LowCardinality(String) COMMENT '2.x component, its instance behind a colon; empty in 1.6.' CODEC(ZSTD(1)),
  variable LowCardinality(String) COMMENT '1.6 key, or 2.x variable with its instance behind a colon.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'EVSE of the component; 0 is the station as a whole.' CODEC(ZSTD(1)),
  attribute LowCardinality(String) COMMENT 'Actual, Target, MinSet, MaxSet, a monitor, or the state of a text.' CODEC(ZSTD(1)),
  value String COMMENT 'Value, at most 200 characters; empty where it is secret.' CODEC(ZSTD(1)),
  readonly Bool COMMENT 'Whether the station says that it cannot be set.' CODEC(ZSTD(1)),
  told_at DateTime64(3, 'UTC') COMMENT 'When it was told, or made by the station.' CODEC(DoubleDelta, ZSTD(1)),
  message LowCardinality(String) COMMENT 'Message that told it.' CODEC(ZSTD(1)),
  event_id String COMMENT 'Event that holds the message.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, station_id, component, variable, port, attribute)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Settings of stations as last told: 1.6 configuration, 2.x device model, monitors.';

CREATE VIEW IF NOT EXISTS settings
AS SELECT
  tenant,
  station_id,
  component,
  variable,
  port,
  attribute,
  value,
  readonly,
  told_at,
  message,
  event_id,
  log_partition,
  log_offset,
  version
FROM settings_v1 FINAL;
