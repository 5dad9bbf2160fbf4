-- Outages per port: the longest spans without a break in which it was offline, faulted or unavailable. Unknown is no outage: it ends one, and is named at its border. An outage that a late status undid ends where it starts: leave out rows without length.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS outages_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id; never 0.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'Start of the outage.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'End of the outage; null while it lasts.' CODEC(ZSTD(1)),
  cause LowCardinality(String) COMMENT 'What began it; as in the table availability.' CODEC(ZSTD(1)),
  states Array(LowCardinality(String)) COMMENT 'States within it, in the order in which they first came.' CODEC(ZSTD(1)),
  causes Array(LowCardinality(String)) COMMENT 'Causes within it, in order; the first eight.' CODEC(ZSTD(1)),
  began_unknown Bool COMMENT 'It may have begun earlier: nothing is known of the time before it.' CODEC(ZSTD(1)),
  ended_unknown Bool COMMENT 'It may have lasted longer: nothing is known of the time after it.' CODEC(ZSTD(1)),
  start_event_id String COMMENT 'Event that began it.' CODEC(ZSTD(1)),
  end_event_id String COMMENT 'Event that ended it; empty while it lasts.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(started_at)
ORDER BY (tenant, station_id, port, started_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Outages per port: the longest spans without a break in which it was offline, faulted or unavailable. Unknown is no outage: it ends one, and is named at its border. An outage that a late status undid ends where it starts: leave out rows without length.';

CREATE VIEW IF NOT EXISTS outages
AS SELECT
  tenant,
  station_id,
  port,
  started_at,
  ended_at,
  cause,
  states,
  causes,
  began_unknown,
  ended_unknown,
  start_event_id,
  end_event_id,
  log_partition,
  log_offset,
  version
FROM outages_v1 FINAL;
