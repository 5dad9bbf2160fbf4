-- Charge detail records as they were issued and credited; valid while the session lasted.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS cdrs_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  cdr_id LowCardinality(String) COMMENT 'CDR.' CODEC(ZSTD(1)),
  entry_id String COMMENT 'The entry, unique within what it is about.' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'What was decided: as SiteRegistered, ExclusionWithdrawn.' CODEC(ZSTD(1)),
  valid_from DateTime64(3, 'UTC') COMMENT 'From when on it holds in the world.' CODEC(DoubleDelta, ZSTD(1)),
  valid_to Nullable(DateTime64(3, 'UTC')) COMMENT 'Until when it holds, exclusive; null: no end is known.' CODEC(ZSTD(1)),
  recorded_at DateTime64(3, 'UTC') COMMENT 'When it was decided and recorded.' CODEC(DoubleDelta, ZSTD(1)),
  recorded_by LowCardinality(String) COMMENT 'Who recorded it.' CODEC(ZSTD(1)),
  withdrawn Bool COMMENT 'Whether the entry takes back (or retires) what it is about.' CODEC(ZSTD(1)),
  credit Bool COMMENT 'Whether it credits another.' CODEC(ZSTD(1)),
  credit_reference_id LowCardinality(String) COMMENT 'CDR that it credits; empty where it credits none.' CODEC(ZSTD(1)),
  replaces_cdr_id LowCardinality(String) COMMENT 'Credited CDR in whose place it stands; empty where in none.' CODEC(ZSTD(1)),
  session_id LowCardinality(String) COMMENT 'Session that it bills.' CODEC(ZSTD(1)),
  site_id LowCardinality(String) COMMENT 'Site.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Charging station.' CODEC(ZSTD(1)),
  port UInt16 COMMENT '1.6 connector id or 2.x EVSE id.' CODEC(ZSTD(1)),
  token LowCardinality(String) COMMENT 'Pseudonym of the token.' CODEC(ZSTD(1)),
  tariff_id LowCardinality(String) COMMENT 'Tariff that priced it; empty where several did.' CODEC(ZSTD(1)),
  period_id LowCardinality(String) COMMENT 'Period that it is billed in.' CODEC(ZSTD(1)),
  adjusts_period_id LowCardinality(String) COMMENT 'Closed period that it adjusts; empty where none.' CODEC(ZSTD(1)),
  currency LowCardinality(String) COMMENT 'Currency, ISO 4217.' CODEC(ZSTD(1)),
  energy_wh Decimal(18, 3) COMMENT 'Energy billed, Wh.' CODEC(Delta, ZSTD(1)),
  duration_s Decimal(18, 3) COMMENT 'Whole time of the session, s.' CODEC(Delta, ZSTD(1)),
  total_excl_vat Decimal(18, 3) COMMENT 'Total cost without taxes.' CODEC(Delta, ZSTD(1)),
  total_incl_vat Decimal(18, 3) COMMENT 'Total cost with taxes.' CODEC(Delta, ZSTD(1)),
  session_version String COMMENT 'Position in the log of the session as it was priced.' CODEC(ZSTD(1)),
  cdr String COMMENT 'The OCPI CDR object as JSON.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (tenant, cdr_id, entry_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Charge detail records as they were issued and credited; valid while the session lasted.';

CREATE VIEW IF NOT EXISTS cdrs
AS SELECT
  tenant,
  cdr_id,
  entry_id,
  kind,
  valid_from,
  valid_to,
  recorded_at,
  recorded_by,
  withdrawn,
  credit,
  credit_reference_id,
  replaces_cdr_id,
  session_id,
  site_id,
  station_id,
  port,
  token,
  tariff_id,
  period_id,
  adjusts_period_id,
  currency,
  energy_wh,
  duration_s,
  total_excl_vat,
  total_incl_vat,
  session_version,
  cdr,
  log_partition,
  log_offset,
  version
FROM cdrs_v1 FINAL;
