-- Security events that stations tell of, and the certificates that they ask for.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS security_events_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  happened_at DateTime64(3, 'UTC') COMMENT 'When it happened, as the station says.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds the message.' CODEC(ZSTD(1)),
  type LowCardinality(String) COMMENT 'As SettingSystemTime; for a certificate asked for, its kind.' CODEC(ZSTD(1)),
  message LowCardinality(String) COMMENT 'SecurityEventNotification, or SignCertificate.' CODEC(ZSTD(1)),
  tech_info String COMMENT 'What the station adds, at most 200 characters.' CODEC(ZSTD(1)),
  told_at DateTime64(3, 'UTC') COMMENT 'When the message came.' CODEC(DoubleDelta, ZSTD(1)),
  late Bool COMMENT 'Whether it came an hour or more after it happened.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(told_at)
ORDER BY (tenant, station_id, told_at, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Security events that stations tell of, and the certificates that they ask for.';

CREATE VIEW IF NOT EXISTS security_events
AS SELECT
  tenant,
  station_id,
  happened_at,
  event_id,
  type,
  message,
  tech_info,
  told_at,
  late,
  log_partition,
  log_offset,
  version
FROM security_events_v1 FINAL;
