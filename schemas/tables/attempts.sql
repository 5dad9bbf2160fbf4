-- Attempts to charge: from the permission, or the session that came without one, to its outcome. Attempts of one vehicle or token in a row are a visit.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS attempts_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  opened_at DateTime64(3, 'UTC') COMMENT 'When the gateway first heard of the attempt; never changes.' CODEC(DoubleDelta, ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  attempt_id String COMMENT 'Event that the attempt began with.' CODEC(ZSTD(1)),
  visit_id String COMMENT 'The first attempt of the visit.' CODEC(ZSTD(1)),
  visit_attempt UInt32 COMMENT 'Which attempt of the visit it is, from 1.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id; 0 while it is not known.' CODEC(ZSTD(1)),
  path LowCardinality(String) COMMENT 'How it began: authorize (token before the session), remote, plug_in, cached (token that the station judged by itself), unknown.' CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') COMMENT 'When it began by the clock of the gateway, or of the session by its own.' CODEC(DoubleDelta, ZSTD(1)),
  ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the outcome was reached; null while it is open.' CODEC(ZSTD(1)),
  id_token String COMMENT 'Token as the station or the back end sent it; empty where none was said.' CODEC(ZSTD(1)),
  auth_verdict LowCardinality(String) COMMENT 'What the back end said to the token, as Accepted; empty where nothing.' CODEC(ZSTD(1)),
  session_id String COMMENT 'The session that came of it; empty where none did.' CODEC(ZSTD(1)),
  outcome LowCardinality(String) COMMENT 'open, success, failed, abandoned, unknown.' CODEC(ZSTD(1)),
  failure LowCardinality(String) COMMENT 'Where it failed: authorization, remote_start, no_session, no_energy, bad_stop, end_unknown, no_meter_data; else empty.' CODEC(ZSTD(1)),
  charging_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When charging was first told, or energy first read.' CODEC(ZSTD(1)),
  start_time_s Nullable(Decimal(18, 3)) COMMENT 'Seconds from the start of the attempt to charging.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(opened_at)
ORDER BY (tenant, opened_at, station_id, attempt_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Attempts to charge: from the permission, or the session that came without one, to its outcome. Attempts of one vehicle or token in a row are a visit.';

CREATE VIEW IF NOT EXISTS attempts
AS SELECT
  tenant,
  opened_at,
  station_id,
  attempt_id,
  visit_id,
  visit_attempt,
  port,
  path,
  started_at,
  ended_at,
  id_token,
  auth_verdict,
  session_id,
  outcome,
  failure,
  charging_at,
  start_time_s,
  log_partition,
  log_offset,
  version
FROM attempts_v1 FINAL;
