// Snappy as Kafka's Java clients frame it, and bare as others send it.

import snappy from 'snappyjs';
import { expect, test } from 'vitest';
import { decompressSnappy } from './kafka-codecs.ts';

const text = 'MeterValues '.repeat(50);

test('a bare snappy block is read', () => {
  expect(decompressSnappy(Buffer.from(snappy.compress(Buffer.from(text)))).toString()).toBe(text);
});

test('blocks in the framing of xerial are read and joined', () => {
  const block = (part: string): Buffer => {
    const bytes = snappy.compress(Buffer.from(part));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const head = Buffer.from('82534e41505059000000000100000001', 'hex');
  const framed = Buffer.concat([head, block(text), block('StatusNotification')]);
  expect(decompressSnappy(framed).toString()).toBe(`${text}StatusNotification`);
});
