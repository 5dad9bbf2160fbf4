-- Cost and payment as messages of OCPP say them; no bill is made from these amounts.
-- Generated from the table of its room by `npm run gen`. Do not edit.
CREATE TABLE IF NOT EXISTS payments_v1
(
  tenant LowCardinality(String) COMMENT 'Tenant.' CODEC(ZSTD(1)),
  station_id LowCardinality(String) COMMENT 'Identity of the charging station.' CODEC(ZSTD(1)),
  at DateTime64(3, 'UTC') COMMENT 'When it was said, or when the settlement was made.' CODEC(DoubleDelta, ZSTD(1)),
  told_at DateTime64(3, 'UTC') COMMENT 'When the message came.' CODEC(DoubleDelta, ZSTD(1)),
  event_id String COMMENT 'Event that holds the message.' CODEC(ZSTD(1)),
  kind LowCardinality(String) COMMENT 'cost, settlement or web_payment.' CODEC(ZSTD(1)),
  message LowCardinality(String) COMMENT 'Message that said it; TransactionEvent stands for its answer.' CODEC(ZSTD(1)),
  port UInt16 COMMENT 'EVSE where it was named; else 0.' CODEC(ZSTD(1)),
  transaction_id String COMMENT 'Transaction in the words of station and back end; may be empty.' CODEC(ZSTD(1)),
  amount Nullable(Decimal(18, 3)) COMMENT 'In the currency of the tariff; null where none was said.' CODEC(ZSTD(1)),
  status LowCardinality(String) COMMENT 'Of a settlement: Settled, Canceled, Rejected or Failed.' CODEC(ZSTD(1)),
  reference String COMMENT 'Reference of the payment service provider.' CODEC(ZSTD(1)),
  log_partition UInt16 COMMENT 'Partition of the log that the row was made from.' CODEC(ZSTD(1)),
  log_offset UInt64 COMMENT 'Offset of the last event that touched the row.' CODEC(DoubleDelta, ZSTD(1)),
  version UInt64 COMMENT 'epoch << 48 | log_offset; the row with the highest version of a key stands.' CODEC(DoubleDelta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(told_at)
ORDER BY (tenant, station_id, told_at, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 0, replicated_deduplication_window = 0, min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1
COMMENT 'Cost and payment as messages of OCPP say them; no bill is made from these amounts.';

CREATE VIEW IF NOT EXISTS payments
AS SELECT
  tenant,
  station_id,
  at,
  told_at,
  event_id,
  kind,
  message,
  port,
  transaction_id,
  amount,
  status,
  reference,
  log_partition,
  log_offset,
  version
FROM payments_v1 FINAL;
