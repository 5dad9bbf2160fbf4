// Sends what the outbox holds, one call at a time, and gives it the answers.

import type { Logger } from '../lib/logger.ts';
import { second_ms } from '../lib/time.ts';
import { readFrame } from './live-frame.ts';
import type { LiveFrame, Payload } from './live-frame.ts';
import type { LiveLine } from './live-line.ts';
import type { Outbox, Outgoing } from './outbox.ts';
import { quirkedFrame } from './quirk.ts';
import type { StationProfile } from './station.ts';

/** A call without answer for this long: the line is taken for dead. */
const answer_ms = 30 * second_ms;

/** Times that a refused message of a transaction is sent (TransactionMessageAttempts). */
const attempts_max = 3;
const retry_ms = second_ms;

/** Pause where a boot is not accepted and no interval was given. */
const boot_retry_s = 10;

/** How long `paused` waits for the answer to what was sent. */
const pause_ms = 5 * second_ms;

export interface CallerOrder {
  readonly profile: StationProfile;
  readonly box: Outbox;
  readonly line: LiveLine;
  readonly messageId: () => string;
  readonly logger: Logger;
  /** A boot was accepted, with an interval of heartbeats. */
  readonly booted: (interval_s: number) => void;
}

export interface LiveCaller {
  /** Sends the next call if none waits for its answer. */
  pump(): void;
  received(text: string): void;
  /** The connection is gone, and with it the answer that was waited for. */
  lost(): void;
  /** Sends nothing more; settles when nothing waits for an answer, or after a short time. */
  paused(): Promise<void>;
  resume(): void;
  /** Settles when all is sent and answered. */
  drained(stopped: AbortSignal): Promise<void>;
}

export const liveCaller = (order: CallerOrder): LiveCaller => {
  const { box, line, profile } = order;
  const station = profile.station_id;
  const conditions = waitingRoom();
  const flight = inFlight(() => line.drop());
  const hold = holding(() => pump());
  let sending = true;
  let attempts = 0;

  const ready = (): boolean => sending && box.online && !flight.on() && !hold.on();
  const pump = (): void => {
    const out = ready() ? box.next() : null;
    if (out !== null) {
      const id = order.messageId();
      const { action, payload } = out.call;
      flight.begin(id, out);
      line.send(quirkedFrame(profile.quirks, JSON.stringify([2, id, action, payload])));
    }
    conditions.look();
  };
  const accepted = (out: Outgoing, payload: Payload): void => {
    attempts = 0;
    if (out.call.action === 'BootNotification') {
      const interval_s = Number(payload['interval'] ?? 0);
      if (payload['status'] !== 'Accepted')
        return hold.for((interval_s || boot_retry_s) * second_ms);
      order.booted(interval_s);
    }
    box.answered(payload);
  };
  const refused = (out: Outgoing, code: string): void => {
    attempts += 1;
    const { action } = out.call;
    order.logger.warn('a call was refused', { station, action, code });
    const tries = out.durable || action === 'BootNotification' ? attempts_max : 1;
    if (attempts < tries) return hold.for(attempts * retry_ms);
    attempts = 0;
    box.givenUp();
  };
  const take = (frame: LiveFrame): void => {
    if (frame.type === 'call') line.send(JSON.stringify([4, frame.id, 'NotImplemented', '', {}]));
    if (frame.type !== 'result' && frame.type !== 'error') return;
    const out = flight.answeredBy(frame.id);
    if (out === null) order.logger.warn('an answer to no call', { station, id: frame.id });
    else if (frame.type === 'result') accepted(out, frame.payload);
    else refused(out, frame.code);
    pump();
  };
  return {
    pump,
    received: (text) => take(readFrame(text)),
    lost: () => {
      flight.over();
      hold.release();
      attempts = 0;
      conditions.look();
    },
    paused: async () => {
      sending = false;
      await conditions.until(() => !flight.on(), AbortSignal.timeout(pause_ms));
    },
    resume: () => {
      sending = true;
    },
    drained: async (stopped) => conditions.until(() => ready() && box.next() === null, stopped),
  };
};

interface InFlight {
  on(): boolean;
  begin(id: string, out: Outgoing): void;
  /** The call that an answer is for, which is over with it; null where it is for none. */
  answeredBy(id: string): Outgoing | null;
  over(): void;
}

/** The one call that waits for its answer, and what to do when none comes. */
const inFlight = (late: () => void): InFlight => {
  let waiting: { id: string; out: Outgoing; timeout: NodeJS.Timeout } | null = null;
  const over = (): void => {
    clearTimeout(waiting?.timeout);
    waiting = null;
  };
  return {
    on: () => waiting !== null,
    begin: (id, out) => {
      waiting = { id, out, timeout: setTimeout(late, answer_ms) };
    },
    answeredBy: (id) => {
      if (waiting?.id !== id) return null;
      const { out } = waiting;
      over();
      return out;
    },
    over,
  };
};

interface Holding {
  on(): boolean;
  for(time_ms: number): void;
  release(): void;
}

/** A pause in sending. */
const holding = (resume: () => void): Holding => {
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    on: () => timer !== undefined,
    for: (time_ms) => {
      timer = setTimeout(() => {
        release();
        resume();
      }, time_ms);
    },
    release,
  };
};

interface WaitingRoom {
  /** Settles when the condition holds, or on the signal. */
  until(holds: () => boolean, signal: AbortSignal): Promise<void>;
  /** Something changed: who waited long enough may go. */
  look(): void;
}

const waitingRoom = (): WaitingRoom => {
  const looks = new Set<() => void>();
  return {
    until: async (holds, signal) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds() && !signal.aborted) return;
          looks.delete(look);
          signal.removeEventListener('abort', look);
          resolve();
        };
        looks.add(look);
        signal.addEventListener('abort', look);
        look();
      }),
    look: () => {
      for (const look of looks) look();
    },
  };
};
