// Events survive the wire byte for byte, also when written with an older or newer schema.

import avro from 'avsc';
import { expect, test } from 'vitest';
import { AppError } from '../lib/errors.ts';
import {
  schemaOfLedgerEvent,
  schemaOfOcppEvent,
  type LedgerEvent,
  type OcppEvent,
} from '../schemas/events.gen.ts';
import { fingerprintOf } from '../schemas/registry.ts';
import { openCodecs } from './avro.ts';
import type { RegisteredSchema, Registry } from './registry.ts';
import { schemaIdOf } from './wire.ts';

const ocppSubject = 'laddbok.ocpp-value';
const ledgerSubject = 'laddbok.ledger-value';

/** A registry held in memory, as small as the interface is. */
const registryOf = (rows: (RegisteredSchema & { readonly subject: string })[]): Registry => ({
  where: 'the test',
  register: async (subject, schema) => {
    const found = rows.find((row) => row.subject === subject && row.schema === schema);
    if (found !== undefined) return found.id;
    rows.push({ id: 100 + rows.length, subject, schema });
    return 99 + rows.length;
  },
  schemaOf: async (id) => {
    const found = rows.find((row) => row.id === id);
    if (found === undefined) throw new AppError('SCHEMA_UNKNOWN', { id, registry: 'the test' });
    return found.schema;
  },
  versions: async (subject) => rows.filter((row) => row.subject === subject),
});
const current = () =>
  registryOf([
    { id: 1, subject: ledgerSubject, schema: schemaOfLedgerEvent },
    { id: 70_000, subject: ocppSubject, schema: schemaOfOcppEvent },
  ]);

const frameEvent: OcppEvent = {
  eventId: '018f/7',
  tenant: 'malmö',
  stationId: 'CP-1',
  connectionId: '018f',
  seq: 7,
  gatewayId: 'g1',
  gatewayRun: 'r1',
  recordedAt: 1_790_000_000_123_456,
  kind: 'FRAME',
  direction: 'FROM_STATION',
  protocol: 'ocpp1.6',
  frame: '[2,"a","Heartbeat",{"note":"⚡ påslagen"}]',
  frameBytes: null,
  messageType: 2,
  messageId: 'a',
  action: 'Heartbeat',
  verdict: 'INVALID',
  verdictErrors: ['/note is not allowed'],
  redactions: [{ path: '/3/idTag', pseudonym: 'p1', sealed: Buffer.from([1, 2]) }],
  close: null,
  refusal: null,
  remoteAddress: '127.0.0.1',
  source: 'GATEWAY',
};
const closedEvent: OcppEvent = {
  ...frameEvent,
  kind: 'DISCONNECTED',
  direction: 'NONE',
  frame: null,
  frameBytes: Buffer.from([0xff, 0xfe]),
  close: { code: 1006, reason: '', side: 'STATION' },
  refusal: 'no subprotocol',
};
const ledgerEvent: LedgerEvent = {
  eventId: 'e1',
  tenant: 't',
  kind: 'PortRegistered',
  subject: 'CP-1/1',
  validFrom: 1_790_000_000_000_000,
  validTo: null,
  recordedAt: 1_790_000_000_000_001,
  recordedBy: 'anna',
  body: '{}',
};

/** Plain objects, as avsc makes records of classes of its own. */
const plain = (event: unknown): unknown => JSON.parse(JSON.stringify(event));

test('a frame, a disconnect and a decision come back as they were', async () => {
  const { ocpp, ledger } = await openCodecs(current());
  for (const event of [frameEvent, closedEvent])
    expect(plain(ocpp.decode(ocpp.encode(event)))).toEqual(plain(event));
  expect(plain(ledger.decode(ledger.encode(ledgerEvent)))).toEqual(plain(ledgerEvent));
});

test('a value begins with the id that the registry gave', async () => {
  const { ocpp } = await openCodecs(current());
  expect([...ocpp.encode(frameEvent).subarray(0, 5)]).toEqual([0, 0, 1, 0x11, 0x70]);
});

