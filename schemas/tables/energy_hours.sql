-- The energy of session_energy by hour, in the order of time. The sessions with energy in a window are those hours of sessions that have energy, and whose previous hour is before it.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS energy_hours_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  hour_start DateTime64(3, 'UTC') COMMENT 'Start of the hour, UTC.' CODEC(DoubleDelta, ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The session; empty for energy that belongs to none.' CODEC(ZSTD(1)),
  of_session Bool COMMENT 'Whether it belongs to a session: quicker to read than the id of one.' CODEC(ZSTD(1)),
  energy_wh Decimal(18, 3) COMMENT 'Energy in the hour, watt-hours; 0 where late data left nothing.' CODEC(Delta, ZSTD(1)),
  previous_hour_start Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the last hour before in which the session had energy at this port; null: none, or none in this hour.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour_start)
ORDER BY (tenant, hour_start, station_id, port, session_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'The energy of session_energy by hour, in the order of time. The sessions with energy in a window are those hours of sessions that have energy, and whose previous hour is before it.';

CREATE VIEW IF NOT EXISTS energy_hours
AS SELECT
  tenant,
  hour_start,
  station_id,
  port,
  session_id,
  of_session,
  energy_wh,
  previous_hour_start,
  log_partition,
  log_offset,
  version
FROM energy_hours_v1 FINAL;
