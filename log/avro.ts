// Events as record values and back: Avro in Confluent's wire format, old schemas read as the new.

import avro from 'avsc';
import { AppError, messageOf } from '../lib/errors.ts';
import {
  schemaOfLedgerEvent,
  schemaOfOcppEvent,
  type LedgerEvent,
  type OcppEvent,
} from '../schemas/events.gen.ts';
import { fingerprintOf, subjectOf } from '../schemas/registry.ts';
import { ledgerTopic, ocppTopic, type EventCodec } from './port.ts';
import type { Registry } from './registry.ts';
import { bodyStart, magicByte, requireSchemaId } from './wire.ts';

/** What a log needs to know of schemas, without knowing any event. */
export interface SchemaBook {
  /** Fingerprint of a schema by its id, for the header `avro-fp`; null where it is not known. */
  readonly fingerprintOf: (id: number) => string | null;
  /**
   * Called at the first sight of an id, before a record with it is handed over. Learns the schema
   * where it is new, and rejects with SCHEMA_CHANGED where the fingerprint written beside the
   * record is another: the log was written with another registry.
   */
  readonly meet: (id: number, fingerprint: string | null) => Promise<void>;
}

export interface Codecs extends SchemaBook {
  readonly ocpp: EventCodec<OcppEvent>;
  readonly ledger: EventCodec<LedgerEvent>;
}

const scratch_bytes = 64 * 1024;
/** A scratch buffer that one huge event made larger than this is let go again. */
const scratch_bytes_kept = 1024 * 1024;

const typeOf = (schema: string): avro.Type =>
  avro.Type.forSchema(JSON.parse(schema) as avro.Schema, { wrapUnions: false });

/** Wire bytes of one event. The scratch buffer is written again at each call, the result never. */
const encoderOf = (type: avro.Type, id: number) => {
  const make = (bytes: number): Buffer => {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    buffer[0] = magicByte;
    buffer.writeUInt32BE(id, 1);
    return buffer;
  };
  let scratch = make(scratch_bytes);
  const grown = (event: unknown, missing: number): number => {
    scratch = make(scratch.length + missing);
    return type.encode(event, scratch, bodyStart);
  };
  return (event: unknown): Uint8Array => {
    let end = type.encode(event, scratch, bodyStart);
    // A negative position is the number of bytes that were missing.
    if (end < 0) end = grown(event, -end);
    const value = Buffer.allocUnsafe(end);
    scratch.copy(value, 0, 0, end);
    if (scratch.length > scratch_bytes_kept) scratch = make(scratch_bytes);
    return value;
  };
};

type Reader = (value: Buffer) => { value: unknown; offset: number };

/** Reads values of one writer's schema as the reader's; the resolver is made once. */
const readerOf = (type: avro.Type, written: string, read: string): Reader => {
  if (written === read) return (value) => type.decode(value, bodyStart);
  const resolver = type.createResolver(typeOf(written));
  return (value) => type.decode(value, bodyStart, resolver);
};

interface Shelf {
  readonly registry: Registry;
  /** Reader by writer's schema id. */
  readonly readers: Map<number, Reader>;
}

const readSafely = (reader: Reader, bytes: Buffer): ReturnType<Reader> => {
  try {
    return reader(bytes);
  } catch (thrown) {
    const values = { bytes: bytes.length, reason: messageOf(thrown) };
    throw new AppError('EVENT_UNREADABLE', values, thrown);
  }
};

const decoderOf =
  ({ registry, readers }: Shelf) =>
  (value: Uint8Array): unknown => {
    const id = requireSchemaId(value);
    const reader = readers.get(id);
    if (reader === undefined)
      throw new AppError('SCHEMA_UNKNOWN', { id, registry: registry.where });
    const bytes = Buffer.isBuffer(value)
      ? value
      : Buffer.from(value.buffer, value.byteOffset, value.length);
    const { value: event, offset } = readSafely(reader, bytes);
    if (offset === bytes.length) return event;
    const reason = offset < 0 ? 'it is cut short' : 'there are bytes after its end';
    throw new AppError('EVENT_UNREADABLE', { bytes: bytes.length, reason });
  };

interface OpenCodec<T> extends EventCodec<T> {
  readonly name: string;
  readonly known: ReadonlyMap<number, string>;
  learn(id: number, schema: string): void;
}

interface CodecOptions {
  readonly registry: Registry;
  readonly topic: string;
  readonly schema: string;
}

/** The codec of one topic: registers the schema written and learns all that were written before. */
const openCodec = async <T>({ registry, topic, schema }: CodecOptions): Promise<OpenCodec<T>> => {
  const subject = subjectOf(topic);
  const type = typeOf(schema);
  const id = await registry.register(subject, schema);
  const readers = new Map<number, Reader>();
  const known = new Map<number, string>();
  const learn = (writerId: number, written: string): void => {
    try {
      readers.set(writerId, readerOf(type, written, schema));
    } catch (thrown) {
      const values = { subject, version: `id ${writerId}`, reason: messageOf(thrown) };
      throw new AppError('SCHEMA_INCOMPATIBLE', values, thrown);
    }
    known.set(writerId, fingerprintOf(written));
  };
  for (const version of await registry.versions(subject)) learn(version.id, version.schema);
  // What this registry keeps under the id may be formatted otherwise; what we write is known.
  learn(id, schema);
  const encode = encoderOf(type, id);
  const decode = decoderOf({ registry, readers });
  return {
    name: type.name ?? '',
    known,
    learn,
    encode,
    decode: (value) => decode(value) as T,
    fingerprint: fingerprintOf(schema),
  };
};

/**
 * The codecs of both topics. Rejects with REGISTRY_UNAVAILABLE, REGISTRY_REFUSED,
 * SCHEMA_UNREGISTERED or SCHEMA_INCOMPATIBLE.
 */
export const openCodecs = async (registry: Registry): Promise<Codecs> => {
  const [ocpp, ledger] = await Promise.all([
    openCodec<OcppEvent>({ registry, topic: ocppTopic, schema: schemaOfOcppEvent }),
    openCodec<LedgerEvent>({ registry, topic: ledgerTopic, schema: schemaOfLedgerEvent }),
  ]);
  const fingerprint = (id: number): string | null =>
    ocpp.known.get(id) ?? ledger.known.get(id) ?? null;

  const learnFromRegistry = async (id: number): Promise<void> => {
    const schema = await registry.schemaOf(id);
    const { name } = typeOf(schema);
    const codec = [ocpp, ledger].find((each) => each.name === name);
    if (codec === undefined) throw new AppError('SCHEMA_UNKNOWN', { id, registry: registry.where });
    codec.learn(id, schema);
  };
  const meet = async (id: number, written: string | null): Promise<void> => {
    if (fingerprint(id) === null) await learnFromRegistry(id);
    const expected = fingerprint(id) ?? '';
    if (written === null || written === expected) return;
    const values = { id, expected, actual: written, registry: registry.where };
    throw new AppError('SCHEMA_CHANGED', values);
  };
  return { ocpp, ledger, fingerprintOf: fingerprint, meet };
};