test('a value is not written again by the next one', async () => {
  const { ocpp } = await openCodecs(current());
  const first = ocpp.encode(frameEvent);
  const before = Buffer.from(first);
  ocpp.encode(closedEvent);
  expect(before.equals(first)).toBe(true);
});

test('frames of any size are written: just over the scratch buffer, and of 5 MiB', async () => {
  const { ocpp } = await openCodecs(current());
  for (const length of [65_300, 65_400, 65_536, 200_000, 5 * 1024 * 1024, 10]) {
    const event = { ...frameEvent, frame: 'x'.repeat(length) };
    expect(ocpp.decode(ocpp.encode(event)).frame).toHaveLength(length);
  }
});

test('a value that is a plain Uint8Array inside a larger buffer is read', async () => {
  const { ocpp } = await openCodecs(current());
  const value = ocpp.encode(frameEvent);
  const larger = new Uint8Array(value.length + 8);
  larger.set(value, 3);
  expect(ocpp.decode(larger.subarray(3, 3 + value.length)).eventId).toBe('018f/7');
});

test('what an older schema wrote is read as the newer, with its defaults', async () => {
  const older = JSON.parse(schemaOfOcppEvent) as { fields: { name: string }[] };
  older.fields = older.fields.filter(({ name }) => name !== 'remoteAddress' && name !== 'refusal');
  const registry = current();
  const id = await registry.register(ocppSubject, JSON.stringify(older));
  const { ocpp } = await openCodecs(registry);
  const type = avro.Type.forSchema(older as avro.Schema, { wrapUnions: false });
  const head = Buffer.from([0, 0, 0, 0, 0]);
  head.writeUInt32BE(id, 1);
  const value = Buffer.concat([head, type.toBuffer(frameEvent)]);
  expect(ocpp.decode(value)).toMatchObject({ eventId: '018f/7', remoteAddress: '', refusal: null });
});

test('a kind that is not known yet is read as UNKNOWN', async () => {
  const newer = schemaOfOcppEvent.replace('"OVERRIDE"', '"OVERRIDE","SEALED"');
  const registry = current();
  const { ocpp, meet } = await openCodecs(registry);
  // Registered by a newer process while this one runs: met when first seen.
  const id = await registry.register(ocppSubject, newer);
  const type = avro.Type.forSchema(JSON.parse(newer) as avro.Schema, { wrapUnions: false });
  const head = Buffer.from([0, 0, 0, 0, 0]);
  head.writeUInt32BE(id, 1);
  const value = Buffer.concat([head, type.toBuffer({ ...frameEvent, kind: 'SEALED' })]);
  expect(() => ocpp.decode(value)).toThrow(`No schema with id ${id}`);
  await meet(id, fingerprintOf(newer));
  expect(ocpp.decode(value).kind).toBe('UNKNOWN');
});

test('an id means what was written with it, or the registry is refused', async () => {
  const { meet, fingerprintOf: known } = await openCodecs(current());
  await meet(70_000, known(70_000));
  await meet(70_000, null);
  const other = meet(70_000, 'b75d6f7da238cf70');
  await expect(other).rejects.toMatchObject({ code: 'SCHEMA_CHANGED' });
  await expect(meet(5, null)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('[2,"a"]')],
  ['an event cut short', Buffer.from([0, 0, 1, 0x11, 0x70, 12, 48])],
])('%s is no event, and said so', async (_, value) => {
  const { ocpp } = await openCodecs(current());
  expect(() => ocpp.decode(value)).toThrow(/is no event/);
});

test('an unknown schema id is an error with its number', async () => {
  const { ocpp } = await openCodecs(current());
  const value = Buffer.from(ocpp.encode(frameEvent));
  value.writeUInt32BE(4_000_000_000, 1);
  expect(schemaIdOf(value)).toBe(4_000_000_000);
  expect(() => ocpp.decode(value)).toThrow('No schema with id 4000000000');
});

test('a version that cannot be read as the current one is refused at the start', async () => {
  const registry = current();
  await registry.register(ocppSubject, schemaOfOcppEvent.replace('"eventId"', '"id"'));
  await expect(openCodecs(registry)).rejects.toMatchObject({ code: 'SCHEMA_INCOMPATIBLE' });
});
