// One stored batch of the embedded log as bytes: records of one partition, appended together.

import { crc32 } from 'node:zlib';
import type { LogRecord, NewRecord } from './port.ts';
import { schemaIdOf } from './wire.ts';

/*
 * batch   = crc length base layout schemaCount appendedAt zero count keyCount
 *           schema{schemaCount} key{keyCount} record{count} value{count}
 * crc         = uint32   CRC-32 of schema{} … value{}, carried on over length … keyCount
 * length      = uint32   bytes of the whole batch
 * base        = uint48   offset of the first record
 * layout      = uint8    1
 * schemaCount = uint8
 * appendedAt  = uint48   milliseconds since 1970 UTC
 * zero        = uint16   0
 * count       = uint32   records
 * keyCount    = uint32   different keys
 * schema  = id:uint32 fingerprint:byte{8}       the header avro-fp, once per schema id
 * key     = length:uint16 utf8:byte{length}
 * record  = key:uint32 length:uint32            index of its key, bytes of its value
 * value   = byte{length of its record}
 * Integers are little-endian. CRC-32 is zlib's: native, and no weaker here than CRC-32C.
 */
const at = {
  crc: 0,
  length: 4,
  base: 8,
  layout: 14,
  schemaCount: 15,
  appendedAt: 16,
  count: 24,
  keyCount: 28,
} as const;
const head_bytes = 32;
const schema_bytes = 12;
const record_bytes = 8;
const layoutNow = 1;
const schemas_max = 255;

export type FingerprintOf = (schemaId: number) => string | null;

export interface BatchPlan {
  readonly records: readonly NewRecord[];
  readonly keys: ReadonlyMap<string, number>;
  readonly schemas: ReadonlyMap<number, string>;
  readonly bytes: number;
}

/** What a batch will hold and how many bytes it needs. */
export const planBatch = (
  records: readonly NewRecord[],
  fingerprintOf: FingerprintOf,
): BatchPlan => {
  const keys = new Map<string, number>();
  const schemas = new Map<number, string>();
  let bytes = head_bytes + records.length * record_bytes;
  let lastId = -1;
  for (const { key, value } of records) {
    bytes += value.length;
    if (!keys.has(key)) {
      keys.set(key, keys.size);
      bytes += 2 + Buffer.byteLength(key);
    }
    const id = schemaIdOf(value);
    if (id === lastId) continue;
    lastId = id;
    const fingerprint = id < 0 ? null : fingerprintOf(id);
    if (fingerprint !== null && schemas.size < schemas_max) schemas.set(id, fingerprint);
  }
  return { records, keys, schemas, bytes: bytes + schemas.size * schema_bytes };
};

/**
 * Writes a planned batch into a target that fits it exactly. Its base offset is set later by
 * `sealBatch`, which wants the checksum that this returns.
 */
export const writeBatch = (plan: BatchPlan, target: Buffer, appendedAt: number): number => {
  const { records, keys, schemas } = plan;
  target.writeUInt32LE(plan.bytes, at.length);
  target[at.layout] = layoutNow;
  target[at.schemaCount] = schemas.size;
  target.writeUIntLE(appendedAt, at.appendedAt, 6);
  target.writeUInt16LE(0, at.appendedAt + 6);
  target.writeUInt32LE(records.length, at.count);
  target.writeUInt32LE(keys.size, at.keyCount);
  let position = head_bytes;
  for (const [id, fingerprint] of schemas) {
    target.writeUInt32LE(id, position);
    target.write(fingerprint, position + 4, 'hex');
    position += schema_bytes;
  }
  for (const key of keys.keys()) {
    const length = target.write(key, position + 2);
    target.writeUInt16LE(length, position);
    position += 2 + length;
  }
  let valueAt = position + records.length * record_bytes;
  for (const { key, value } of records) {
    target.writeUInt32LE(keys.get(key) ?? 0, position);
    target.writeUInt32LE(value.length, position + 4);
    target.set(value, valueAt);
    position += record_bytes;
    valueAt += value.length;
  }
  return crc32(target.subarray(head_bytes));
};

/** Sets the base offset, known only inside the write transaction, and closes the checksum. */
export const sealBatch = (batch: Buffer, base: number, ofBody: number): void => {
  batch.writeUIntLE(base, at.base, 6);
  batch.writeUInt32LE(crc32(batch.subarray(at.length, head_bytes), ofBody), at.crc);
};

export interface StoredBatch {
  readonly base: number;
  readonly count: number;
  /** Milliseconds since 1970 UTC. */
  readonly appendedAt: number;
  /** Fingerprint by schema id, as written beside the records. */
  readonly schemas: ReadonlyMap<number, string>;
  /** Views of the stored bytes, in offset order. */
  readonly records: readonly LogRecord[];
}

const isWhole = (bytes: Buffer): boolean => {
  if (bytes.length < head_bytes || bytes[at.layout] !== layoutNow) return false;
  if (bytes.readUInt32LE(at.length) !== bytes.length) return false;
  const ofBody = crc32(bytes.subarray(head_bytes));
  return crc32(bytes.subarray(at.length, head_bytes), ofBody) === bytes.readUInt32LE(at.crc);
};

/** Reads a batch stored under a base offset; null where its bytes are damaged. */
export const readBatch = (bytes: Buffer, base: number): StoredBatch | null => {
  if (!isWhole(bytes) || bytes.readUIntLE(at.base, 6) !== base) return null;
  let position = head_bytes;
  const schemas = new Map<number, string>();
  for (let i = 0; i < (bytes[at.schemaCount] ?? 0); i++, position += schema_bytes)
    schemas.set(bytes.readUInt32LE(position), bytes.toString('hex', position + 4, position + 12));
  const keys: string[] = [];
  const keyCount = bytes.readUInt32LE(at.keyCount);
  for (let i = 0; i < keyCount; i++) {
    const end = position + 2 + bytes.readUInt16LE(position);
    keys.push(bytes.toString('utf8', position + 2, end));
    position = end;
  }
  const count = bytes.readUInt32LE(at.count);
  const records: LogRecord[] = [];
  let valueAt = position + count * record_bytes;
  for (let i = 0; i < count; i++, position += record_bytes) {
    const key = keys[bytes.readUInt32LE(position)] ?? '';
    const end = valueAt + bytes.readUInt32LE(position + 4);
    records.push({ key, value: bytes.subarray(valueAt, end), offset: base + i });
    valueAt = end;
  }
  const appendedAt = bytes.readUIntLE(at.appendedAt, 6);
  return { base, count, appendedAt, schemas, records };
};
