-- Energy beside that of the import registers of ports, in the same buckets: never to be added to session_energy.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS other_energy_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id; 0 is the station as a whole.' CODEC(ZSTD(1)),
  quantity LowCardinality(String) COMMENT 'exported, reactive_imported, reactive_exported, station (meter of the whole station, which contains its ports) or estimated (power integrated over time, not metered).' CODEC(ZSTD(1)),
  bucket_start DateTime64(3, 'UTC') COMMENT 'Start of the 15 minutes, UTC.' CODEC(DoubleDelta, ZSTD(1)),
  session_id String COMMENT 'The session; empty for energy that belongs to none.' CODEC(ZSTD(1)),
  unit LowCardinality(String) COMMENT 'Unit of amount: Wh, or varh where the quantity is reactive.' CODEC(ZSTD(1)),
  amount Decimal(18, 3) COMMENT 'Energy in the bucket, in the unit beside it.' CODEC(Delta, ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(bucket_start)
ORDER BY (tenant, station_id, port, quantity, bucket_start, session_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Energy beside that of the import registers of ports, in the same buckets: never to be added to session_energy.';

CREATE VIEW IF NOT EXISTS other_energy
AS SELECT
  tenant,
  station_id,
  port,
  quantity,
  bucket_start,
  session_id,
  unit,
  amount,
  log_partition,
  log_offset,
  version
FROM other_energy_v1 FINAL;
