// Events as JSON bytes, for tests that look at what was appended.

import type { EventCodec } from '../log/port.ts';

/** Bytes inside an event become `{ "base64": … }` and are read back as bytes. */
export const jsonCodec = <T>(): EventCodec<T> => ({
  encode: (event) =>
    Buffer.from(
      JSON.stringify(event, (_, value: unknown) =>
        isBufferJson(value) ? { base64: Buffer.from(value.data).toString('base64') } : value,
      ),
    ),
  decode: (value) =>
    JSON.parse(Buffer.from(value).toString('utf8'), (_, inner: unknown) =>
      isBase64(inner) ? Buffer.from(inner.base64, 'base64') : inner,
    ) as T,
  fingerprint: 'json',
});

const isBufferJson = (value: unknown): value is { readonly data: readonly number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';

const isBase64 = (value: unknown): value is { readonly base64: string } =>
  typeof value === 'object' && value !== null && 'base64' in value;
