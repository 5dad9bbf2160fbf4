// What is taken from a line of recorded traffic, and what is said of a line that is no such thing.

import { describe, expect, test } from 'vitest';
import { readRecordedLine } from './recorded-line.ts';

const good = {
  recorded_at: '2026-01-31T12:00:00.123456Z',
  station_id: 'CP1',
  direction: 'from_station',
  protocol: 'ocpp1.6',
  frame: '[2,"1","Heartbeat",{}]',
};

const read = (changed: object) => readRecordedLine(JSON.stringify({ ...good, ...changed }));

const noon = Date.UTC(2026, 0, 31, 12) * 1000;

test('a recorded frame, to the microsecond', () => {
  expect(read({})).toEqual({
    recordedAt: noon + 123_456,
    tenant: null,
    stationId: 'CP1',
    kind: 'FRAME',
    direction: 'FROM_STATION',
    protocol: 'ocpp1.6',
    frame: '[2,"1","Heartbeat",{}]',
    connectionId: null,
  });
});

test.each([
  ['2026-01-31T12:00:00Z', 0],
  ['2026-01-31T13:00:00.5+01:00', 500_000],
  ['2026-01-31T12:00:00.120Z', 120_000],
  ['2026-01-31T12:00:00.0012Z', 1_200],
  ['2026-01-31T12:00:00.001234567Z', 1_234],
])('%s is read', (recorded_at, micros) => {
  expect(read({ recorded_at })).toMatchObject({ recordedAt: noon + micros });
});

test('a frame that is no JSON is a good line: the frame is what was said', () => {
  expect(read({ frame: 'nonsense', direction: 'to_station', tenant: 'acme' })).toMatchObject({
    frame: 'nonsense',
    direction: 'TO_STATION',
    tenant: 'acme',
  });
});

test('a connection that opened or closed needs no frame, and closed no protocol', () => {
  const bare = { frame: undefined, direction: undefined };
  expect(read({ ...bare, kind: 'connected', connection_id: 'c1' })).toMatchObject({
    kind: 'CONNECTED',
    direction: 'NONE',
    connectionId: 'c1',
    frame: null,
  });
  expect(read({ ...bare, kind: 'disconnected', protocol: undefined })).toMatchObject({
    kind: 'DISCONNECTED',
    protocol: '',
  });
});

describe('what is wrong with a line is said', () => {
  test.each([
    ['{"recorded_at":', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
  ])('%s', (text, problem) => {
    expect(readRecordedLine(text)).toEqual({ problem });
  });

  test.each([
    [{ recorded_at: undefined }, 'recorded_at is missing or no text'],
    [{ recorded_at: 1_769_860_800 }, 'recorded_at is missing or no text'],
    [{ recorded_at: 'yesterday' }, 'recorded_at is no readable time'],
    [{ recorded_at: '2026-02-29T12:00:00Z' }, 'recorded_at is no readable time'],
    [{ recorded_at: '2026-01-31T12:00:00' }, 'recorded_at names no time zone'],
    [{ station_id: '' }, 'station_id is missing or no text of 1 to 255 characters'],
    [{ tenant: 'a/b' }, 'tenant is missing or no text of 1 to 255 characters without a slash'],
    [{ connection_id: 5 }, 'connection_id is missing or no text of 1 to 255 characters'],
    [{ protocol: 'ocpp2.0' }, 'protocol is none of ocpp2.1, ocpp2.0.1, ocpp1.6'],
    [{ protocol: undefined }, 'protocol is none of ocpp2.1, ocpp2.0.1, ocpp1.6'],
    [{ direction: 'up' }, 'direction is neither from_station nor to_station'],
    [{ frame: undefined }, 'frame is missing or no text'],
    [{ frame: [2, '1', 'Heartbeat', {}] }, 'frame is missing or no text'],
    [{ kind: 'lost' }, 'kind is none of frame, connected, disconnected'],
    [{ kind: 'toString' }, 'kind is none of frame, connected, disconnected'],
  ])('%j: %s', (changed, problem) => {
    expect(read(changed)).toEqual({ problem });
  });
});
