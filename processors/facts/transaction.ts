// Facts of charging sessions.

import type { OfPort } from './fact.ts';

export interface SessionStarted extends OfPort {
  readonly type: 'SessionStarted';
  readonly sessionId: string;
  readonly connectorId: number;
  /** Empty until the back end gave one (1.6). */
  readonly transactionId: string;
  readonly idToken: string;
  /** Milliwatt-hours of the register; null where it was not said. */
  readonly register_mwh: number | null;
  readonly evidence: SessionEvidence;
}

/** What made us open or end a session. */
export type SessionEvidence =
  'StartTransaction' | 'StopTransaction' | 'TransactionEvent' | 'NextStart';

/** The session got the id by which the station and its back end speak of it. */
export interface SessionIdentified extends OfPort {
  readonly type: 'SessionIdentified';
  readonly sessionId: string;
  readonly transactionId: string;
}

export interface SessionUpdated extends OfPort {
  readonly type: 'SessionUpdated';
  readonly sessionId: string;
  /** 2.x chargingState, as `SuspendedEV`; empty where not said. */
  readonly chargingState: string;
  readonly idToken: string;
}

export interface SessionEnded extends OfPort {
  readonly type: 'SessionEnded';
  readonly sessionId: string;
  readonly register_mwh: number | null;
  readonly stopReason: string;
  readonly evidence: SessionEvidence;
}

export type TransactionFact = SessionStarted | SessionIdentified | SessionUpdated | SessionEnded;
