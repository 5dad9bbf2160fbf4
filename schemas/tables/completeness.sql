-- Per station and hour of receipt: events in the log, what was set aside, what is missing.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS completeness_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  hour DateTime64(3, 'UTC') COMMENT 'Start of the hour, UTC, by receipt.' CODEC(DoubleDelta, ZSTD(1)),
  events UInt32 COMMENT 'Events in the log: what the gateway has confirmed, each counted once.' CODEC(ZSTD(1)),
  frames_from_station UInt32 COMMENT 'Frames that the station sent.' CODEC(ZSTD(1)),
  frames_to_station UInt32 COMMENT 'Frames that were sent to the station.' CODEC(ZSTD(1)),
  folded UInt32 COMMENT 'Frames of the station that were read.' CODEC(ZSTD(1)),
  unreadable UInt32 COMMENT 'Frames of the station that are no OCPP-J frame: kept, not read.' CODEC(ZSTD(1)),
  invalid UInt32 COMMENT 'Frames of the station that break the published schema: read as far as possible.' CODEC(ZSTD(1)),
  missing UInt32 COMMENT 'Events that the numbering of a connection leaves out.' CODEC(ZSTD(1)),
  heartbeats UInt32 COMMENT 'Heartbeats heard.' CODEC(ZSTD(1)),
  heartbeats_expected UInt32 COMMENT 'Heartbeats by the interval agreed, while connected; 0 where none is known.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, station_id, hour)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Per station and hour of receipt: events in the log, what was set aside, what is missing.';

CREATE VIEW IF NOT EXISTS completeness
AS SELECT
  tenant,
  station_id,
  hour,
  events,
  frames_from_station,
  frames_to_station,
  folded,
  unreadable,
  invalid,
  missing,
  heartbeats,
  heartbeats_expected,
  log_partition,
  log_offset,
  version
FROM completeness_v1 FINAL;
