// Laws of commands and their answers, over generated conversations in both directions.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tape, type Tape } from '../processors/tape.ts';
import type { OcppEvent } from '../schemas/events.gen.ts';
import type { Row } from '../schemas/table.ts';
import { foldTape } from './fold-tape.ts';

const commands = {
  'ocpp1.6': [
    ['Reset', { type: 'Hard' }],
    ['RemoteStartTransaction', { connectorId: 1, idTag: 'T' }],
    ['ChangeAvailability', { connectorId: 1, type: 'Inoperative' }],
    ['UpdateFirmware', { location: 'ftp://h/f', retrieveDate: '2026-03-01T00:00:00Z' }],
    ['GetDiagnostics', { location: 'ftp://h/f' }],
    ['ReserveNow', { connectorId: 1, reservationId: 1, expiryDate: '2026-03-01T09:00:00Z' }],
    ['CancelReservation', { reservationId: 1 }],
    ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
  ],
  'ocpp2.1': [
    ['Reset', { type: 'Immediate' }],
    ['RequestStartTransaction', { evseId: 1, remoteStartId: 1, idToken: { idToken: 'T' } }],
    ['ChangeAvailability', { operationalStatus: 'Operative' }],
    ['UpdateFirmware', { requestId: 1, firmware: { location: 'ftp://h/f' } }],
    ['GetLog', { requestId: 2, logType: 'SecurityLog', log: { remoteLocation: 'x' } }],
    ['ReserveNow', { id: 1, evseId: 1, expiryDateTime: '2026-03-01T09:00:00Z' }],
    ['CancelReservation', { reservationId: 1 }],
    ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
  ],
} as const;

const statuses = ['Accepted', 'Rejected', 'Scheduled', 'AcceptedCanceled'];
const firmware = ['Downloading', 'Downloaded', 'DownloadFailed', 'Installing', 'Installed', 'Idle'];
const uploads = ['Uploading', 'Uploaded', 'UploadFailure', 'Idle'];

