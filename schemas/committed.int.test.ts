// What is generated is as the schemas say, and the committed registry only ever grew.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import avro from 'avsc';
import { expect, test } from 'vitest';
import { readSchemas, registryTextOf, typesTextOf } from './generate.ts';
import { fingerprintOf, sha256Of, type RegistryRow } from './registry.ts';

const folder = import.meta.dirname;
const committed = readFileSync(join(folder, 'registry.json'), 'utf8');
const rows = JSON.parse(committed) as readonly RegistryRow[];
const schemas = readSchemas(join(folder, 'events'));

test('the generated types are those of the schemas; else run `npm run gen`', async () => {
  const generated = readFileSync(join(folder, 'events.gen.ts'), 'utf8');
  expect(generated).toBe(await typesTextOf(schemas));
});

test('the registry holds the schemas as they are; else run `npm run gen`', () => {
  expect(registryTextOf(committed, schemas)).toBe(committed);
});

test('ids and versions are without gaps, and no row was edited', () => {
  const versions = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const version = (versions.get(row.subject) ?? 0) + 1;
    versions.set(row.subject, version);
    const { schema, subject } = row;
    const [crc64, sha256] = [fingerprintOf(schema), sha256Of(schema)];
    expect(row).toEqual({ id: index + 1, subject, version, schema, crc64, sha256 });
  }
});

/** SHA-256 of the rows that were ever released, oldest first. Lines are added, never changed. */
const released = [
  'e90e0e3f8036f8dd70a151dae770d193343c20e9be80468f7c05520a7cea54b4',
  'fdefda495f989169677854002512dd1356332ab94b4a6854111cc3ab7e4fceb0',
];

test('every row that was ever released is still there, in its place', () => {
  expect(rows.slice(0, released.length).map(({ sha256 }) => sha256)).toEqual(released);
});

const typeOf = ({ schema }: RegistryRow): avro.Type =>
  avro.Type.forSchema(JSON.parse(schema) as avro.Schema, { wrapUnions: false });
const pairs = rows.flatMap((writer) =>
  rows.filter(({ subject }) => subject === writer.subject).map((reader) => ({ writer, reader })),
);

test.each(pairs)(
  '$writer.subject: what version $writer.version wrote, version $reader.version reads',
  ({ writer, reader }) => {
    expect(() => typeOf(reader).createResolver(typeOf(writer))).not.toThrow();
  },
);

/** Logical types by path, which the fingerprint does not cover. */
const logicalTypesOf = (node: unknown, path = ''): string[] => {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    name === 'logicalType'
      ? [`${path}=${String(value)}`]
      : logicalTypesOf(value, `${path}/${name}`),
  );
};

test.each(pairs)(
  '$writer.subject: $writer.version and $reader.version do not differ in logical types alone',
  ({ writer, reader }) => {
    const mine = logicalTypesOf(JSON.parse(writer.schema));
    const theirs = logicalTypesOf(JSON.parse(reader.schema));
    const isToldApart = writer.crc64 !== reader.crc64;
    expect(isToldApart || theirs.join() === mine.join()).toBe(true);
  },
);
