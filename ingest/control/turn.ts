// Whose turn it is at a station: the next thing that a gateway does with its commands. Pure.

import { type Command, isOver } from './command.ts';

/** The connection that a gateway holds to the station. */
export interface Held {
  readonly run: string;
  readonly connectionId: string;
  /** Milliseconds UTC. */
  readonly openedAt: number;
}

export type Turn =
  | { readonly do: 'nothing' }
  | { readonly do: 'claim' | 'send' | 'expire' | 'giveUp'; readonly command: Command };

const nothing: Turn = { do: 'nothing' };

const isMine = ({ claim }: Command, { run, connectionId }: Held): boolean =>
  claim?.run === run && claim.connectionId === connectionId;

/**
 * A claim that cannot end any more: of a connection that the station has left for the one we hold,
 * or of a gateway that has let its time pass.
 */
const isLost = (command: Command, held: Held, now: number): boolean => {
  const { claim } = command;
  if (claim === null || isMine(command, held)) return false;
  return claim.at < held.openedAt || now > claim.until;
};

/**
 * One at a time: while a command is claimed or sent, no other begins. `commands` are those of the
 * station in the order in which they were asked for.
 */
export const turnOf = (commands: readonly Command[], held: Held, now: number): Turn => {
  const underWay = commands.find(({ state }) => state === 'claimed' || state === 'sent');
  if (underWay !== undefined) {
    if (isLost(underWay, held, now)) return { do: 'giveUp', command: underWay };
    const isToSend = underWay.state === 'claimed' && isMine(underWay, held);
    return isToSend ? { do: 'send', command: underWay } : nothing;
  }
  const next = commands.find((command) => !isOver(command));
  if (next === undefined) return nothing;
  return { do: now > next.expiresAt ? 'expire' : 'claim', command: next };
};
