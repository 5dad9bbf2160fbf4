// Facts of what a back end asks of a station, and of what came of it.

import { stableId } from '../../lib/hash.ts';
import type { Common, OfPort } from './fact.ts';

/** A name for a token by which it is known again, and from which it is not read; in any case. */
export const tokenNameOf = (token: string): string =>
  token === '' ? '' : stableId(`token/${token.toLowerCase()}`);

/** What a station that accepts a command is expected to do; empty where nothing can be seen. */
export type Expected =
  | ''
  | 'session_start'
  | 'session_end'
  | 'boot'
  | 'inoperative'
  | 'operative'
  | 'reserved'
  | 'message'
  | 'firmware'
  | 'upload';

export interface CommandIssued extends OfPort {
  readonly type: 'CommandIssued';
  /** Event that holds the command: its name from here on. */
  readonly commandId: string;
  readonly connectionId: string;
  readonly action: string;
  readonly connectorId: number;
  /** What it is about, as a transaction or request id; empty where it names nothing. */
  readonly target: string;
  /** What was asked, in a few words, without secrets. */
  readonly detail: string;
  readonly expects: Expected;
  /** A name for the token that a start is for, not the token; empty where there is none. */
  readonly tokenName: string;
  /** The effect cannot be expected earlier, milliseconds UTC; the issue where nothing was said. */
  readonly notBefore: number;
}

export interface CommandAnswered extends OfPort {
  readonly type: 'CommandAnswered';
  readonly commandId: string;
  readonly action: string;
  /** In the words of the specification; empty where the answer has none, or is an error. */
  readonly status: string;
  /** Whether the station says that it will do it, or has done it. */
  readonly accepted: boolean;
  /** Reason code of the answer, or what it brought, in a few words. */
  readonly info: string;
  /** Code of a CALLERROR; `AnswerUnreadable` where the answer is no frame; else empty. */
  readonly errorCode: string;
  /** From the command to its answer, by the clock of the gateway; never negative. */
  readonly latency_ms: number;
}

/** A command can no longer be answered. */
export interface CommandUnanswered extends OfPort {
  readonly type: 'CommandUnanswered';
  readonly commandId: string;
  /** The connection ended, its id was used again, or too many were open. */
  readonly why: 'connection_lost' | 'id_reused' | 'let_go';
}

/** The back end could not process the answer to its command (OCPP 2.1, CALLRESULTERROR). */
export interface CommandResultRefused extends Common {
  readonly type: 'CommandResultRefused';
  readonly commandId: string;
  readonly errorCode: string;
}

/** The message that a TriggerMessage asked for was sent. */
export interface TriggeredMessageSent extends Common {
  readonly type: 'TriggeredMessageSent';
  readonly commandId: string;
}

export type CommandFact =
  CommandIssued | CommandAnswered | CommandUnanswered | CommandResultRefused | TriggeredMessageSent;
