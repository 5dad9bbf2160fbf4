// What interpretation remembers of a station between events: plain JSON, bounded.

import type { SessionEvidence } from '../facts/transaction.ts';
import type { SessionMemory, TransactionsMemory } from './transactions/memory.ts';
import { noTransactions } from './transactions/memory.ts';
import type { QuirkCard } from './cards.ts';
import type { Clock } from './clock.ts';
import { unknownClock } from './clock.ts';
import type { Exchanges } from './pairing.ts';
import { nothingExchanged } from './pairing.ts';
import type { StatusMemory } from './statuses.ts';
import type { SignedState } from './signed/state.ts';
import type { PortMeters } from './meter/port-meter.ts';
import type { Track } from './meter/track.ts';
import type { Trails } from './meter/redraw.ts';
import type { MeterTreatment } from './meter/treatment.ts';
import { neutralTreatment } from './meter/treatment.ts';

export interface Connection {
  readonly id: string;
  readonly protocol: string;
  readonly gatewayRun: string;
  readonly open: boolean;
  /** Who closed it, or that it gave way to another; null while it is open. */
  readonly closedBy: 'station' | 'gateway' | 'replaced' | null;
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
  readonly memory: SessionMemory;
}

/** A session that ended, remembered for what comes late. */
export interface EndedSession {
  readonly session: OpenSession;
  readonly endedAt: number;
  readonly register_mwh: number | null;
  readonly stopReason: string;
  readonly evidence: SessionEvidence;
}

/** A StartTransaction, or a TransactionEvent with a token, whose answer is awaited. */
export interface PendingStart {
  readonly messageId: string;
  readonly sessionId: string;
}

export interface StationState {
  readonly connection: Connection | null;
  readonly lastSeenAt: number;
  readonly lastHeardAt: number;
  /** Frames that came over the connection so far. */
  readonly frames: number;
  readonly exchanges: Exchanges;
  readonly sessions: readonly OpenSession[];
  readonly pendingStarts: readonly PendingStart[];
  /** Oldest first. */
  readonly endedSessions: readonly EndedSession[];
  readonly transactions: TransactionsMemory;
  /** Null until the station sends a signed value or a meter key is registered. */
  readonly signed: SignedState | null;
  /** Track of the import register by port. */
  readonly registers: Readonly<Record<string, Track>>;
  /** The last spans of each port. */
  readonly trails: Trails;
  /** What else is known of the meter of a port. */
  readonly meters: PortMeters;
  /** How the meters of this station are read; set by its quirk card. */
  readonly treatment: MeterTreatment;
  readonly clock: Clock;
  /** The quirk card that holds now; null where none was stated. */
  readonly card: QuirkCard | null;
  /** Null until the station tells a status or boots. */
  readonly statuses: StatusMemory | null;
}

export const unknownStation: StationState = {
  connection: null,
  lastSeenAt: 0,
  lastHeardAt: 0,
  frames: 0,
  exchanges: nothingExchanged,
  sessions: [],
  pendingStarts: [],
  endedSessions: [],
  transactions: noTransactions,
  signed: null,
  registers: {},
  trails: [],
  meters: {},
  treatment: neutralTreatment,
  clock: unknownClock,
  card: null,
  statuses: null,
};

/** Open sessions held per station; beyond it the oldest is let go, still open in the tables. */
export const openSessionLimit = 20;
/** Starts without an answer held per station. */
export const pendingStartLimit = 16;

/** Facts with the state after them. */
export interface Told<F> {
  readonly state: StationState;
  readonly facts: readonly F[];
}
