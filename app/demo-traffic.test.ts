// The traffic of the demo: what is past goes into the log at once, what is to come as it happens.

import { describe, expect, test } from 'vitest';
import { hour_ms } from '../lib/time.ts';
import { ocppTopic } from '../log/port.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import { attended } from '../simulator/attended.ts';
import { simulateHistory, type RecordedLine } from '../simulator/history.ts';
import { jsonCodec } from '../test/json-codec.ts';
import { openRecordingLog } from '../test/recording-log.ts';
import { openTraffic } from './demo-traffic.ts';

const codec = jsonCodec<OcppEvent>();
const from = Date.UTC(2026, 0, 5);
const noon = from + 12 * hour_ms;
const end = from + 24 * hour_ms;
const { lines } = simulateHistory({ seed: 'traffic', stations: 3, from, to: end });
const day: readonly RecordedLine[] = [...attended(lines, 'traffic')];
const past = day.filter(({ recorded_at }) => Date.parse(recorded_at) < noon);

const rig = () => {
  const log = openRecordingLog();
  const traffic = openTraffic({ lines: day, log, codec, tenant: 'demo' });
  const events = () => log.records(ocppTopic).map(({ value }) => codec.decode(value));
  return { log, traffic, events };
};

/** Events of each station are numbered upwards, none twice, and an answer knows its question. */
const expectWhole = (events: readonly OcppEvent[]): void => {
  const last = new Map<string, number>();
  for (const { stationId, seq } of events) {
    expect(seq).toBeGreaterThan(last.get(stationId) ?? 0);
    last.set(stationId, seq);
  }
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  expect(events.filter(({ messageType, action }) => messageType > 0 && action === '')).toEqual([]);
};

describe('what is past', () => {
  test('is every line before an instant, and no line at or after it', async () => {
    const { traffic, events } = rig();
    expect(await traffic.upTo(noon)).toBe(past.length);
    expect(events()).toHaveLength(past.length);
    expect(Math.max(...events().map(({ recordedAt }) => recordedAt / 1_000))).toBeLessThan(noon);
  });

  test('is told of while it goes in, batch by batch', async () => {
    const { log, traffic } = rig();
    const told: number[] = [];
    await traffic.upTo(end, (count) => told.push(count));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    const sizes = log.effects.filter((one) => one.startsWith('append'));
    expect(sizes).toHaveLength(Math.ceil(day.length / 2_000));
  });

  test('is not said twice', async () => {
    const { traffic, events } = rig();
    await traffic.upTo(noon);
    expect(await traffic.upTo(noon)).toBe(0);
    expect(events()).toHaveLength(past.length);
  });
});

describe('what goes on', () => {
  test('takes up numbers and open questions where the past left them', async () => {
    const { traffic, events } = rig();
    await traffic.upTo(noon);
    await traffic.upTo(end);
    expect(events()).toHaveLength(day.length);
    expectWhole(events());
  });

  test('comes as the clock goes, and nothing comes once it is stopped', async () => {
    const { log, traffic, events } = rig();
    let now = noon;
    const faults: unknown[] = [];
    const clock = () => (now += hour_ms);
    const following = traffic.follow({ every_ms: 1, clock, onFault: (one) => faults.push(one) });
    await log.reached(ocppTopic, past.length + 1);
    await following.stop();
    const heard = events().length;
    const wanted = day.filter(({ recorded_at }) => Date.parse(recorded_at) < now);
    expect([heard, faults]).toEqual([wanted.length, []]);
  });

  test('is kept for the next time where the log refuses it, in order and once', async () => {
    const { log, traffic, events } = rig();
    await traffic.upTo(noon);
    log.failNext();
    await expect(traffic.upTo(noon + hour_ms)).rejects.toThrow('refused');
    expect(events()).toHaveLength(past.length);
    await traffic.upTo(end);
    expect(events()).toHaveLength(day.length);
    expectWhole(events());
  });

  test('tells of a log that refuses, and goes on after that', async () => {
    const { log, traffic, events } = rig();
    await traffic.upTo(noon);
    log.failNext();
    const faults: unknown[] = [];
    const following = traffic.follow({
      every_ms: 1,
      clock: () => end,
      onFault: (one) => faults.push(one),
    });
    await log.reached(ocppTopic, day.length);
    await following.stop();
    expect(faults).toHaveLength(1);
    expect(events()).toHaveLength(day.length);
  });
});
