// Which of our own commands made a port inoperative, known once the station has agreed.

import { minute_ms } from '../../lib/time.ts';
import type { FactOf } from '../facts.ts';
import type { Claim } from './claims.ts';

export interface Asked {
  readonly commandId: string;
  readonly at: number;
  readonly inoperative: boolean;
}

/** Commands without an answer that are held; the oldest is let go. */
export const askedLimit = 8;

/** How far the clock of a station may be behind ours for its status to follow our command. */
export const clockTolerance_ms = minute_ms;

export const asks = (asked: readonly Asked[], fact: FactOf<'CommandIssued'>): readonly Asked[] => {
  const { commandId, at, expects } = fact;
  if (expects !== 'inoperative' && expects !== 'operative') return asked;
  return [...asked, { commandId, at, inoperative: expects === 'inoperative' }].slice(-askedLimit);
};

interface Answered {
  readonly asked: readonly Asked[];
  readonly claims: readonly Claim[];
}

/** What a station agreed to holds from the command on: its status may come before its answer. */
export const answered = (asked: readonly Asked[], fact: FactOf<'CommandAnswered'>): Answered => {
  const command = asked.find((one) => one.commandId === fact.commandId);
  if (command === undefined) return { asked, claims: [] };
  const others = asked.filter((one) => one !== command);
  if (!fact.accepted) return { asked: others, claims: [] };
  const claim: Claim = {
    at: command.at - clockTolerance_ms,
    layer: 'operator',
    value: command.inoperative ? 'inoperative' : 'operative',
    word: fact.action,
    eventId: command.commandId,
  };
  return { asked: others, claims: [claim] };
};
