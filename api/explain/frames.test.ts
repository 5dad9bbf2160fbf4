// Which frames are behind a session, and where in the log they are looked for: by hand.

import { expect, test } from 'vitest';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { type Evidence, framesOf, type Heard, missingOf, stretchesOf } from './frames.ts';

const heard = (offset: number, messageId: string, frame: string): Heard => {
  const event = { eventId: `c/${offset}`, connectionId: 'c', messageId, frame };
  return { topic: 'laddbok.ocpp', partition: 1, offset, event: event as OcppEvent };
};

const says = (event_id: string | null, offset: number | null, table: string): Evidence => ({
  event_id,
  offset,
  table,
  rows: 1,
  says: table,
});

const line: readonly Heard[] = [
  heard(10, 'a', '[2,"a","Heartbeat",{}]'),
  heard(11, 'b', '[2,"b","StartTransaction",{"connectorId":1}]'),
  heard(12, 'b', '[3,"b",{"transactionId":7}]'),
  heard(15, 'c', '[2,"c","MeterValues",{"connectorId":1,"transactionId":7}]'),
  heard(16, 'd', '[2,"d","MeterValues",{"connectorId":1,"transactionId":7}]'),
  heard(17, 'e', '[2,"e","MeterValues",{"connectorId":2,"transactionId":77}]'),
  heard(18, 'd', '[3,"d",{}]'),
];

test('a frame is shown for what was taken of it, for its transaction, or as an answer to one', () => {
  const evidence = [says('c/11', null, 'sessions'), says(null, 15, 'meter_values')];
  const frames = framesOf(line, [...evidence, says(null, 15, 'session_energy')], '7');
  expect(
    frames.map(({ offset, contributed }) => [offset, contributed.map(({ table }) => table)]),
  ).toEqual([
    [11, ['sessions']],
    [12, []],
    [15, ['meter_values', 'session_energy']],
    [16, []],
    [18, []],
  ]);
});

test('a transaction whose id would be a pattern finds only itself', () => {
  const odd = heard(20, 'x', '[2,"x","TransactionEvent",{"transactionId":"a.c(1)"}]');
  const other = heard(21, 'y', '[2,"y","TransactionEvent",{"transactionId":"abc(1)"}]');
  expect(framesOf([odd, other], [], 'a.c(1)').map(({ offset }) => offset)).toEqual([20]);
  expect(framesOf([odd, other], [], '')).toEqual([]);
});

test('what the log keeps no more is told by its event, or its place', () => {
  const evidence = [says('c/11', null, 's'), says('c/3', null, 's'), says(null, 4, 'm')];
  expect(missingOf(framesOf(line, evidence, ''), evidence)).toEqual(['c/3', 'offset 4']);
});

test('places near each other are read at once, and never more of the log than a limit', () => {
  expect(stretchesOf(1, [5_000, 10, 12, 12])).toEqual([
    { partition: 1, from: 10, to: 513 },
    { partition: 1, from: 5_000, to: 5_501 },
  ]);
  expect(stretchesOf(1, [10, 3_000])).toEqual([{ partition: 1, from: 10, to: 3_501 }]);
  const far = Array.from({ length: 1_000 }, (_, n) => n * 1_000_000);
  const read = stretchesOf(1, far).reduce((sum, { from, to }) => sum + to - from, 0);
  expect(read).toBeLessThanOrEqual(200_000);
});
