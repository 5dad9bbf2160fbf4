-- The quirk card of each station as last stated or withdrawn.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS quirk_cards_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  holds Bool COMMENT 'Whether a card holds; false where it was withdrawn.' CODEC(ZSTD(1)),
  card_id LowCardinality(String) COMMENT 'Name of the card; empty where it was withdrawn.' CODEC(ZSTD(1)),
  card_version UInt16 COMMENT 'Layout of the card.' CODEC(ZSTD(1)),
  card String COMMENT 'The card as JSON; empty where it was withdrawn.' CODEC(ZSTD(1)),
  since DateTime64(3, 'UTC') COMMENT 'When it was stated or withdrawn.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'OVERRIDE event that did so.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, station_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'The quirk card of each station as last stated or withdrawn.';

CREATE VIEW IF NOT EXISTS quirk_cards
AS SELECT
  tenant,
  station_id,
  holds,
  card_id,
  card_version,
  card,
  since,
  event_id,
  log_partition,
  log_offset,
  version
FROM quirk_cards_v1 FINAL;
