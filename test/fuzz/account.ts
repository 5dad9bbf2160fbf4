// What was sent to one gateway and how it ended, to be held against what its log was told.

import { setTimeout as pause } from 'node:timers/promises';
import type { Door } from './doors.ts';
import { type Outcome, outcomes } from './exchange.ts';

export interface Account {
  readonly handshakes: number;
  readonly frames: number;
  /** How the handshakes ended, for those who sent them. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Handshakes that broke off within TLS. */
  readonly noTls: number;
  /** Events of refusals and of frames. */
  readonly told: { readonly refused: number; readonly frames: number };
  /** What is left when everybody has gone, or that was told too little or too much: all 0. */
  readonly wrong: Readonly<Record<Wrong, number>>;
}

type Wrong = 'connections' | 'pendingEvents' | 'unclosed' | 'acceptances' | 'refusals' | 'frames';

export interface Ledger {
  readonly ended: (outcome: Outcome) => void;
  readonly brokeOff: () => void;
  /** Frames of one connection, and how many events they have to be. */
  readonly said: (frames: number, events: number) => void;
  /** Stops the gateway and compares. */
  readonly close: () => Promise<Account>;
}

const wait_ms = 10_000;

const emptied = async ({ gateway }: Door): Promise<number> => {
  for (const until = Date.now() + wait_ms; Date.now() < until; await pause(10))
    if (gateway.stats().connections === 0) break;
  return gateway.stats().connections;
};

/**
 * Every socket that was let in is a connection in the log, or was closed at once with a reason;
 * every other answer but that to plain HTTP is a refusal; every message is the event of a frame.
 */
export const openLedger = (door: Door): Ledger => {
  const ended = Object.fromEntries(outcomes.map((name) => [name, 0])) as Record<Outcome, number>;
  let [noTls, frames, due] = [0, 0, 0];
  return {
    ended: (outcome) => void ended[outcome]++,
    brokeOff: () => void noTls++,
    said: (some, events) => {
      frames += some;
      due += events;
    },
    close: async () => {
      const connections = await emptied(door);
      await door.gateway.stop();
      const { pendingEvents } = door.gateway.stats();
      const log = door.counting.all();
      return {
        handshakes: noTls + outcomes.reduce((sum, name) => sum + ended[name], 0),
        frames,
        outcomes: { ...ended },
        noTls,
        told: { refused: log.refused, frames: log.frames },
        wrong: {
          connections,
          pendingEvents,
          unclosed: log.connected - log.disconnected,
          acceptances: log.connected + log.closed - ended.accepted,
          refusals: log.refused - log.closed - ended.refused - ended.silence - noTls,
          frames: log.frames - due,
        },
      };
    },
  };
};
