// What a protocol family is to a station: how its words become calls.

import type { FaultKind } from '../faults.ts';
import type { StopCause } from '../plan.ts';
import type { StationProfile } from '../station.ts';
import type { Phase, Utterance } from '../utterances.ts';
import type { Call } from './call.ts';

export interface CallContext {
  readonly profile: StationProfile;
  /** Whether it was said while there was no connection. */
  readonly offline: boolean;
  /** The id that the back end gave the session (1.6). */
  readonly transactionId: number;
}

export interface Dialect {
  /** Whether faults are told by NotifyEvent beside the status. */
  readonly notifiesProblems: boolean;
  /** Whether the status of the station as a whole is told at boot. */
  readonly tellsStationStatus: boolean;
  /** Whether the back end gives a transaction its id. */
  readonly asksTransactionId: boolean;
  /** The specification's word for the state of a port. */
  readonly statusWord: (phase: Phase) => string;
  /** The specification's word for why a transaction ended. */
  readonly stopReason: (stop: StopCause, fault: FaultKind | null) => string;
  /** How the back end will see a fault named. */
  readonly errorCode: (fault: FaultKind) => string;
  /** How each thing is said; null where the family has no message for it. */
  readonly say: {
    readonly [T in Utterance['type']]: (
      utterance: Extract<Utterance, { readonly type: T }>,
      context: CallContext,
    ) => Call | null;
  };
}

/** What a station sends to say something; null where it sends nothing. */
// oxlint-disable-next-line consistent-return -- the compiler holds that every type is handled
export const callOf = (
  { say }: Dialect,
  utterance: Utterance,
  context: CallContext,
): Call | null => {
  switch (utterance.type) {
    case 'boot':
      return say.boot(utterance, context);
    case 'heartbeat':
      return say.heartbeat(utterance, context);
    case 'authorize':
      return say.authorize(utterance, context);
    case 'status':
      return say.status(utterance, context);
    case 'problem':
      return say.problem(utterance, context);
    case 'started':
      return say.started(utterance, context);
    case 'updated':
      return say.updated(utterance, context);
    case 'ended':
      return say.ended(utterance, context);
  }
};
