-- The rows of the table availability in the order of time: for questions about all ports within some time, which there would read the whole past for what began long before and lasts. Each tells how long the port had been in each state before it: the time in a state between two instants is the difference of what the intervals in force at them tell, however much lies between.
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
  available_before_ms UInt64 COMMENT 'Time available before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  occupied_before_ms UInt64 COMMENT 'Time occupied before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  charging_before_ms UInt64 COMMENT 'Time charging before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  reserved_before_ms UInt64 COMMENT 'Time reserved before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  unavailable_before_ms UInt64 COMMENT 'Time unavailable before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  faulted_before_ms UInt64 COMMENT 'Time faulted before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  offline_before_ms UInt64 COMMENT 'Time offline before the interval, milliseconds since the timeline began.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1)),
  INDEX until_ended_at ended_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (tenant, started_at, station_id, port)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'The rows of the table availability in the order of time: for questions about all ports within some time, which there would read the whole past for what began long before and lasts. Each tells how long the port had been in each state before it: the time in a state between two instants is the difference of what the intervals in force at them tell, however much lies between.';

CREATE VIEW IF NOT EXISTS availability_by_time
AS SELECT
  tenant,
  station_id,
  port,
  started_at,
  state,
  cause,
  ended_at,
  available_before_ms,
  occupied_before_ms,
  charging_before_ms,
  reserved_before_ms,
  unavailable_before_ms,
  faulted_before_ms,
  offline_before_ms,
  log_partition,
  log_offset,
  version
FROM availability_by_time_v1 FINAL;
