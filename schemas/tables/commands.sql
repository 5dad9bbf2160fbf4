-- What back ends asked of stations, what was answered, and whether it was seen to happen.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS commands_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  issued_at DateTime64(3, 'UTC') COMMENT 'When the command was sent, by the clock of the gateway.' CODEC(DoubleDelta, ZSTD(1)),
  command_id String COMMENT 'Event that holds the command.' CODEC(ZSTD(1)),
  action LowCardinality(String) COMMENT 'As RemoteStartTransaction.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id that it is for; 0 is the station as a whole.' CODEC(ZSTD(1)),
  connector_id UInt16 COMMENT '2.x connector of the EVSE; 0 where it was not named.' CODEC(ZSTD(1)),
  target String COMMENT 'Transaction, request, reservation or key that it names; may be empty.' CODEC(ZSTD(1)),
  detail String COMMENT 'What was asked, in a few words; secrets are left out.' CODEC(ZSTD(1)),
  state LowCardinality(String) COMMENT 'awaiting, answered, error or unanswered.' CODEC(ZSTD(1)),
  status LowCardinality(String) COMMENT 'Of the answer, in the words of the specification; may be empty.' CODEC(ZSTD(1)),
  error_code LowCardinality(String) COMMENT 'Of a CALLERROR; AnswerUnreadable where the answer was no frame.' CODEC(ZSTD(1)),
  info String COMMENT 'What the answer adds: reason, file name, version.' CODEC(ZSTD(1)),
  unanswered_why LowCardinality(String) COMMENT 'connection_lost, id_reused or let_go; else empty.' CODEC(ZSTD(1)),
  result_error LowCardinality(String) COMMENT 'Code by which the back end refused the answer (2.1); else empty.' CODEC(ZSTD(1)),
  answered_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the answer came; null while there is none.' CODEC(ZSTD(1)),
  latency_ms Nullable(Int32) COMMENT 'From command to answer; null while there is none.' CODEC(ZSTD(1)),
  effect_expected LowCardinality(String) COMMENT 'What should follow: session_start, boot, …; empty for nothing.' CODEC(ZSTD(1)),
  effect LowCardinality(String) COMMENT 'awaited, observed, held (it was so already), missed or unknown; may be empty.' CODEC(ZSTD(1)),
  effect_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the effect was seen, by the clock of the gateway.' CODEC(ZSTD(1)),
  effect_after_ms Nullable(Int32) COMMENT 'From command to effect; null where none was seen.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(issued_at)
ORDER BY (tenant, station_id, issued_at, command_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'What back ends asked of stations, what was answered, and whether it was seen to happen.';

CREATE VIEW IF NOT EXISTS commands
AS SELECT
  tenant,
  station_id,
  issued_at,
  command_id,
  action,
  port,
  connector_id,
  target,
  detail,
  state,
  status,
  error_code,
  info,
  unanswered_why,
  result_error,
  answered_at,
  latency_ms,
  effect_expected,
  effect,
  effect_at,
  effect_after_ms,
  log_partition,
  log_offset,
  version
FROM commands_v1 FINAL;
