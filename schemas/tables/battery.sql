-- Charge curves: points of power, charge and energy over the course of a session.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS battery_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') COMMENT 'When the gateway first heard of the session; as in sessions.' CODEC(DoubleDelta, ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The ledger\'s own id of the session.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'Time of the sample by the clock of the station.' CODEC(DoubleDelta, ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id.' CODEC(ZSTD(1)),
  energy_wh Decimal(18, 3) COMMENT 'Energy imported since the start of the session, watt-hours.' CODEC(Delta, ZSTD(1)),
  power_w Nullable(Decimal(18, 3)) COMMENT 'Active import power, watts; null where not sampled.' CODEC(ZSTD(1)),
  soc_percent Nullable(Decimal(18, 3)) COMMENT 'State of charge, percent; null where not sampled.' CODEC(ZSTD(1)),
  voltage_v Nullable(Decimal(18, 3)) COMMENT 'Voltage sampled beside the charge, volts.' CODEC(ZSTD(1)),
  current_a Nullable(Decimal(18, 3)) COMMENT 'Import current sampled beside the charge, amperes.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (tenant, opened_at, station_id, session_id, at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Charge curves: points of power, charge and energy over the course of a session.';

CREATE VIEW IF NOT EXISTS battery
AS SELECT
  tenant,
  opened_at,
  station_id,
  session_id,
  at,
  port,
  energy_wh,
  power_w,
  soc_percent,
  voltage_v,
  current_a,
  log_partition,
  log_offset,
  version
FROM battery_v1 FINAL;