const word = fc.nat(5);
const step = fc.oneof(
  fc.record({ do: fc.constant('ask' as const), which: fc.nat(7) }),
  fc.record({
    do: fc.constantFrom('answer', 'error', 'refuse', 'firmware', 'log', 'boot', 'status'),
    which: word,
  }),
  fc.record({
    do: fc.constantFrom('heartbeat', 'start', 'lose', 'leave', 'connect', 'garble'),
    which: word,
  }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Protocol = keyof typeof commands;

interface World {
  readonly protocol: Protocol;
  readonly tape: Tape;
  readonly time: string;
  readonly connection: number;
}

/** The connection of all that is said; a new one begins with `connect`. */
const said = (world: World, event: Partial<OcppEvent>): Tape =>
  world.tape.add(world.time, { connectionId: `c${world.connection}`, ...event });

const call = (world: World, action: string, payload: object): Tape => {
  const messageId = `m${world.tape.events.length}`;
  const frame = JSON.stringify([2, messageId, action, payload]);
  return said(world, { direction: 'FROM_STATION', messageType: 2, messageId, action, frame });
};

/** Answers one of the last commands: perhaps a second time, perhaps over another connection. */
const answer = (world: World, which: number, rest: readonly [number, ...unknown[]]): Tape => {
  const asked = world.tape.events.filter((one) => one.direction === 'TO_STATION');
  const messageId = asked.at(-1 - which)?.messageId ?? 'stray';
  const [messageType, ...more] = rest;
  const direction = messageType === 5 ? 'TO_STATION' : 'FROM_STATION';
  const frame = JSON.stringify([messageType, messageId, ...more]);
  return said(world, { direction, messageType, messageId, frame });
};

const boot = (world: World, version: number): Tape =>
  call(
    world,
    'BootNotification',
    world.protocol === 'ocpp1.6'
      ? { chargePointVendor: 'V', chargePointModel: 'M', firmwareVersion: `${version % 3}` }
      : { chargingStation: { vendorName: 'V', model: 'M', firmwareVersion: `${version % 3}` } },
  );

const speak = (world: World, { do: what, which }: Step): Tape => {
  switch (what) {
    case 'ask': {
      const [action, payload] = commands[world.protocol][which] ?? ['ClearCache', {}];
      // Few ids, so that some are used again.
      const messageId = `o${world.tape.events.length % 12}`;
      const frame = JSON.stringify([2, messageId, action, payload]);
      return said(world, { direction: 'TO_STATION', messageType: 2, messageId, action, frame });
    }
    case 'answer':
      return answer(world, which, [3, { status: statuses[which % 4] }]);
    case 'error':
      return answer(world, which, [4, 'InternalError', '', {}]);
    case 'refuse':
      return answer(world, which, [5, 'FormatViolation', '', {}]);
    case 'firmware':
      return call(world, 'FirmwareStatusNotification', { status: firmware[which] });
    case 'log':
      return call(world, 'LogStatusNotification', { status: uploads[which % 4], requestId: 2 });
    case 'boot':
      return boot(world, which);
    case 'status': {
      const status = ['Available', 'Unavailable', 'Reserved'][which % 3];
      return call(world, 'StatusNotification', { connectorId: 1, evseId: 1, status });
    }
    case 'start':
      return call(world, 'StartTransaction', { connectorId: 1, idTag: 'T', reservationId: 1 });
    case 'heartbeat':
      return call(world, 'Heartbeat', {});
    case 'lose':
    case 'leave': {
      const side = what === 'lose' ? 'STATION' : 'GATEWAY';
      return said(world, { kind: 'DISCONNECTED', close: { code: 1006, reason: '', side } });
    }
    case 'connect':
      return said(world, { kind: 'CONNECTED' });
    case 'garble':
      return said(world, {
        direction: 'FROM_STATION',
        verdict: 'MALFORMED',
        messageId: `o${which}`,
        frame: `[3,"o${which}",{`,
      });
  }
};

const clock = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString().slice(11, 19);

/** Conversations whose times may also go back, as those of recordings do. */
const conversations: fc.Arbitrary<readonly OcppEvent[]> = fc
  .tuple(
    fc.constantFrom('ocpp1.6' as const, 'ocpp2.1' as const),
    fc.array(fc.tuple(fc.integer({ min: -30, max: 400 }), step), { minLength: 1, maxLength: 80 }),
  )
  .map(([protocol, steps]) => {
    let seconds = 60;
    let world: World = { protocol, tape: tape(protocol), time: '00:00:00', connection: 0 };
    for (const [gap, one] of steps) {
      seconds = Math.max(0, seconds + gap);
      const connection = world.connection + (one.do === 'connect' ? 1 : 0);
      const now = { ...world, time: clock(seconds), connection };
      world = { ...now, tape: speak(now, one) };
    }
    return world.tape.events;
  });

const tables = [
  'boots',
  'commands',
  'connections',
  'firmware_updates',
  'firmware_versions',
  'log_uploads',
  'reservations',
] as const;

const holds = (law: (events: readonly OcppEvent[]) => void): void =>
  fc.assert(
    fc.property(conversations, (events) => {
      law(events);
    }),
    { numRuns: 100 },
  );

const rowsOf = (events: readonly OcppEvent[], table: string): readonly Row[] =>
  foldTape({ events }).rows(table);

test('conversations delivered twice make the same rows', () =>
  holds((events) => {
    const once = foldTape({ events });
    const twice = foldTape({ events: events.flatMap((event) => [event, event]) });
    for (const table of tables) expect(twice.rows(table)).toEqual(once.rows(table));
  }));

test('conversations make the same rows when the state is stored after every event', () =>
  holds((events) => {
    const kept = foldTape({ events });
    const stored = foldTape({ events, stored: true });
    for (const table of tables) expect(stored.rows(table)).toEqual(kept.rows(table));
  }));

test('every command is one row, with at most one answer, and no answer is for two', () =>
  holds((events) => {
    const asked = events.filter((one) => one.direction === 'TO_STATION' && one.messageType === 2);
    const rows = rowsOf(events, 'commands');
    expect(rows.map((row) => row['command_id'])).toEqual(asked.map(({ eventId }) => eventId));
    const answers = events.filter(
      ({ direction, messageType, verdict }) =>
        direction === 'FROM_STATION' &&
        (messageType === 3 || messageType === 4 || verdict === 'MALFORMED'),
    );
    const answered = rows.filter((row) => row['answered_at'] !== null);
    expect(answered.length).toBeLessThanOrEqual(answers.length);
    for (const row of rows) {
      const isAnswered = row['state'] === 'answered' || row['state'] === 'error';
      expect(row['answered_at'] !== null).toBe(isAnswered);
    }
  }));

test('no latency is negative, and nothing ends before it begins', () =>
  holds((events) => {
    for (const row of rowsOf(events, 'commands')) {
      expect(Number(row['latency_ms'] ?? 0)).toBeGreaterThanOrEqual(0);
      expect(Number(row['effect_after_ms'] ?? 0)).toBeGreaterThanOrEqual(0);
      expect(row['effect'] === 'observed').toBe(row['effect_at'] !== null);
    }
    const spans = [
      ['firmware_updates', 'requested_at', 'ended_at'],
      ['firmware_versions', 'started_at', 'ended_at'],
      ['log_uploads', 'requested_at', 'ended_at'],
      ['reservations', 'requested_at', 'ended_at'],
      ['connections', 'opened_at', 'closed_at'],
    ] as const;
    for (const [table, start, end] of spans) {
      for (const row of rowsOf(events, table)) {
        expect(Number(row[end] ?? row[start])).toBeGreaterThanOrEqual(Number(row[start]));
      }
    }
  }));

test('the versions of a station follow each other without gap or overlap', () =>
  holds((events) => {
    const rows = rowsOf(events, 'firmware_versions');
    expect(rows.map((row) => row['ended_at'])).toEqual([
      ...rows.slice(1).map((row) => row['started_at']),
      ...(rows.length === 0 ? [] : [null]),
    ]);
  }));

test('what is remembered of a station stays small, whatever is asked of it', () =>
  holds((events) => {
    expect(JSON.stringify(foldTape({ events }).station).length).toBeLessThan(64_000);
  }));
