-- The rows of the table availability in the order of time: for questions about all ports within some time, which there would read the whole past for what began long before and lasts.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS availability_by_time_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the interval.' CODEC(DoubleDelta, ZSTD(1)),
  state LowCardinality(String) COMMENT 'available, occupied, charging, reserved, unavailable, faulted, offline, unknown.' CODEC(ZSTD(1)),
  cause LowCardinality(String) COMMENT 'What began the interval: a status word, connection_lost, gateway_away; of unavailable: operator (by our own command) or station.' CODEC(ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the interval; null while it lasts.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1)),
  INDEX until_ended_at ended_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (tenant, started_at, station_id, port)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'The rows of the table availability in the order of time: for questions about all ports within some time, which there would read the whole past for what began long before and lasts.';

CREATE VIEW IF NOT EXISTS availability_by_time
AS SELECT
  tenant,
  station_id,
  port,
  started_at,
  state,
  cause,
  ended_at,
  log_partition,
  log_offset,
  version
FROM availability_by_time_v1 FINAL;
