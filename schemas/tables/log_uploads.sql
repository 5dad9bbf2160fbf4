-- Logs and diagnostics asked of stations, and how their upload went.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS log_uploads_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  requested_at DateTime64(3, 'UTC') COMMENT 'When it was asked for; when first told of, where no request was seen.' CODEC(DoubleDelta, ZSTD(1)),
  upload_id String COMMENT 'Event that holds the request, or the first word of it.' CODEC(ZSTD(1)),
  request_id String COMMENT 'Request id; empty for GetDiagnostics.' CODEC(ZSTD(1)),
  log_type LowCardinality(String) COMMENT 'Diagnostics, DiagnosticsLog, SecurityLog, DataCollectorLog; may be empty.' CODEC(ZSTD(1)),
  location String COMMENT 'Where to, without credentials.' CODEC(ZSTD(1)),
  file_name String COMMENT 'Name that the station gave; empty where it gave none.' CODEC(ZSTD(1)),
  state LowCardinality(String) COMMENT 'requested, refused, uploading, uploaded, failed or cancelled.' CODEC(ZSTD(1)),
  last_status LowCardinality(String) COMMENT 'Last status in the words of the specification.' CODEC(ZSTD(1)),
  uploading_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the upload was told to have begun.' CODEC(ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was uploaded, refused, cancelled or failed.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(requested_at)
ORDER BY (tenant, station_id, requested_at, upload_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Logs and diagnostics asked of stations, and how their upload went.';

CREATE VIEW IF NOT EXISTS log_uploads
AS SELECT
  tenant,
  station_id,
  requested_at,
  upload_id,
  request_id,
  log_type,
  location,
  file_name,
  state,
  last_status,
  uploading_at,
  ended_at,
  log_partition,
  log_offset,
  version
FROM log_uploads_v1 FINAL;
