// One station's whole fold: duplicates out, events to facts, facts to rows of every room.

import type { OcppEvent } from '../schemas/events.gen.ts';
import { rowKey, sameKey } from '../schemas/table.ts';
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
export const foldVersion = 10;

/** Everything remembered of a station: plain JSON, the same after being stored and read again. */
export interface StationFold {
  /** Offset of the last event folded in; -1 before the first. Events up to it are skipped. */
  readonly lastOffset: number;
  readonly seen: Seen;
  readonly interpreted: StationState;
  /** The state of each room, in the order of the fold's rooms. */
  readonly rooms: readonly unknown[];
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
  const listeners = listenersOf(rooms);
  const initial: StationFold = {
    lastOffset: -1,
    seen: nothingSeen,
    interpreted: unknownStation,
    rooms: rooms.map((room) => room.initial),
  };
  const step = (station: StationFold, event: OcppEvent, offset: number): Folded => {
    if (offset <= station.lastOffset || !isOfStation(event)) return { station, rows: none };
    const seen = see(station.seen, event);
    // A repeat changes nothing but how far the station has been read.
    if (seen === null) return { station: { ...station, lastOffset: offset }, rows: none };
    const { state: interpreted, facts } = interpret(station.interpreted, event);
    const news = { kept: keptOf(event), facts, context: contextOf(event, offset) };
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
const isOfStation = ({ kind, stationId }: OcppEvent): boolean =>
  kind !== 'REFUSED' &&
  kind !== 'GATEWAY_STARTED' &&
  kind !== 'GATEWAY_STOPPED' &&
  // What a tap lost without knowing whose it was.
  !(kind === 'UNRECORDED' && stationId === '');

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

/** A room that listens to a type of fact, and the place of its state. */
interface Listener {
  readonly place: number;
  readonly room: Room;
}

type Listeners = ReadonlyMap<FactType, readonly Listener[]>;

const listenersOf = (rooms: readonly Room[]): Listeners => {
  const listeners = new Map<FactType, Listener[]>();
  rooms.forEach((room, place) => {
    for (const type of room.listens) {
      const known = listeners.get(type) ?? [];
      known.push({ place, room });
      listeners.set(type, known);
    }
  });
  return listeners;
};

interface News {
  /** What every event says, told before what this one says. */
  readonly kept: Fact;
  readonly facts: readonly Fact[];
  readonly context: Context;
}

const tell = (
  listeners: Listeners,
  before: readonly unknown[],
  { kept, facts, context }: News,
): { readonly states: readonly unknown[]; readonly rows: readonly Emission[] } => {
  const states = before.slice();
  const rows: Emission[] = [];
  const one = (fact: Fact): void => {
    for (const { place, room } of listeners.get(fact.type) ?? nobody) {
      const stepped = room.step(states[place], fact, context);
      states[place] = stepped.state;
      for (const row of stepped.rows) rows.push(row);
    }
  };
  one(kept);
  for (const fact of facts) one(fact);
  return { states, rows: newestOf(rows) };
};

const nobody: readonly Listener[] = [];

/** Rows up to this many are compared with each other; more are sorted out by the text of a key. */
const fewRows = 24;

/** Rows of one event have one version, so of each key only the last may be written. */
const newestOf = (rows: readonly Emission[]): readonly Emission[] => {
  if (rows.length <= fewRows) {
    for (let place = 0; place < rows.length - 1; place++) {
      if (isReplaced(rows, place)) return rows.filter((_, each) => !isReplaced(rows, each));
    }
    return rows;
  }
  const newest = new Map<string, Emission>();
  for (const emission of rows) {
    newest.set(`${emission.table.name} ${rowKey(emission.table, emission.row)}`, emission);
  }
  return [...newest.values()];
};

const isReplaced = (rows: readonly Emission[], place: number): boolean => {
  const one = rows[place];
  if (one === undefined) return false;
  for (let later = place + 1; later < rows.length; later++) {
    const other = rows[later];
    if (other?.table === one.table && sameKey(one.table, other.row, one.row)) return true;
  }
  return false;
};
