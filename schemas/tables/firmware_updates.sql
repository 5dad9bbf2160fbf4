-- Updates of firmware from the request, or the first word of the station, to their end.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS firmware_updates_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  requested_at DateTime64(3, 'UTC') COMMENT 'When it was asked for; when first told of, where no request was seen.' CODEC(DoubleDelta, ZSTD(1)),
  update_id String COMMENT 'Event that holds the request, or the first word of it.' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'update of the station, or publish by a local controller.' CODEC(ZSTD(1)),
  requested Bool COMMENT 'Whether the request was seen.' CODEC(ZSTD(1)),
  request_id String COMMENT 'Request id; empty where there is none.' CODEC(ZSTD(1)),
  location String COMMENT 'Where the file is, without credentials.' CODEC(ZSTD(1)),
  signed Bool COMMENT 'Whether the request brought a signature.' CODEC(ZSTD(1)),
  from_version LowCardinality(String) COMMENT 'Version of the last boot before; empty where not known.' CODEC(ZSTD(1)),
  to_version LowCardinality(String) COMMENT 'Version that the station named afterwards; empty until then.' CODEC(ZSTD(1)),
  state LowCardinality(String) COMMENT 'requested, refused, cancelled, scheduled, downloading, downloaded, installing, rebooting, installed, published or failed.' CODEC(ZSTD(1)),
  last_status LowCardinality(String) COMMENT 'Last status in the words of the specification, of answer or message.' CODEC(ZSTD(1)),
  answered_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the request was answered.' CODEC(ZSTD(1)),
  downloading_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the first download was told of.' CODEC(ZSTD(1)),
  downloaded_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the download was told to be complete.' CODEC(ZSTD(1)),
  installing_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the installation was told of.' CODEC(ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was installed, published, refused, cancelled or failed.' CODEC(ZSTD(1)),
  evidence LowCardinality(String) COMMENT 'What told the end: answer, status, boot, request; empty until then.' CODEC(ZSTD(1)),
  failures UInt32 COMMENT 'How often a download or installation failed.' CODEC(ZSTD(1)),
  retries UInt32 COMMENT 'How often it began anew after that.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(requested_at)
ORDER BY (tenant, station_id, requested_at, update_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Updates of firmware from the request, or the first word of the station, to their end.';

CREATE VIEW IF NOT EXISTS firmware_updates
AS SELECT
  tenant,
  station_id,
  requested_at,
  update_id,
  kind,
  requested,
  request_id,
  location,
  signed,
  from_version,
  to_version,
  state,
  last_status,
  answered_at,
  downloading_at,
  downloaded_at,
  installing_at,
  ended_at,
  evidence,
  failures,
  retries,
  log_partition,
  log_offset,
  version
FROM firmware_updates_v1 FINAL;
