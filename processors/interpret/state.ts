// What interpretation remembers of a station between events: plain JSON, bounded.

import type { QuirkCard } from './cards.ts';
import type { Clock } from './clock.ts';
import { unknownClock } from './clock.ts';

export interface Connection {
  readonly id: string;
  readonly protocol: string;
  readonly gatewayRun: string;
  readonly open: boolean;
  /** Who closed it; null while it is open. */
  readonly closedBy: 'station' | 'gateway' | null;
}

export interface OpenSession {
  readonly sessionId: string;
  readonly port: number;
  /** Empty until the answer to a 1.6 StartTransaction named it. */
  readonly transactionId: string;
  readonly idToken: string;
  readonly startedAt: number;
  readonly startRegister_mwh: number | null;
  /** Register at the first reading within the session; null before it. */
  readonly baseline_mwh: number | null;
}

export interface Reading {
  readonly at: number;
  readonly register_mwh: number;
}

/** A StartTransaction whose answer is awaited. */
export interface PendingStart {
  readonly messageId: string;
  readonly sessionId: string;
}

export interface StationState {
  readonly connection: Connection | null;
  readonly lastSeenAt: number;
  readonly lastHeardAt: number;
  readonly sessions: readonly OpenSession[];
  readonly pendingStarts: readonly PendingStart[];
  /** Last register reading by port. */
  readonly registers: Readonly<Record<string, Reading>>;
  readonly clock: Clock;
  /** The quirk card that holds now; null where none was stated. */
  readonly card: QuirkCard | null;
}

export const unknownStation: StationState = {
  connection: null,
  lastSeenAt: 0,
  lastHeardAt: 0,
  sessions: [],
  pendingStarts: [],
  registers: {},
  clock: unknownClock,
  card: null,
};

/** Open sessions held per station; beyond it the oldest is let go, still open in the tables. */
export const openSessionLimit = 64;
/** Starts without an answer held per station. */
export const pendingStartLimit = 16;

/** Facts with the state after them. */
export interface Told<F> {
  readonly state: StationState;
  readonly facts: readonly F[];
}
