-- Reservations: asked for, made, used, cancelled, expired.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS reservations_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  requested_at DateTime64(3, 'UTC') COMMENT 'When it was asked for.' CODEC(DoubleDelta, ZSTD(1)),
  command_id String COMMENT 'Event that holds the ReserveNow.' CODEC(ZSTD(1)),
  reservation_id String COMMENT 'Id of the reservation.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'Port that is kept; 0 is any.' CODEC(ZSTD(1)),
  connector_type LowCardinality(String) COMMENT '2.x connectorType that is kept; empty for any.' CODEC(ZSTD(1)),
  expires_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ends by itself.' CODEC(ZSTD(1)),
  state LowCardinality(String) COMMENT 'requested, active, refused, used, cancelled, expired, removed or unused.' CODEC(ZSTD(1)),
  status LowCardinality(String) COMMENT 'Last status in the words of the specification.' CODEC(ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was refused, used, cancelled, or told to have ended.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(requested_at)
ORDER BY (tenant, station_id, requested_at, command_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Reservations: asked for, made, used, cancelled, expired.';

CREATE VIEW IF NOT EXISTS reservations
AS SELECT
  tenant,
  station_id,
  requested_at,
  command_id,
  reservation_id,
  port,
  connector_type,
  expires_at,
  state,
  status,
  ended_at,
  log_partition,
  log_offset,
  version
FROM reservations_v1 FINAL;
