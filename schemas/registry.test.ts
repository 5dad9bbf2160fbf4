// The committed registry only grows, and every version can be read as every other.

import avro from 'avsc';
import { expect, test } from 'vitest';
import { fingerprintOf, sha256Of, withSchema, type RegistryRow } from './registry.ts';

const schemaA = '{"type":"record","name":"A","namespace":"x","fields":[{"name":"n","type":"int"}]}';
const schemaB = schemaA.replace('"int"', '"long"');

test.each([
  [
    '{"name":"Example","type":"record","fields":[{"name":"foobar","type":"string"}]}',
    'b75d6f7da238cf70',
  ],
  [
    `{"type":"record","name":"OcppMessage","namespace":"ev.ocpp.v1","fields":[
      {"name":"event_id","type":"string"},
      {"name":"received_at","type":{"type":"long","logicalType":"timestamp-micros"}},
      {"name":"action","type":["null","string"],"default":null},
      {"name":"dir","type":{"type":"enum","name":"Dir","symbols":["IN","OUT"]}}]}`,
    '466d86dabeb81427',
  ],
])('the fingerprint is the one that other Avro libraries compute', (schema, expected) => {
  expect(fingerprintOf(schema)).toBe(expected);
});

test('a schema that changed becomes the next version under the next id', () => {
  const one = withSchema([], 'x-value', schemaA);
  const two = withSchema(one, 'y-value', schemaA);
  const three = withSchema(two, 'x-value', schemaB);
  expect(three.map(({ id, subject, version }) => [id, subject, version])).toEqual([
    [1, 'x-value', 1],
    [2, 'y-value', 1],
    [3, 'x-value', 2],
  ]);
  expect(three.slice(0, 2)).toEqual(two);
});

test('a schema that did not change adds nothing', () => {
  const rows = withSchema([], 'x-value', schemaA);
  expect(withSchema(rows, 'x-value', schemaA)).toBe(rows);
});

test('the hashes of a row are those of its schema', () => {
  const [row] = withSchema([], 'x-value', schemaA) as [RegistryRow];
  expect([row.crc64, row.sha256]).toEqual([fingerprintOf(schemaA), sha256Of(schemaA)]);
  expect(() => avro.Type.forSchema(JSON.parse(row.schema) as avro.Schema)).not.toThrow();
});
