// An import, line by line: what goes in, what is set aside, and that batches leave no trace.

import { describe, expect, test } from 'vitest';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { jsonCodec } from '../test/json-codec.ts';
import { openRecordingLog } from '../test/recording-log.ts';
import { badLines_max, importLines } from './import.ts';
import { linesOf } from './lines.ts';

const codec = jsonCodec<OcppEvent>();

const line = (second: number, frame: string, changed: object = {}): string =>
  JSON.stringify({
    recorded_at: `2026-01-31T12:00:${String(second).padStart(2, '0')}Z`,
    station_id: 'CP1',
    direction: 'from_station',
    protocol: 'ocpp1.6',
    frame,
    ...changed,
  });

const imported = async (lines: readonly string[], batchSize = 1_000) => {
  const log = openRecordingLog();
  const report = await importLines({ lines, log, codec, batchSize, clock: () => 0 });
  const events = log.records(ocppTopic).map(({ value }) => codec.decode(value));
  return { report, events, log };
};

const noon = Date.UTC(2026, 0, 31, 12) * 1000;
const answer = { direction: 'to_station' };

describe('events of recorded lines', () => {
  test('an answer has the action of its CALL, and both are checked by their schema', async () => {
    const { events } = await imported([
      line(0, '[2,"1","Heartbeat",{}]'),
      line(0, '[3,"1",{"currentTime":"2026-01-31T12:00:00Z"}]', answer),
      line(1, '[2,"2","Reset",{"type":"Later"}]', answer),
      line(1, '[3,"2",{"status":"Accepted"}]'),
      line(2, '[3,"1",{}]', answer),
      line(3, 'nonsense'),
    ]);
    expect(
      events.map(({ action, verdict, messageType }) => [messageType, action, verdict]),
    ).toEqual([
      [2, 'Heartbeat', 'VALID'],
      [3, 'Heartbeat', 'VALID'],
      [2, 'Reset', 'INVALID'],
      [3, 'Reset', 'VALID'],
      [3, '', 'UNCHECKED'],
      [0, '', 'MALFORMED'],
    ]);
    expect(events[5]?.frame).toBe('nonsense');
  });

  test('a CALLRESULTERROR and a SEND of 2.1 have their type and their action', async () => {
    const on21 = { protocol: 'ocpp2.1' };
    const { events } = await imported([
      line(0, '[2,"1","Heartbeat",{}]', on21),
      line(0, '[3,"1",{"currentTime":"noon"}]', { ...on21, ...answer }),
      line(1, '[5,"1","FormatViolation","no instant",{}]', on21),
      line(2, '[5,"2","FormatViolation","",{}]', on21),
      line(
        3,
        '[6,"3","NotifyPeriodicEventStream",' +
          '{"id":1,"pending":0,"basetime":"2026-01-31T12:00:00Z","data":[{"t":0,"v":"1"}]}]',
        on21,
      ),
      line(4, '[6,"4","NotifyPeriodicEventStream",{}]'),
    ]);
    expect(
      events.map(({ messageType, action, verdict }) => [messageType, action, verdict]),
    ).toEqual([
      [2, 'Heartbeat', 'VALID'],
      [3, 'Heartbeat', 'INVALID'],
      [5, 'Heartbeat', 'UNCHECKED'],
      [5, '', 'UNCHECKED'],
      [6, 'NotifyPeriodicEventStream', 'VALID'],
      [0, '', 'MALFORMED'],
    ]);
  });

  test('are numbered by their time, onward where time stands still or goes back', async () => {
    const { events } = await imported([
      line(5, '[2,"1","Heartbeat",{}]'),
      line(5, '[2,"2","Heartbeat",{}]'),
      line(1, '[2,"3","Heartbeat",{}]'),
      line(1, '[2,"4","Heartbeat",{}]', { station_id: 'CP2' }),
      line(6, '[2,"5","Heartbeat",{}]'),
    ]);
    const five = noon + 5_000_000;
    expect(events.map(({ seq }) => seq)).toEqual([
      five,
      five + 1,
      five + 2,
      noon + 1e6,
      noon + 6e6,
    ]);
    expect(events[2]).toMatchObject({ recordedAt: noon + 1e6, eventId: `import/${five + 2}` });
  });

  test('name their source, tenant and connection', async () => {
    const bare = { frame: undefined, direction: undefined, connection_id: 'c1', tenant: 'acme' };
    const { events, log } = await imported([
      line(0, '', { ...bare, kind: 'connected' }),
      line(1, '[2,"1","Heartbeat",{}]'),
      line(2, '', { ...bare, kind: 'disconnected' }),
    ]);
    expect(events.map(({ kind, connectionId, tenant }) => [kind, connectionId, tenant])).toEqual([
      ['CONNECTED', 'c1', 'acme'],
      ['FRAME', 'import', 'default'],
      ['DISCONNECTED', 'c1', 'acme'],
    ]);
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['IMPORT']));
    expect(log.records(ocppTopic).map(({ key }) => key)).toEqual([
      'acme/CP1',
      'default/CP1',
      'acme/CP1',
    ]);
  });
});

