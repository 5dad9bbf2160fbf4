// The life of one command, folded from its records in the order of the log. Pure.

import type { CommandAsked, CommandEnded, CommandRecord, Ending } from './record.ts';
import type { Values } from './vocabulary.ts';

/**
 * waiting: for its station, or its turn. claimed: a gateway took it up. sent: the station has it.
 * answered, error: by the station. timeout: no answer in time. unknown: nobody can tell whether the
 * station got it. Nothing was sent where it is refused (`detail` says why), expired (nobody held
 * the station in time) or cancelled.
 */
export type CommandState = 'waiting' | 'claimed' | 'sent' | Ending | 'expired' | 'cancelled';

export interface Claim {
  readonly run: string;
  readonly connectionId: string;
  readonly at: number;
  readonly until: number;
}

export interface Command {
  readonly tenant: string;
  readonly stationId: string;
  readonly commandId: string;
  readonly name: string;
  readonly shown: Values;
  /** Empty once it has ended. */
  readonly sealed: string;
  readonly askedAt: number;
  readonly askedBy: string;
  readonly campaignId: string;
  readonly expiresAt: number;
  readonly timeout_ms: number;
  readonly state: CommandState;
  readonly claim: Claim | null;
  readonly protocol: string;
  readonly action: string;
  readonly sentAt: number | null;
  /** Event of the frame that was sent. */
  readonly eventId: string;
  readonly endedAt: number | null;
  readonly status: string;
  readonly errorCode: string;
  readonly detail: string;
  readonly sealedAnswer: string;
  readonly answerEventId: string;
}

const ended: ReadonlySet<CommandState> = new Set<CommandState>([
  'answered',
  'error',
  'timeout',
  'unknown',
  'refused',
  'expired',
  'cancelled',
]);

export const isOver = ({ state }: Pick<Command, 'state'>): boolean => ended.has(state);

const opened = (asked: CommandAsked): Command => ({
  tenant: asked.tenant,
  stationId: asked.stationId,
  commandId: asked.commandId,
  name: asked.name,
  shown: asked.shown,
  sealed: asked.sealed,
  askedAt: asked.at,
  askedBy: asked.by,
  campaignId: asked.campaignId,
  expiresAt: asked.expiresAt,
  timeout_ms: asked.timeout_ms,
  state: 'waiting',
  claim: null,
  protocol: '',
  action: '',
  sentAt: null,
  eventId: '',
  endedAt: null,
  status: '',
  errorCode: '',
  detail: '',
  sealedAnswer: '',
  answerEventId: '',
});

const expired = {
  state: 'expired',
  detail: 'No gateway held a connection of the station in time; nothing was sent.',
} as const;
const cancelled = { state: 'cancelled', detail: 'It was withdrawn; nothing was sent.' } as const;

/** An answer that came after all is worth more than the word that none had come. */
const isDoubtful = ({ state }: Command): boolean => state === 'timeout' || state === 'unknown';
const isAnswer = ({ ending }: CommandEnded): boolean => ending === 'answered' || ending === 'error';

const end = (command: Command, told: CommandEnded): Command => {
  if (isOver(command) && !(isDoubtful(command) && isAnswer(told))) return command;
  return {
    ...command,
    sealed: '',
    state: told.ending,
    endedAt: told.at,
    status: told.status,
    errorCode: told.errorCode,
    detail: told.detail,
    sealedAnswer: told.sealedAnswer,
    answerEventId: told.eventId,
  };
};

/**
 * The command after a record. What comes first in the log holds: of two claims the first, of a
 * claim and a withdrawal the first; a command asked for twice under one id is one command.
 */
export const after = (command: Command | undefined, told: CommandRecord): Command | undefined => {
  if (command === undefined) return told.kind === 'CommandAsked' ? opened(told) : undefined;
  switch (told.kind) {
    case 'CommandAsked':
      return command;
    case 'CommandClaimed': {
      if (command.state !== 'waiting') return command;
      const { run, connectionId, at, until } = told;
      return { ...command, state: 'claimed', claim: { run, connectionId, at, until } };
    }
    case 'CommandSent': {
      if (command.sentAt !== null) return command;
      const { protocol, action, eventId, at } = told;
      const state = command.state === 'claimed' ? 'sent' : command.state;
      return { ...command, state, protocol, action, eventId, sentAt: at };
    }
    case 'CommandEnded':
      return end(command, told);
    case 'CommandCancelled':
    case 'CommandExpired': {
      if (command.state !== 'waiting') return command;
      const gone = told.kind === 'CommandExpired' ? expired : cancelled;
      return { ...command, ...gone, sealed: '', endedAt: told.at };
    }
  }
};
