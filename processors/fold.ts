// One station's whole fold: duplicates out, events to facts, facts to rows of every room.

import type { OcppEvent } from '../schemas/events.gen.ts';
import { rowKey } from '../schemas/table.ts';
import type { Context, Emission, Room } from './define.ts';
import type { Fact, FactType } from './facts.ts';
import { receivedAtOf } from './interpret/connections.ts';
import { interpret } from './interpret/interpret.ts';
import type { Seen } from './interpret/seen.ts';
import { nothingSeen, see } from './interpret/seen.ts';
import type { StationState } from './interpret/state.ts';
import { unknownStation } from './interpret/state.ts';

/**
 * Raised whenever the same log gives other rows than before, or a state has another shape: tables
 * made by another number are never written to, they are rebuilt.
 */
export const foldVersion = 2;

/** Everything remembered of a station: plain JSON, the same after being stored and read again. */
export interface StationFold {
  /** Offset of the last event folded in; -1 before the first. Events up to it are skipped. */
  readonly lastOffset: number;
  readonly seen: Seen;
  readonly interpreted: StationState;
  readonly rooms: Readonly<Record<string, unknown>>;
}

export interface Folded {
  readonly station: StationFold;
  readonly rows: readonly Emission[];
}

export interface Fold {
  readonly rooms: readonly Room[];
  /** A station of which nothing is known. */
  readonly initial: StationFold;
  /** Folds one event at its offset. Pure. */
  step(station: StationFold, event: OcppEvent, offset: number): Folded;
}

const none: readonly Emission[] = [];

/** The fold over a set of rooms. */
export const foldOver = (rooms: readonly Room[]): Fold => {
  const listeners = new Map<FactType, Room[]>();
  for (const room of rooms) {
    for (const type of room.listens) listeners.set(type, [...(listeners.get(type) ?? []), room]);
  }
  const initial: StationFold = {
    lastOffset: -1,
    seen: nothingSeen,
    interpreted: unknownStation,
    rooms: Object.fromEntries(rooms.map((room) => [room.name, room.initial])),
  };
  const step = (station: StationFold, event: OcppEvent, offset: number): Folded => {
    if (offset <= station.lastOffset || !isOfStation(event)) return { station, rows: none };
    const seen = see(station.seen, event);
    // A repeat changes nothing but how far the station has been read.
    if (seen === null) return { station: { ...station, lastOffset: offset }, rows: none };
    const { state: interpreted, facts } = interpret(station.interpreted, event);
    const news = { facts: [keptOf(event), ...facts], context: contextOf(event, offset) };
    const told = tell(listeners, station.rooms, news);
    return {
      station: { lastOffset: offset, seen, interpreted, rooms: told.states },
      rows: told.rows,
    };
  };
  return { rooms, initial, step };
};

/**
 * Refused handshakes and the gateway's own events say nothing of a station, and must not make one
 * known: anybody can be refused under any name.
 */
const isOfStation = ({ kind }: OcppEvent): boolean =>
  kind !== 'REFUSED' && kind !== 'GATEWAY_STARTED' && kind !== 'GATEWAY_STOPPED';

const keptOf = (event: OcppEvent): Fact => ({
  type: 'EventKept',
  at: receivedAtOf(event),
  kind: event.kind,
  direction: event.direction,
  verdict: event.verdict,
  action: event.action,
  messageType: event.messageType,
  connectionId: event.connectionId,
  seq: event.seq,
  counted: event.source !== 'IMPORT',
});

const contextOf = (event: OcppEvent, offset: number): Context => ({
  tenant: event.tenant,
  stationId: event.stationId,
  eventId: event.eventId,
  receivedAt: receivedAtOf(event),
  offset,
});

interface News {
  readonly facts: readonly Fact[];
  readonly context: Context;
}

const tell = (
  listeners: ReadonlyMap<FactType, readonly Room[]>,
  before: Readonly<Record<string, unknown>>,
  { facts, context }: News,
) => {
  const states: Record<string, unknown> = { ...before };
  const rows: Emission[] = [];
  for (const fact of facts) {
    for (const room of listeners.get(fact.type) ?? []) {
      const stepped = room.step(states[room.name], fact, context);
      states[room.name] = stepped.state;
      for (const row of stepped.rows) rows.push(row);
    }
  }
  return { states, rows: newestOf(rows) };
};

/** Rows of one event have one version, so of each key only the last may be written. */
const newestOf = (rows: readonly Emission[]): readonly Emission[] => {
  if (eachOfAnotherTable(rows)) return rows;
  const newest = new Map<string, Emission>();
  for (const emission of rows) {
    newest.set(`${emission.table.name} ${rowKey(emission.table, emission.row)}`, emission);
  }
  return [...newest.values()];
};

const eachOfAnotherTable = (rows: readonly Emission[]): boolean => {
  for (let i = 1; i < rows.length; i++) {
    for (let j = 0; j < i; j++) if (rows[i]?.table === rows[j]?.table) return false;
  }
  return true;
};
