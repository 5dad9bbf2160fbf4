// Recorded lines -> events: numbered per station, answers paired with their CALLs. Pure.

import type { Direction, OcppEvent } from '../schemas/events.gen.ts';
import { type Origin, type Told, eventOf, keyOf } from './event.ts';
import { type Frame, parseFrame } from './frame.ts';
import { type Judgement, judge } from './judge.ts';
import type { Protocol } from './protocol.ts';
import type { RecordedLine } from './recorded-line.ts';

/** CALLs of a station that are remembered until their answer comes; the oldest go first. */
export const openCalls_max = 256;

/** Answered CALLs that are remembered for a CALLRESULTERROR (OCPP 2.1); the oldest go first. */
export const answeredCalls_max = 16;

/** `connectionId` of lines that name no connection. */
export const unnamedConnection = 'import';

export interface ReplaySetting {
  /** Of lines that name none. */
  readonly tenant: string;
  /** One per import. */
  readonly run: string;
}

export interface Replay {
  next(line: RecordedLine): { readonly key: string; readonly event: OcppEvent };
  /** Stations seen so far. */
  stations(): number;
}

interface StationMemory {
  seq: number;
  /** Action by direction, connection and message id of a CALL. */
  readonly calls: Map<string, string>;
  /** The same of CALLs that were answered. */
  readonly answered: Map<string, string>;
  /** Of the line before: most lines of a station share it. */
  origin: Origin;
}

const other = (direction: Direction): Direction =>
  direction === 'FROM_STATION' ? 'TO_STATION' : 'FROM_STATION';

type Calls = Pick<StationMemory, 'calls' | 'answered'>;

/** Remembers a CALL as the youngest; beyond `most` the oldest goes. */
const remember = (calls: Map<string, string>, [name, action]: [string, string], most: number) => {
  // Taken out first, so that a repeated id counts as the youngest.
  calls.delete(name);
  calls.set(name, action);
  const [oldest] = calls.size > most ? calls.keys() : [];
  if (oldest !== undefined) calls.delete(oldest);
};

/** The action that an answer is to; remembers a CALL, and forgets it with its answer. */
const pair = ({ calls, answered }: Calls, frame: Frame, line: RecordedLine): string => {
  const { direction, connectionId } = line;
  const nameFrom = (of: Direction): string => `${of}|${frame.messageId}|${connectionId ?? ''}`;
  switch (frame.type) {
    case 2:
      remember(calls, [nameFrom(direction), frame.action], openCalls_max);
      return '';
    case 3:
    case 4: {
      const name = nameFrom(other(direction));
      const action = calls.get(name);
      if (action === undefined) return '';
      calls.delete(name);
      remember(answered, [name, action], answeredCalls_max);
      return action;
    }
    case 5:
      // Said by whoever sent the CALL, of the answer to it.
      return answered.get(nameFrom(direction)) ?? '';
    case 0:
    case 6:
      return '';
  }
};

const judgeLine = (calls: Calls, line: RecordedLine, protocol: Protocol): Judgement => {
  const frame = parseFrame(line.frame ?? '', protocol);
  return judge(protocol, frame, pair(calls, frame, line));
};

/** How a recorded end is told: the recording does not say who closed, nor with which code. */
const unknownEnd = { code: 1006, reason: '', side: 'UNKNOWN' } as const;

/**
 * Events get their number from the time of the record, moved on where two of a station share one
 * or time goes back: the same file gives the same numbers, so that importing it again is noticed.
 */
export const openReplay = ({ tenant: fallback, run }: ReplaySetting): Replay => {
  const stations = new Map<string, StationMemory>();
  const originOf = (line: RecordedLine): Origin => ({
    tenant: line.tenant ?? fallback,
    stationId: line.stationId,
    connectionId: line.connectionId ?? unnamedConnection,
    gatewayId: 'import',
    gatewayRun: run,
    protocol: line.protocol,
    source: 'IMPORT',
  });
  const memoryOf = (key: string, line: RecordedLine): StationMemory => {
    const known = stations.get(key);
    if (known !== undefined) return known;
    const fresh: StationMemory = {
      seq: 0,
      calls: new Map(),
      answered: new Map(),
      origin: originOf(line),
    };
    stations.set(key, fresh);
    return fresh;
  };
  return {
    stations: () => stations.size,
    next: (line) => {
      const key = keyOf(line.tenant ?? fallback, line.stationId);
      const memory = memoryOf(key, line);
      if (!isOf(memory.origin, line)) memory.origin = originOf(line);
      memory.seq = Math.max(line.recordedAt, memory.seq + 1);
      const position = { seq: memory.seq, recordedAt: line.recordedAt };
      return { key, event: eventOf(memory.origin, position, toldOf(memory, line)) };
    },
  };
};

const isOf = (origin: Origin, line: RecordedLine): boolean =>
  origin.protocol === line.protocol &&
  origin.connectionId === (line.connectionId ?? unnamedConnection);

const toldOf = (calls: Calls, line: RecordedLine): Told => {
  const { kind, direction, frame, protocol } = line;
  if (kind === 'DISCONNECTED') return { kind, close: unknownEnd };
  if (frame === null || protocol === '') return { kind };
  return { kind, direction, frame, ...judgeLine(calls, line, protocol) };
};
