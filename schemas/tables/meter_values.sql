-- What meters told: one row a port, instant, measurand, phase, location and context.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS meter_values_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id; 0 for the station as a whole.' CODEC(ZSTD(1)),
  measurand LowCardinality(String) COMMENT 'What was measured, as OCPP names it.' CODEC(ZSTD(1)),
  phase LowCardinality(String) COMMENT 'Phase, as OCPP names it; empty for the port as a whole.' CODEC(ZSTD(1)),
  location LowCardinality(String) COMMENT 'Where it was measured: Outlet where the station does not say.' CODEC(ZSTD(1)),
  context LowCardinality(String) COMMENT 'Why it was sampled: Sample.Periodic where the station does not say.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'When it was sampled, by the clock of the station.' CODEC(DoubleDelta, ZSTD(1)),
  value Decimal(18, 3) COMMENT 'The value in `unit`, as it was told: energy is not corrected here.' CODEC(Delta, ZSTD(1)),
  unit LowCardinality(String) COMMENT 'Unit of the value without a multiplier: Wh also where kWh was said.' CODEC(ZSTD(1)),
  signed Bool COMMENT 'Whether a signature came with it; see signed_values.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The session open at the port; empty where none was.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, station_id, port, measurand, phase, location, context, at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'What meters told: one row a port, instant, measurand, phase, location and context.';

CREATE VIEW IF NOT EXISTS meter_values
AS SELECT
  tenant,
  station_id,
  port,
  measurand,
  phase,
  location,
  context,
  at,
  value,
  unit,
  signed,
  session_id,
  log_partition,
  log_offset,
  version
FROM meter_values_v1 FINAL;
