// What is remembered of transactions beside the open sessions: plain JSON, bounded.

import type { SessionEvidence, SessionKind } from '../../facts/transaction.ts';
import type { Writable } from '../../../lib/writable.ts';
import type { SeqSeen } from './seq.ts';

/** Evidence that a session is over, until it is confirmed or refuted. */
export interface Leaving {
  readonly evidence: SessionEvidence;
  /** By the clock of the station. */
  readonly at: number;
  /** When the gateway saw it. */
  readonly heardAt: number;
}

/** What is remembered of one session. */
export interface SessionMemory {
  readonly kind: SessionKind;
  readonly connectorId: number;
  readonly tokenType: string;
  /** What the back end said to the token; empty where it said nothing. */
  readonly verdict: string;
  readonly startKnown: boolean;
  /** Ids that the session had before its present one. */
  readonly formerIds: readonly string[];
  readonly seq: SeqSeen;
  readonly seqRepeats: number;
  readonly offline: boolean;
  readonly leaving: Leaving | null;
  /** Its start was told long after it was: what the port says now is not of this session. */
  readonly replayed: boolean;
}

/** A copy, to be changed before it is handed on. */
export const copyOfMemory = (memory: SessionMemory): Writable<SessionMemory> => ({
  kind: memory.kind,
  connectorId: memory.connectorId,
  tokenType: memory.tokenType,
  verdict: memory.verdict,
  startKnown: memory.startKnown,
  formerIds: memory.formerIds,
  seq: memory.seq,
  seqRepeats: memory.seqRepeats,
  offline: memory.offline,
  leaving: memory.leaving,
  replayed: memory.replayed,
});

/** A remote start that a station was asked for. */
export interface RemoteStart {
  readonly messageId: string;
  readonly askedAt: number;
  readonly idToken: string;
  /** Null where the station may choose. */
  readonly port: number | null;
  readonly remoteStartId: string;
  readonly refused: boolean;
}

/** A token that a station asked about. */
export interface Authorization {
  readonly messageId: string;
  readonly askedAt: number;
  readonly idToken: string;
  readonly tokenType: string;
  /** Empty until it was answered. */
  readonly verdict: string;
}

export interface TransactionsMemory {
  readonly model: string;
  readonly firmwareVersion: string;
  readonly remoteStarts: readonly RemoteStart[];
  readonly authorizations: readonly Authorization[];
  /** Since when a port without a session says that it charges, by port. */
  readonly charging: Readonly<Record<string, number>>;
  /** Ports that were spoken of, so that the port of a single-port station is known. */
  readonly ports: readonly number[];
  /** Stops that were told, oldest first, beyond the sessions that are remembered. */
  readonly stops?: readonly string[];
}

export const noTransactions: TransactionsMemory = {
  model: '',
  firmwareVersion: '',
  remoteStarts: [],
  authorizations: [],
  charging: {},
  ports: [],
};

/** Remote starts and authorisations remembered per station. */
export const askedLimit = 8;
/** Stops remembered per station, so that one told again for weeks makes no session. */
export const stopsLimit = 24;
/** Ports remembered per station; beyond two nothing is concluded from them. */
export const portsLimit = 64;
/** Former ids remembered per session. */
export const formerIdsLimit = 4;

/**
 * How long a permission waits for its session. The ChargeX calculator binds an authorisation to a
 * transaction within 300 seconds.
 */
export const bindingWindow_ms = 300_000;
/** After the port was available for this long, a session that was not stopped is over. */
export const availableGrace_ms = 600_000;
/** After a boot, a session of which nothing is heard for this long is over. */
export const bootGrace_ms = 1_800_000;
/** A port that is available for less than this in a session only flickered. */
export const flicker_ms = 60_000;
/** A session whose start came later than this is told from the memory of the station. */
export const replayed_ms = 300_000;
/** A start told this much later than charging was first seen still explains it. */
export const adoption_ms = 600_000;
