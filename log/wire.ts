// Confluent's wire format around a record value: which schema the bytes after it were written with.

import { AppError } from '../lib/errors.ts';

/*
 * value  = magic id body
 * magic  = 0x00
 * id     = uint32, big-endian: the schema's id in the registry
 * body   = Avro binary encoding
 * Source: Confluent Platform, "Formats, Serializers, and Deserializers", wire format.
 */
export const magicByte = 0;
export const bodyStart = 5;

/** The schema id of a value, or -1 where the value is not in this format. */
export const schemaIdOf = (value: Uint8Array): number => {
  if (value.length < bodyStart || value[0] !== magicByte) return -1;
  const [, a = 0, b = 0, c = 0, d = 0] = value;
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
};

/** As `schemaIdOf`, where anything else is a fault of whoever wrote the record. */
export const requireSchemaId = (value: Uint8Array): number => {
  const id = schemaIdOf(value);
  if (id >= 0) return id;
  throw new AppError('EVENT_UNREADABLE', {
    bytes: value.length,
    reason: 'it does not begin with 0x00 and a schema id',
  });
};
