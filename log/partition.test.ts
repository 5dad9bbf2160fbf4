// Both engines place a key alike, and as Kafka's own clients do.

import { assert, property, string } from 'fast-check';
import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { partitionOf } from '../lib/hash.ts';

const partitionMetadata = Array.from({ length: 12 }, (_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [0],
  isr: [0],
}));
const kafkas = kafkajs.Partitioners.DefaultPartitioner();
const ofKafka = (key: string): number =>
  kafkas({ topic: 't', partitionMetadata, message: { key, value: '' } });

test.each(['default/CP-1', 'default/CP-12', 'a/b', 'Malmö/östra', '充电/站', 'x'.repeat(1_001)])(
  'the key %s lies in the partition that Kafka would choose',
  (key) => expect(partitionOf(key, 12)).toBe(ofKafka(key)),
);

test('any key lies in the partition that Kafka would choose', () => {
  assert(
    // Kafka's client hashes no empty key: it chooses at random.
    property(string({ unit: 'grapheme', minLength: 1 }), (key) => {
      expect(partitionOf(key, 12)).toBe(ofKafka(key));
    }),
    { seed: 20_261_121, numRuns: 2_000 },
  );
});
