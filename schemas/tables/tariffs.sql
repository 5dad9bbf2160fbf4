-- Tariffs as they were published: from valid_from on in this form.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS tariffs_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  tariff_id LowCardinality(String) COMMENT 'Tariff.' CODEC(ZSTD(1)),
  entry_id String COMMENT 'The entry, unique within what it is about.' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'What was decided: as SiteRegistered, ExclusionWithdrawn.' CODEC(ZSTD(1)),
  valid_from DateTime64(3, 'UTC') COMMENT 'From when on it holds in the world.' CODEC(DoubleDelta, ZSTD(1)),
  valid_to Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds, exclusive; null: no end is known.' CODEC(ZSTD(1)),
  recorded_at DateTime64(3, 'UTC') COMMENT 'When it was decided and recorded.' CODEC(DoubleDelta, ZSTD(1)),
  recorded_by LowCardinality(String) COMMENT 'Who recorded it.' CODEC(ZSTD(1)),
  withdrawn Bool COMMENT 'Whether the entry takes back (or retires) what it is about.' CODEC(ZSTD(1)),
  title String COMMENT 'Name for people.' CODEC(ZSTD(1)),
  currency LowCardinality(String) COMMENT 'Currency, ISO 4217.' CODEC(ZSTD(1)),
  tariff_type LowCardinality(String) COMMENT 'OCPI type: AD_HOC_PAYMENT, PROFILE_CHEAP, REGULAR, and so on.' CODEC(ZSTD(1)),
  tax_included LowCardinality(String) COMMENT 'YES, NO or N/A: whether its prices hold the taxes.' CODEC(ZSTD(1)),
  tariff String COMMENT 'The OCPI Tariff object as JSON: elements, restrictions, min and max price.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, tariff_id, entry_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Tariffs as they were published: from valid_from on in this form.';

CREATE VIEW IF NOT EXISTS tariffs
AS SELECT
  tenant,
  tariff_id,
  entry_id,
  kind,
  valid_from,
  valid_to,
  recorded_at,
  recorded_by,
  withdrawn,
  title,
  currency,
  tariff_type,
  tax_included,
  tariff,
  log_partition,
  log_offset,
  version
FROM tariffs_v1 FINAL;
