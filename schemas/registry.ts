// The committed schema registry: which schema an id stands for. Rows are only ever appended.

import { createHash } from 'node:crypto';
import avro from 'avsc';

export interface RegistryRow {
  readonly id: number;
  /** `<topic>-value`, as Kafka's own tools name it. */
  readonly subject: string;
  readonly version: number;
  /** The whole schema, defaults and docs included, as JSON text. */
  readonly schema: string;
  /** CRC-64-AVRO of the canonical form; it ignores defaults, docs and logical types. */
  readonly crc64: string;
  /** Of the schema text, so that a change which crc64 ignores is seen. */
  readonly sha256: string;
}

const empty = 0xc15d213aa4d7a795n;

const table = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) value = (value >> 1n) ^ (empty & -(value & 1n));
  return value;
});

/**
 * CRC-64-AVRO of a schema's Parsing Canonical Form, as 16 hex digits of its little-endian bytes.
 * Source: Avro 1.12 specification, "Schema Fingerprints".
 */
export const fingerprintOf = (schemaText: string): string => {
  const canonical = JSON.stringify(avro.Type.forSchema(JSON.parse(schemaText)).schema());
  let crc = empty;
  for (const byte of Buffer.from(canonical, 'utf8'))
    crc = (crc >> 8n) ^ (table[Number((crc ^ BigInt(byte)) & 0xffn)] ?? 0n);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(crc);
  return bytes.toString('hex');
};

export const sha256Of = (schemaText: string): string =>
  createHash('sha256').update(schemaText).digest('hex');

/** The subject under which the values of a topic are registered. */
export const subjectOf = (topic: string): string => `${topic}-value`;

/** The rows, with one more where the subject's last schema is not the one given. */
export const withSchema = (
  rows: readonly RegistryRow[],
  subject: string,
  schema: string,
): readonly RegistryRow[] => {
  const versions = rows.filter((row) => row.subject === subject);
  if (versions.at(-1)?.schema === schema) return rows;
  const hashes = { crc64: fingerprintOf(schema), sha256: sha256Of(schema) };
  const row = { id: rows.length + 1, subject, version: versions.length + 1, schema, ...hashes };
  return [...rows, row];
};
