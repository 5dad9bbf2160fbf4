// Recorded lines -> events: numbered per station, answers paired with their CALLs. Pure.

import type { OcppEvent } from '../schemas/events.gen.ts';
import { type Origin, type Told, eventOf, keyOf } from './event.ts';
import { parseFrame } from './frame.ts';
import { type Judgement, judge } from './judge.ts';
import { type Pairs, actionOf, newPairs } from './pairing.ts';
import type { Protocol } from './protocol.ts';
import type { RecordedLine } from './recorded-line.ts';

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
  readonly pairs: Pairs;
  /** Of the line before: most lines of a station share it. */
  origin: Origin;
}

const judgeLine = (pairs: Pairs, line: RecordedLine, protocol: Protocol): Judgement => {
  const frame = parseFrame(line.frame ?? '', protocol);
  const { direction, connectionId } = line;
  return judge(protocol, frame, actionOf(pairs, frame, { direction, line: connectionId ?? '' }));
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
      pairs: newPairs(),
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
      return { key, event: eventOf(memory.origin, position, toldOf(memory.pairs, line)) };
    },
  };
};

const isOf = (origin: Origin, line: RecordedLine): boolean =>
  origin.protocol === line.protocol &&
  origin.connectionId === (line.connectionId ?? unnamedConnection);

const toldOf = (pairs: Pairs, line: RecordedLine): Told => {
  const { kind, direction, frame, protocol } = line;
  if (kind === 'DISCONNECTED') return { kind, close: unknownEnd };
  if (frame === null || protocol === '') return { kind };
  return { kind, direction, frame, ...judgeLine(pairs, line, protocol) };
};
