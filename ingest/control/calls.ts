// Our CALLs on one connection: one at a time, each with its time to be answered.

import type { CallError, CallResult, Frame } from '../frame.ts';

/** A CALL that waits for its turn, or for its answer. */
export interface OutgoingCall {
  readonly messageId: string;
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly timeout_ms: number;
  /** The frame is durable and has left; its event. */
  readonly onSent: (eventId: string) => void;
  /** Once; and once more where an answer comes after `timeout`. */
  readonly onOutcome: (outcome: Outcome) => void;
}

export type Outcome =
  | { readonly type: 'answer'; readonly frame: CallResult | CallError; readonly eventId: string }
  | { readonly type: 'timeout' }
  | { readonly type: 'lost'; readonly why: string };

/** Runs a function after a while; returns how to prevent that. */
export type Timer = (delay_ms: number, then: () => void) => () => void;

export const machineTimer: Timer = (delay_ms, then) => {
  const timer = setTimeout(then, delay_ms);
  return () => clearTimeout(timer);
};

export interface CallsOptions {
  /** Records the CALL and lets it leave once durable; false: it never will. */
  readonly send: (call: OutgoingCall, settled: (durable: boolean, eventId: string) => void) => void;
  readonly timer: Timer;
}

export interface Calls {
  call(call: OutgoingCall): void;
  /** The action of the CALL of ours that a frame answers; empty where it answers none. */
  actionOf(frame: Frame): string;
  /** A frame of the station, once it is durable. */
  hear(frame: Frame, eventId: string): void;
  /** The connection ended: nothing will be answered any more. */
  gone(): void;
}

/** CALLs that were not answered in time and still may be. */
const overdue_max = 8;

const answers = (frame: Frame): frame is CallResult | CallError =>
  frame.type === 3 || frame.type === 4;

export const openCalls = ({ send, timer }: CallsOptions): Calls => {
  const queue: OutgoingCall[] = [];
  const overdue = new Map<string, OutgoingCall>();
  let current: OutgoingCall | null = null;
  let stopClock: () => void = () => undefined;
  let ended = false;

  const next = (): void => {
    if (current !== null || ended) return;
    current = queue.shift() ?? null;
    if (current !== null) begin(current);
  };

  const finish = (call: OutgoingCall, outcome: Outcome): void => {
    stopClock();
    current = null;
    call.onOutcome(outcome);
    next();
  };

  const expire = (call: OutgoingCall): void => {
    overdue.set(call.messageId, call);
    const [oldest] = overdue.keys();
    if (overdue.size > overdue_max && oldest !== undefined) overdue.delete(oldest);
    finish(call, { type: 'timeout' });
  };

  const begin = (call: OutgoingCall): void => {
    send(call, (durable, eventId) => {
      if (current !== call) return;
      if (!durable) return finish(call, { type: 'lost', why: 'not recorded, and not sent' });
      call.onSent(eventId);
      stopClock = timer(call.timeout_ms, () => expire(call));
    });
  };

  const awaited = (frame: Frame): OutgoingCall | undefined => {
    if (!answers(frame)) return undefined;
    return current?.messageId === frame.messageId ? current : overdue.get(frame.messageId);
  };

  return {
    call: (call) => {
      if (ended) return call.onOutcome({ type: 'lost', why: 'the connection had ended' });
      queue.push(call);
      next();
    },
    actionOf: (frame) => awaited(frame)?.action ?? '',
    hear: (frame, eventId) => {
      const call = awaited(frame);
      if (call === undefined || !answers(frame)) return;
      const outcome: Outcome = { type: 'answer', frame, eventId };
      if (call === current) return finish(call, outcome);
      overdue.delete(call.messageId);
      call.onOutcome(outcome);
    },
    gone: () => {
      ended = true;
      stopClock();
      const lost = [...(current === null ? [] : [current]), ...queue.splice(0)];
      current = null;
      overdue.clear();
      for (const call of lost) call.onOutcome({ type: 'lost', why: 'the connection ended' });
    },
  };
};
