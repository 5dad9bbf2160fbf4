// A back office that tends recorded stations: what it does, when, and what it never does.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { day_ms, minute_ms } from '../lib/time.ts';
import { attended } from './attended.ts';
import { simulateHistory, type RecordedLine } from './history.ts';

const from = Date.UTC(2026, 0, 5);
const order = { seed: 'tended', stations: 8, from, to: from + 12 * day_ms };
const bare = [...simulateHistory(order).lines];
const lines = [...attended(bare, 'tended')];

type Frame = Extract<RecordedLine, { readonly frame: string }>;
type Message = readonly [type: number, id: string, ...rest: unknown[]];

const frames = lines.filter((line): line is Frame => 'frame' in line);
const messageOf = ({ frame }: Frame): Message => JSON.parse(frame) as Message;
const isOffice = (line: RecordedLine): line is Frame =>
  'frame' in line && messageOf(line)[1].startsWith('office-');
const at = ({ recorded_at }: RecordedLine): number => Date.parse(recorded_at);

/** Calls of the back office to a station. */
const commands = frames.filter(
  (line) => isOffice(line) && line.direction === 'to_station' && messageOf(line)[0] === 2,
);
const actionOf = (line: Frame): string => String(messageOf(line)[2]);

/** The lines with the connection of the station before each, and the transactions open after it. */
const walked = (all: readonly RecordedLine[]) => {
  const stations = new Map<string, { connection: string; open: number }>();
  return all.map((line) => {
    const known = stations.get(line.station_id) ?? { connection: '', open: 0 };
    const { connection } = known;
    if ('kind' in line) known.connection = line.kind === 'connected' ? line.connection_id : '';
    else if (line.direction === 'from_station' && messageOf(line)[0] === 2) {
      const [, , action, payload] = messageOf(line);
      const type = (payload as { eventType?: string }).eventType;
      if (action === 'BootNotification') known.open = 0;
      if (action === 'StartTransaction' || type === 'Started') known.open += 1;
      if (action === 'StopTransaction' || type === 'Ended')
        known.open = Math.max(0, known.open - 1);
    }
    stations.set(line.station_id, known);
    return { line, connection, open: known.open };
  });
};

describe('a fortnight of eight stations with a back office', () => {
  test('is the same for the same seed, and another for another', () => {
    expect([...attended(bare, 'tended')]).toEqual(lines);
    expect([...attended(bare, 'others')]).not.toEqual(lines);
  });

  test('stays in order of time, and goes on as long as the fleet does', () => {
    const times = lines.map(at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(Math.max(...bare.map(at)));
  });

  test('has every line of the fleet, of which boots alone are said anew, with newer firmware', () => {
    const own = lines.filter((line) => !isOffice(line));
    expect(own).toHaveLength(bare.length);
    const plain = (line: RecordedLine | undefined) => ({ ...line, frame: '' });
    expect(own.map(plain)).toEqual(bare.map(plain));
    const anew = own.filter((line, i) => JSON.stringify(line) !== JSON.stringify(bare[i]));
    expect(anew.length).toBeGreaterThan(0);
    for (const line of anew) expect(JSON.stringify(line)).toContain('BootNotification');
  });

  test('does something with every station, and everything that a back office does', () => {
    expect(new Set(commands.map(({ station_id }) => station_id)).size).toBe(order.stations);
    const words = new Set(commands.map(actionOf));
    for (const word of ['UpdateFirmware', 'TriggerMessage', 'Reset', 'UnlockConnector'])
      expect(words).toContain(word);
  });

  test('never says a word over a connection that is not there', () => {
    const gone = walked(lines).filter(
      ({ line, connection }) => isOffice(line) && line.connection_id !== connection,
    );
    expect(gone).toEqual([]);
  });

  test('asks nothing of a station at which somebody charges as the visit is decided', () => {
    // It is decided a minute before it begins: who plugs in within that minute is not known of.
    const states = walked(lines);
    for (const command of commands) {
      const decided = states.findLast(
        ({ line }) => line.station_id === command.station_id && at(line) <= at(command) - minute_ms,
      );
      expect([command.station_id, command.recorded_at, decided?.open]).toEqual([
        command.station_id,
        command.recorded_at,
        0,
      ]);
    }
  });

  test('gives every call an id of its own at its station, and at most one answer, later', () => {
    const office = frames.filter(isOffice);
    const keyOf = (line: Frame): string => `${line.station_id}/${messageOf(line)[1]}`;
    const calls = office.filter((line) => messageOf(line)[0] === 2);
    const answers = office.filter((line) => messageOf(line)[0] === 3);
    const byKey = new Map(calls.map((line) => [keyOf(line), line]));
    expect(byKey.size).toBe(calls.length);
    expect(new Set(answers.map(keyOf)).size).toBe(answers.length);
    for (const answer of answers) {
      const call = byKey.get(keyOf(answer));
      expect(at(answer)).toBeGreaterThan(call === undefined ? Infinity : at(call));
      expect(answer.direction).not.toBe(call?.direction);
    }
  });
});

test('whatever is read of it so far does not depend on what comes later', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bare.length }), (count) => {
      const some = [...attended(bare.slice(0, count), 'tended')];
      expect(some).toEqual(lines.slice(0, some.length));
    }),
    { numRuns: 10 },
  );
});
