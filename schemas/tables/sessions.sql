-- Charging sessions: one OCPP transaction, as far as it is known.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS sessions_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') COMMENT 'When the gateway first heard of the session; never changes.' CODEC(DoubleDelta, ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The ledger\'s own id of the session.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id.' CODEC(ZSTD(1)),
  connector_id UInt16 COMMENT 'Connector of the port; 0 where it was not said.' CODEC(ZSTD(1)),
  transaction_id String COMMENT 'Id that station and back end use; empty where none was given.' CODEC(ZSTD(1)),
  state LowCardinality(String) COMMENT 'open or ended.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start by the clock of the station.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'End by the clock of the station; null while open.' CODEC(ZSTD(1)),
  energy_wh Decimal(18, 3) COMMENT 'Energy imported by the vehicle in watt-hours: the movement of the register.' CODEC(Delta, ZSTD(1)),
  register_start_wh Nullable(Decimal(18, 3)) COMMENT 'Register at the start, watt-hours.' CODEC(ZSTD(1)),
  register_end_wh Nullable(Decimal(18, 3)) COMMENT 'Register at the last reading, watt-hours.' CODEC(ZSTD(1)),
  readings UInt32 COMMENT 'Register readings within the session after the first.' CODEC(ZSTD(1)),
  power_w_max Nullable(Decimal(18, 3)) COMMENT 'Highest sampled active import power, watts.' CODEC(ZSTD(1)),
  soc_percent_start Nullable(Decimal(18, 3)) COMMENT 'First sampled state of charge, percent.' CODEC(ZSTD(1)),
  soc_percent_end Nullable(Decimal(18, 3)) COMMENT 'Last sampled state of charge, percent.' CODEC(ZSTD(1)),
  id_token String COMMENT 'Token that authorised the session.' CODEC(ZSTD(1)),
  stop_reason LowCardinality(String) COMMENT 'Reason of the end in the words of OCPP; empty while open.' CODEC(ZSTD(1)),
  start_evidence LowCardinality(String) COMMENT 'Message that the start was taken from.' CODEC(ZSTD(1)),
  end_evidence LowCardinality(String) COMMENT 'Message that the end was taken from; empty while open.' CODEC(ZSTD(1)),
  first_event_id String COMMENT 'Event that opened the session.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (tenant, opened_at, station_id, session_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Charging sessions: one OCPP transaction, as far as it is known.';

CREATE VIEW IF NOT EXISTS sessions
AS SELECT
  tenant,
  opened_at,
  station_id,
  session_id,
  port,
  connector_id,
  transaction_id,
  state,
  started_at,
  ended_at,
  energy_wh,
  register_start_wh,
  register_end_wh,
  readings,
  power_w_max,
  soc_percent_start,
  soc_percent_end,
  id_token,
  stop_reason,
  start_evidence,
  end_evidence,
  first_event_id,
  log_partition,
  log_offset,
  version
FROM sessions_v1 FINAL;
