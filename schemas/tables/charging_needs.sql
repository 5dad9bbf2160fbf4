-- What vehicles ask for and plan: one row a notification.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS charging_needs_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  received_at DateTime64(3, 'UTC') COMMENT 'When the gateway saw the notification.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds it.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'EVSE id.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The session open at the port; empty where none was.' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'needs: what the vehicle asks for; schedule: how it plans to charge.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'When it was said, by the station where it says so.' CODEC(DoubleDelta, ZSTD(1)),
  transfer LowCardinality(String) COMMENT 'Kind of energy transfer, as DC or AC_three_phase.' CODEC(ZSTD(1)),
  departure_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the vehicle means to leave.' CODEC(ZSTD(1)),
  energy_requested_wh Nullable(Decimal(18, 3)) COMMENT 'Energy that the vehicle asks for, watt-hours.' CODEC(ZSTD(1)),
  power_w_max Nullable(Decimal(18, 3)) COMMENT 'Highest charging power of the vehicle, watts.' CODEC(ZSTD(1)),
  discharge_power_w_max Nullable(Decimal(18, 3)) COMMENT 'Highest power that the vehicle gives back, watts.' CODEC(ZSTD(1)),
  current_a_max Nullable(Decimal(18, 3)) COMMENT 'Highest current of the vehicle, amperes.' CODEC(ZSTD(1)),
  current_a_min Nullable(Decimal(18, 3)) COMMENT 'Lowest current that the vehicle charges with, amperes.' CODEC(ZSTD(1)),
  voltage_v_max Nullable(Decimal(18, 3)) COMMENT 'Highest voltage of the vehicle, volts.' CODEC(ZSTD(1)),
  capacity_wh Nullable(Decimal(18, 3)) COMMENT 'Capacity of the battery, watt-hours.' CODEC(ZSTD(1)),
  soc_percent Nullable(Decimal(18, 3)) COMMENT 'State of charge, percent.' CODEC(ZSTD(1)),
  soc_percent_target Nullable(Decimal(18, 3)) COMMENT 'Charge that the vehicle wants to leave with, percent.' CODEC(ZSTD(1)),
  soc_percent_full Nullable(Decimal(18, 3)) COMMENT 'Charge at which the vehicle takes itself for full, percent.' CODEC(ZSTD(1)),
  soc_percent_bulk Nullable(Decimal(18, 3)) COMMENT 'Charge at which fast charging ends, percent.' CODEC(ZSTD(1)),
  schedule_start_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Start of the planned schedule.' CODEC(ZSTD(1)),
  schedule_duration_s Nullable(Int32) COMMENT 'Length of the planned schedule, seconds.' CODEC(ZSTD(1)),
  schedule_periods UInt16 COMMENT 'Periods of the planned schedule.' CODEC(ZSTD(1)),
  limit_unit LowCardinality(String) COMMENT 'W or A: unit of the limits of the planned schedule.' CODEC(ZSTD(1)),
  limit_min Nullable(Decimal(18, 3)) COMMENT 'Lowest limit of the planned schedule, in its unit.' CODEC(ZSTD(1)),
  limit_max Nullable(Decimal(18, 3)) COMMENT 'Highest limit of the planned schedule, in its unit.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(received_at)
ORDER BY (tenant, station_id, received_at, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'What vehicles ask for and plan: one row a notification.';

CREATE VIEW IF NOT EXISTS charging_needs
AS SELECT
  tenant,
  station_id,
  received_at,
  event_id,
  port,
  session_id,
  kind,
  at,
  transfer,
  departure_at,
  energy_requested_wh,
  power_w_max,
  discharge_power_w_max,
  current_a_max,
  current_a_min,
  voltage_v_max,
  capacity_wh,
  soc_percent,
  soc_percent_target,
  soc_percent_full,
  soc_percent_bulk,
  schedule_start_at,
  schedule_duration_s,
  schedule_periods,
  limit_unit,
  limit_min,
  limit_max,
  log_partition,
  log_offset,
  version
FROM charging_needs_v1 FINAL;
