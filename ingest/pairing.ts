// Which action an answer is to: CALLs of both directions are remembered until they are answered.

import type { Direction } from '../schemas/events.gen.ts';
import type { Frame } from './frame.ts';

/** CALLs that are remembered until their answer comes; the oldest go first. */
export const openCalls_max = 256;

/** Answered CALLs that are remembered for a CALLRESULTERROR (OCPP 2.1); the oldest go first. */
export const answeredCalls_max = 16;

export interface Pairs {
  /** Action by direction, connection and message id of a CALL. */
  readonly calls: Map<string, string>;
  /** The same of CALLs that were answered. */
  readonly answered: Map<string, string>;
}

export const newPairs = (): Pairs => ({ calls: new Map(), answered: new Map() });

const other = (direction: Direction): Direction =>
  direction === 'FROM_STATION' ? 'TO_STATION' : 'FROM_STATION';

/** Remembers a CALL as the youngest; beyond `most` the oldest goes. */
const remember = (calls: Map<string, string>, [name, action]: [string, string], most: number) => {
  // Taken out first, so that a repeated id counts as the youngest.
  calls.delete(name);
  calls.set(name, action);
  const [oldest] = calls.size > most ? calls.keys() : [];
  if (oldest !== undefined) calls.delete(oldest);
};

export interface Way {
  readonly direction: Direction;
  /** Tells connections apart that share the memory. */
  readonly line: string;
}

/** The action that an answer is to; remembers a CALL, and forgets it with its answer. */
export const actionOf = (
  { calls, answered }: Pairs,
  frame: Frame,
  { direction, line }: Way,
): string => {
  const nameFrom = (of: Direction): string => `${of}|${frame.messageId}|${line}`;
  switch (frame.type) {
    case 2:
      remember(calls, [nameFrom(direction), frame.action], openCalls_max);
      return '';
    case 3:
    case 4: {
      const name = nameFrom(other(direction));
      const action = calls.get(name);
      if (action === undefined) return '';
      calls.delete(name);
      remember(answered, [name, action], answeredCalls_max);
      return action;
    }
    case 5:
      // Said by whoever sent the CALL, of the answer to it.
      return answered.get(nameFrom(direction)) ?? '';
    case 0:
    case 6:
      return '';
  }
};
