-- Connections of stations to the gateway: from when to when, and who ended them.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS connections_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') COMMENT 'When it began; where a recording begins in its middle, its first frame.' CODEC(DoubleDelta, ZSTD(1)),
  connection_id String COMMENT 'Id of the connection.' CODEC(ZSTD(1)),
  protocol LowCardinality(String) COMMENT 'OCPP version, as ocpp2.0.1.' CODEC(ZSTD(1)),
  remote_address String COMMENT 'Where it came from; empty where not known.' CODEC(ZSTD(1)),
  closed_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended; null while it is open.' CODEC(ZSTD(1)),
  close_code Nullable(Int32) COMMENT 'WebSocket close code; null while open, and where it was replaced.' CODEC(ZSTD(1)),
  close_reason String COMMENT 'Reason that came with the code.' CODEC(ZSTD(1)),
  closed_by LowCardinality(String) COMMENT 'station, gateway, or replaced by a newer connection; empty while open.' CODEC(ZSTD(1)),
  frames Nullable(Int32) COMMENT 'Frames that came over it; null while it is open.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (tenant, station_id, opened_at, connection_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Connections of stations to the gateway: from when to when, and who ended them.';

CREATE VIEW IF NOT EXISTS connections
AS SELECT
  tenant,
  station_id,
  opened_at,
  connection_id,
  protocol,
  remote_address,
  closed_at,
  close_code,
  close_reason,
  closed_by,
  frames,
  log_partition,
  log_offset,
  version
FROM connections_v1 FINAL;
