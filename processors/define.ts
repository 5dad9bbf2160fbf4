// What a room is: a pure fold from facts to rows of the tables it owns.

import type { Row, RowOf, Table } from '../schemas/table.ts';
import type { FactOf, FactType } from './facts.ts';

/** What a room knows of the event beside the fact. Keys of every row begin with the first two. */
export interface Context {
  readonly tenant: string;
  readonly stationId: string;
  /** Of the event: `connectionId/seq`. */
  readonly eventId: string;
  /** When the gateway saw the event, milliseconds UTC. */
  readonly receivedAt: number;
  readonly offset: number;
}

/** A row for one of the room's tables: the whole row, absolute values, never a difference. */
export interface Emission {
  readonly table: Table;
  readonly row: Row;
}

export interface Step<State> {
  readonly state: State;
  readonly rows: readonly Emission[];
}

export interface Room<State = unknown, Listens extends FactType = FactType> {
  /** The name of its folder. */
  readonly name: string;
  readonly about: string;
  readonly listens: readonly Listens[];
  readonly tables: readonly Table[];
  /** State of a station of which nothing is known; plain JSON, as every later state. */
  readonly initial: State;
  step(state: State, fact: FactOf<Listens>, context: Context): Step<State>;
}

/** Declares a room; `step` must handle every fact that the room listens to. */
export const room = <State, const Listens extends FactType>(
  definition: Room<State, Listens>,
): Room<State, Listens> => definition;

/** A row for a table, checked against its columns. */
export const emit = <T extends Table>(table: T, row: RowOf<T>): Emission => ({ table, row });

/** A step that changes nothing. */
export const still = <State>(state: State): Step<State> => ({ state, rows: none });

const none: readonly Emission[] = [];
