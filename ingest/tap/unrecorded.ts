// What the tap could not record: counted per connection, told as events afterwards.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import { eventOf } from '../event.ts';

/** Connections whose losses are told apart; those of further ones are told together. */
export const connections_max = 10_000;

interface Loss {
  /** The last event lost: the one that tells of the loss stands at its number. */
  last: OcppEvent;
  events: number;
  /** Microseconds since 1970 UTC. */
  readonly from: number;
}

/** What an UNRECORDED event states in its `frame`, as JSON. */
export interface UnrecordedStatement {
  readonly type: 'Unrecorded';
  readonly events: number;
  /** Microseconds since 1970 UTC of the first and the last of them. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface Unrecorded {
  note(event: OcppEvent): void;
  isEmpty(): boolean;
  /** An event for each connection that lost some; the numbers of all of them are covered. */
  statements(reason: string): readonly OcppEvent[];
  /** They were told. */
  clear(): void;
}

export const openUnrecorded = (): Unrecorded => {
  const losses = new Map<string, Loss>();
  const overflow = 'further connections';
  return {
    note: (event) => {
      const known = losses.has(event.connectionId) || losses.size < connections_max;
      const name = known ? event.connectionId : overflow;
      const loss = losses.get(name);
      if (loss === undefined) losses.set(name, { last: event, events: 1, from: event.recordedAt });
      else {
        loss.last = event;
        loss.events++;
      }
    },
    isEmpty: () => losses.size === 0,
    statements: (reason) =>
      [...losses.values()].map(({ last, events, from }) => {
        const to = last.recordedAt;
        const stated: UnrecordedStatement = { type: 'Unrecorded', events, from, to, reason };
        return eventOf(last, last, { kind: 'UNRECORDED', frame: JSON.stringify(stated) });
      }),
    clear: () => losses.clear(),
  };
};
