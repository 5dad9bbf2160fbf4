// Facts of charging sessions, and of the permission to start one.

import type { OfPort } from './fact.ts';

/** A transaction of OCPP, or charging that was seen without one. */
export type SessionKind = 'transaction' | 'untracked';

/** What set a session going: the back end, a token at the station, the cable, or nothing known. */
export type StartTrigger = 'remote' | 'authorized' | 'plug_in' | 'unknown';

/**
 * A session began. Told again with the id of a session that is there already, it corrects what was
 * known of its start: the start itself came late.
 */
export interface SessionStarted extends OfPort {
  readonly type: 'SessionStarted';
  readonly sessionId: string;
  readonly kind: SessionKind;
  readonly connectorId: number;
  /** Empty until the back end gave one (1.6). */
  readonly transactionId: string;
  readonly idToken: string;
  /** 2.x idToken.type; empty where not said, as always in 1.6. */
  readonly tokenType: string;
  readonly trigger: StartTrigger;
  /** False where the start itself was never heard of: then `at` is when it was first spoken of. */
  readonly startKnown: boolean;
  /** Milliwatt-hours of the register; null where it was not said. */
  readonly register_mwh: number | null;
  readonly evidence: SessionEvidence;
  /** Of the last boot before the start; empty where none was heard. */
  readonly model: string;
  readonly firmwareVersion: string;
}

/** What made us open or end a session. */
export type SessionEvidence =
  | 'StartTransaction'
  | 'StopTransaction'
  | 'TransactionEvent'
  | 'MeterValues'
  | 'Status'
  | 'NextStart'
  | 'Available'
  | 'Boot';

/** The register was read as the session began, in its first message: OCPP 2.x has no meterStart. */
export interface SessionStartMetered extends OfPort {
  readonly type: 'SessionStartMetered';
  readonly sessionId: string;
  /** Milliwatt-hours. */
  readonly register_mwh: number;
}

/** The session got the id by which the station and its back end speak of it. */
export interface SessionIdentified extends OfPort {
  readonly type: 'SessionIdentified';
  readonly sessionId: string;
  readonly transactionId: string;
}

/** The EVSE of a 2.x session became known, or is another one than was thought. */
export interface SessionPlaced extends OfPort {
  readonly type: 'SessionPlaced';
  readonly sessionId: string;
  readonly connectorId: number;
}

/** Who was let charge, and what the back end said to it. */
export interface SessionAuthorized extends OfPort {
  readonly type: 'SessionAuthorized';
  readonly sessionId: string;
  readonly tokenType: string;
  /** AuthorizationStatus of the back end, as Accepted. */
  readonly verdict: string;
}

export interface SessionUpdated extends OfPort {
  readonly type: 'SessionUpdated';
  readonly sessionId: string;
  /** 2.x chargingState, as `SuspendedEV`; empty where not said. */
  readonly chargingState: string;
  readonly idToken: string;
}

/** How the messages of a session came; told when one of them changes. */
export interface SessionMarked extends OfPort {
  readonly type: 'SessionMarked';
  readonly sessionId: string;
  /** Whether a message of it was made without a connection. */
  readonly offline: boolean;
  /** Numbers between the first and the last seqNo that never came. */
  readonly seqGaps: number;
  /** Messages whose seqNo had come before. */
  readonly seqRepeats: number;
}

/** An end that was inferred turned out wrong: the session goes on. */
export interface SessionReopened extends OfPort {
  readonly type: 'SessionReopened';
  readonly sessionId: string;
}

/** A session ended. Told again for the same session, after it was opened again, it ends it anew. */
export interface SessionEnded extends OfPort {
  readonly type: 'SessionEnded';
  readonly sessionId: string;
  readonly register_mwh: number | null;
  readonly stopReason: string;
  readonly evidence: SessionEvidence;
}

/** The end of a session, told after another one had begun on its port: the port goes on as it is. */
export interface SessionEndCorrected extends Omit<SessionEnded, 'type'> {
  readonly type: 'SessionEndCorrected';
}

/** What a session did before its end, told after it: the port goes on as it is. */
export interface SessionRecalled extends Omit<SessionUpdated, 'type'> {
  readonly type: 'SessionRecalled';
}

/** The back end answered an Authorize; `at` is when the gateway saw the answer. */
export interface AuthorizationAnswered extends OfPort {
  readonly type: 'AuthorizationAnswered';
  readonly askedAt: number;
  readonly idToken: string;
  readonly tokenType: string;
  readonly verdict: string;
}

/** The station answered a remote start; `at` is when the gateway saw the answer. */
export interface RemoteStartAnswered extends OfPort {
  readonly type: 'RemoteStartAnswered';
  readonly askedAt: number;
  readonly idToken: string;
  readonly accepted: boolean;
}

export type TransactionFact =
  | SessionStarted
  | SessionStartMetered
  | SessionIdentified
  | SessionPlaced
  | SessionAuthorized
  | SessionUpdated
  | SessionMarked
  | SessionReopened
  | SessionEnded
  | SessionEndCorrected
  | SessionRecalled
  | AuthorizationAnswered
  | RemoteStartAnswered;
