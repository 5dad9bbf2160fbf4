-- Fault episodes: opened, repeated, cleared.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS faults_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id; 0 is the station as a whole.' CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') COMMENT 'When the fault was first reported.' CODEC(DoubleDelta, ZSTD(1)),
  error_code LowCardinality(String) COMMENT '1.6 errorCode, or component/variable of a 2.x NotifyEvent.' CODEC(ZSTD(1)),
  vendor_error_code String COMMENT 'vendorErrorCode or techCode.' CODEC(ZSTD(1)),
  info String COMMENT 'Free text of the first report.' CODEC(ZSTD(1)),
  cleared_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was cleared; null while it lasts.' CODEC(ZSTD(1)),
  reports UInt32 COMMENT 'How often it was reported in this episode.' CODEC(ZSTD(1)),
  event_id String COMMENT 'Event that opened it.' CODEC(ZSTD(1)),
  severity LowCardinality(String) COMMENT 'fault, or warning where the port could go on.' CODEC(ZSTD(1)),
  mrec_code LowCardinality(String) COMMENT 'ChargeX minimum required error code, as CX002; empty where it is none.' CODEC(ZSTD(1)),
  error_code_reported String COMMENT 'The errorCode as it was sent, where it was of no list; else empty.' CODEC(ZSTD(1)),
  recovery_s Nullable(Decimal(18, 3)) COMMENT 'Seconds until it was cleared; null while it lasts.' CODEC(ZSTD(1)),
  since_previous_s Nullable(Decimal(18, 3)) COMMENT 'Seconds since the fault before it on this port was cleared, by which it is known; else null.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (tenant, station_id, port, opened_at, error_code, vendor_error_code)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Fault episodes: opened, repeated, cleared.';

CREATE VIEW IF NOT EXISTS faults
AS SELECT
  tenant,
  station_id,
  port,
  opened_at,
  error_code,
  vendor_error_code,
  info,
  cleared_at,
  reports,
  event_id,
  severity,
  mrec_code,
  error_code_reported,
  recovery_s,
  since_previous_s,
  log_partition,
  log_offset,
  version
FROM faults_v1 FINAL;
