-- What the signed values of a session come to; sessions without any have no row.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS session_signatures_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') COMMENT 'When the gateway first heard of the session; as in sessions.' CODEC(DoubleDelta, ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The ledger\'s own id of the session.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id.' CODEC(ZSTD(1)),
  signed_verdict LowCardinality(String) COMMENT 'valid, valid_self_declared, invalid, inconsistent, incomplete, key_unknown, malformed, unsupported or unchecked.' CODEC(ZSTD(1)),
  objections Array(LowCardinality(String)) COMMENT 'What speaks against billing by the signed readings; empty where nothing.' CODEC(ZSTD(1)),
  meter_serial String COMMENT 'Serial number of the meter that signed.' CODEC(ZSTD(1)),
  register LowCardinality(String) COMMENT 'OBIS code of the register.' CODEC(ZSTD(1)),
  register_start_wh Nullable(Decimal(18, 3)) COMMENT 'Signed import register at the begin, watt-hours.' CODEC(ZSTD(1)),
  register_start_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of that reading by the meter.' CODEC(ZSTD(1)),
  register_end_wh Nullable(Decimal(18, 3)) COMMENT 'Signed import register at the end, watt-hours.' CODEC(ZSTD(1)),
  register_end_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of that reading by the meter.' CODEC(ZSTD(1)),
  signed_energy_wh Nullable(Decimal(18, 3)) COMMENT 'Difference of the signed readings, watt-hours; null where they do not allow one.' CODEC(ZSTD(1)),
  energy_wh Nullable(Decimal(18, 3)) COMMENT 'Movement of the unsigned register in the session, watt-hours.' CODEC(ZSTD(1)),
  difference_wh Nullable(Decimal(18, 3)) COMMENT 'signed_energy_wh less energy_wh.' CODEC(ZSTD(1)),
  signed_values UInt32 COMMENT 'Signed values of the session.' CODEC(ZSTD(1)),
  start_event_id String COMMENT 'Event that holds the signed start; empty where there is none.' CODEC(ZSTD(1)),
  end_event_id String COMMENT 'Event that holds the signed end; empty where there is none.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (tenant, opened_at, station_id, session_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'What the signed values of a session come to; sessions without any have no row.';

CREATE VIEW IF NOT EXISTS session_signatures
AS SELECT
  tenant,
  opened_at,
  station_id,
  session_id,
  port,
  signed_verdict,
  objections,
  meter_serial,
  register,
  register_start_wh,
  register_start_at,
  register_end_wh,
  register_end_at,
  signed_energy_wh,
  energy_wh,
  difference_wh,
  signed_values,
  start_event_id,
  end_event_id,
  log_partition,
  log_offset,
  version
FROM session_signatures_v1 FINAL;
