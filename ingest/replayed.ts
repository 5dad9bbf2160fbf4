// Recorded lines -> events: numbered per station, answers paired with their CALLs. Pure.

import type { Direction, OcppEvent } from '../schemas/events.gen.ts';
import { eventOf, keyOf } from './event.ts';
import { type Frame, parseFrame } from './frame.ts';
import { type Judgement, judge } from './judge.ts';
import type { Protocol } from './protocol.ts';
import type { RecordedLine } from './recorded-line.ts';

/** CALLs of a station that are remembered until their answer comes; the oldest go first. */
export const openCalls_max = 256;

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
}

const other = (direction: Direction): Direction =>
  direction === 'FROM_STATION' ? 'TO_STATION' : 'FROM_STATION';

/** The action that an answer is to; remembers a CALL, and forgets it with its answer. */
const pair = (calls: Map<string, string>, frame: Frame, line: RecordedLine): string => {
  const { direction, connectionId } = line;
  const nameFrom = (of: Direction): string => `${of}|${frame.messageId}|${connectionId ?? ''}`;
  if (frame.type === 2) {
    const name = nameFrom(direction);
    // Taken out first, so that a repeated id counts as the youngest.
    calls.delete(name);
    calls.set(name, frame.action);
    const [oldest] = calls.size > openCalls_max ? calls.keys() : [];
    if (oldest !== undefined) calls.delete(oldest);
    return '';
  }
  if (frame.type !== 3 && frame.type !== 4) return '';
  const name = nameFrom(other(direction));
  const action = calls.get(name) ?? '';
  calls.delete(name);
  return action;
};

const judgeLine = (
  calls: Map<string, string>,
  line: RecordedLine,
  protocol: Protocol,
): Judgement => {
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
  const memoryOf = (key: string): StationMemory => {
    const known = stations.get(key);
    if (known !== undefined) return known;
    const fresh: StationMemory = { seq: 0, calls: new Map() };
    stations.set(key, fresh);
    return fresh;
  };
  return {
    stations: () => stations.size,
    next: (line) => {
      const tenant = line.tenant ?? fallback;
      const { stationId, recordedAt, protocol, kind, direction, frame } = line;
      const key = keyOf(tenant, stationId);
      const memory = memoryOf(key);
      memory.seq = Math.max(recordedAt, memory.seq + 1);
      const connectionId = line.connectionId ?? unnamedConnection;
      const source = 'IMPORT' as const;
      const origin = { tenant, stationId, connectionId, protocol, source };
      const event = eventOf(
        { ...origin, gatewayId: 'import', gatewayRun: run },
        { seq: memory.seq, recordedAt },
        {
          kind,
          direction,
          frame,
          close: kind === 'DISCONNECTED' ? unknownEnd : null,
          ...(frame === null || protocol === '' ? {} : judgeLine(memory.calls, line, protocol)),
        },
      );
      return { key, event };
    },
  };
};