test('bad lines are told by number with what is wrong, and the rest goes in', async () => {
  const { report, events } = await imported([
    `\uFEFF${line(0, '[2,"1","Heartbeat",{}]')}`,
    '{"recorded_at":',
    '',
    line(1, '[2,"2","Heartbeat",{}]', { recorded_at: 'soon' }),
    line(2, '[2,"3","Heartbeat",{}]'),
  ]);
  expect(events).toHaveLength(2);
  expect(report).toMatchObject({ lines: 5, events: 2, stations: 1, badCount: 2 });
  expect(report.bad).toEqual([
    { line: 2, reason: 'not JSON' },
    { line: 4, reason: 'recorded_at is no readable time' },
  ]);
});

test('of very many bad lines the first are named and all are counted', async () => {
  const { report } = await imported(Array.from({ length: badLines_max + 5 }, () => '{'));
  expect([report.bad.length, report.badCount]).toEqual([badLines_max, badLines_max + 5]);
});

test('batches of 1, 7 and 10,000 write the same records', async () => {
  const lines = Array.from({ length: 40 }, (_, i) =>
    line(i % 10, `[2,"${i}","Heartbeat",{}]`, { station_id: `CP${i % 3}` }),
  );
  const written = async (batchSize: number) => {
    const { events } = await imported(lines, batchSize);
    return events.map((event) => ({ ...event, gatewayRun: '' }));
  };
  const whole = await written(10_000);
  expect(whole).toHaveLength(40);
  expect(await written(1)).toEqual(whole);
  expect(await written(7)).toEqual(whole);
});

test('at most four appends are under way, however slow the log is', async () => {
  const log = openRecordingLog();
  log.hold();
  const lines = Array.from({ length: 100 }, (_, i) => line(0, `[2,"${i}","Heartbeat",{}]`));
  const done = importLines({ lines, log, codec, batchSize: 5 });
  await expect.poll(() => log.health().pending).toBe(20);
  expect(log.effects).toEqual(['append 5', 'append 5', 'append 5', 'append 5']);
  log.release();
  expect((await done).events).toBe(100);
});

test('a log that refuses for good ends the import with its reason', async () => {
  const log = openRecordingLog();
  log.failNext();
  const lines = [line(0, '[2,"1","Heartbeat",{}]')];
  await expect(importLines({ lines, log, codec })).rejects.toThrow('refused');
});

test('lines end with a line feed only, wherever the chunks of a file end', async () => {
  const bytes = Buffer.from('{"a":"\u2028å"}\nsecond\r\n\nlast');
  for (const size of [1, 2, 3, 7, 1000]) {
    const chunks = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    const lines: unknown[] = [];
    for await (const each of linesOf(chunks())) lines.push(each);
    expect(lines).toEqual(['{"a":"\u2028å"}', 'second\r', '', 'last']);
  }
});

test('a line that is not UTF-8 is told, not mended', async () => {
  const chunks = async function* () {
    yield Buffer.from('good\n\xff\xfe\n', 'latin1');
  };
  const lines: unknown[] = [];
  for await (const each of linesOf(chunks())) lines.push(each);
  expect(lines).toEqual(['good', { problem: 'the line is not UTF-8' }]);
});
