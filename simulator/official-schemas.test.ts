// Every frame of an honest station, and every answer to it, is valid by the published schemas.

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { OCPP16, OCPP20, OCPP21 } from 'typed-ocpp';
import { expect, test } from 'vitest';
import { attended } from './attended.ts';
import { fleet } from './fleet.ts';
import { simulateHistory } from './history.ts';
import type { RecordedLine } from './history.ts';
import { scenario } from './scenario.ts';

const schemas = {
  'ocpp1.6': OCPP16.schemas,
  'ocpp2.0.1': OCPP20.schemas,
  'ocpp2.1': OCPP21.schemas,
} as const;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const compiled = new Map<string, ValidateFunction>();

const validator = (protocol: keyof typeof schemas, name: string): ValidateFunction => {
  const key = `${protocol} ${name}`;
  const schema = (schemas[protocol] as Readonly<Record<string, object>>)[name];
  if (schema === undefined) throw new Error(`no schema ${key}`);
  const validate = compiled.get(key) ?? ajv.compile(schema);
  compiled.set(key, validate);
  return validate;
};

const from = Date.UTC(2026, 0, 5);

/** A day of every model, and a breakdown of each, which chance might not bring. */
const recorded = function* (): Generator<RecordedLine> {
  const stations = fleet({ seed: 'schemas', stations: 8 });
  const to = from + 86_400_000;
  yield* simulateHistory({ seed: 'schemas', stations, from, to }).lines;
  yield* simulateHistory({
    seed: 'broken',
    stations,
    from,
    to,
    plan: (profile) =>
      scenario(profile, from, [{ does: 'breaks_down', port: 1, after_ms: 60_000, for_ms: 60_000 }]),
  }).lines;
};

/** What is wrong with lines by the published schemas, and which of those they speak. */
const judged = (lines: Iterable<RecordedLine>) => {
  const actions = new Map<string, string>();
  const seen = new Set<string>();
  const wrong: string[] = [];
  for (const line of lines) {
    if (!('frame' in line)) continue;
    const [type, id, third, fourth] = JSON.parse(line.frame);
    const call = `${line.station_id} ${id}`;
    if (type === 2) actions.set(call, third);
    const name = `${actions.get(call)}${type === 2 ? 'Request' : 'Response'}`;
    const validate = validator(line.protocol, name);
    seen.add(`${line.protocol} ${name}`);
    if (!validate(type === 2 ? fourth : third))
      wrong.push(`${name} ${ajv.errorsText(validate.errors)} ${line.frame}`);
  }
  return { wrong, seen };
};

test('every frame is valid by the schemas of the Open Charge Alliance', () => {
  const { wrong, seen } = judged(recorded());
  expect(wrong).toEqual([]);
  expect([...seen].filter((name) => name.endsWith('Request')).toSorted()).toEqual([
    'ocpp1.6 AuthorizeRequest',
    'ocpp1.6 BootNotificationRequest',
    'ocpp1.6 HeartbeatRequest',
    'ocpp1.6 MeterValuesRequest',
    'ocpp1.6 StartTransactionRequest',
    'ocpp1.6 StatusNotificationRequest',
    'ocpp1.6 StopTransactionRequest',
    'ocpp2.0.1 AuthorizeRequest',
    'ocpp2.0.1 BootNotificationRequest',
    'ocpp2.0.1 HeartbeatRequest',
    'ocpp2.0.1 NotifyEventRequest',
    'ocpp2.0.1 StatusNotificationRequest',
    'ocpp2.0.1 TransactionEventRequest',
    'ocpp2.1 AuthorizeRequest',
    'ocpp2.1 BootNotificationRequest',
    'ocpp2.1 HeartbeatRequest',
    'ocpp2.1 NotifyEventRequest',
    'ocpp2.1 StatusNotificationRequest',
    'ocpp2.1 TransactionEventRequest',
  ]);
});

test('what a back office says to stations, and what they answer to it, is valid by them too', () => {
  const to = from + 12 * 86_400_000;
  const lines = simulateHistory({ seed: 'tended', stations: 8, from, to }).lines;
  const { wrong, seen } = judged(attended(lines, 'tended'));
  expect(wrong).toEqual([]);
  const orders = new Set([...seen].map((name) => name.replace(/^\S+ /, '')));
  for (const order of ['ChangeConfiguration', 'SetVariables', 'UpdateFirmware', 'Reset'])
    for (const kind of ['Request', 'Response']) expect(orders).toContain(order + kind);
});
