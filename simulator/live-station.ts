// A station that speaks over a real WebSocket: its plan by the clock, its outbox by the answers.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../lib/logger.ts';
import type { Prng } from '../lib/prng.ts';
import { second_ms } from '../lib/time.ts';
import { dialectOf } from './dialects/dialect-of.ts';
import { ledger } from './ledger.ts';
import { liveCaller } from './live-caller.ts';
import type { LiveCaller } from './live-caller.ts';
import { liveLine } from './live-line.ts';
import type { Backoff } from './live-line.ts';
import { merge } from './merge.ts';
import { outbox } from './outbox.ts';
import type { StationPlan } from './plan.ts';
import { linkCues, messageIds } from './station-life.ts';
import type { Cue } from './station-life.ts';
import type { StationProfile } from './station.ts';
import type { Truth } from './truth.ts';
import { utterances } from './utterances.ts';
import type { BootReason } from './utterances.ts';

/** The longest that a timer can wait. */
const timer_ms_max = 2 ** 31 - 1;

/** Interval of heartbeats where the back end gives none. */
const heartbeat_s = 300;

export interface LiveOrder {
  /** Of the gateway, without the station: `ws://host:9000`. */
  readonly url: string;
  readonly profile: StationProfile;
  readonly plan: StationPlan;
  readonly prng: Prng;
  readonly clock: () => number;
  /** The plan is followed no further. */
  readonly to: number;
  readonly sample_ms: number;
  readonly logger: Logger;
  readonly backoff: Backoff;
}

export interface LiveStation {
  /** Settles when the plan is at its end and all is said and answered, or the station stopped. */
  readonly finished: Promise<void>;
  /** Says nothing more, waits shortly for the last answer, and closes the connection. */
  stop(): Promise<void>;
  truth(): Truth;
}

export const liveStation = (order: LiveOrder): LiveStation => {
  const { profile, plan, clock } = order;
  const kept = ledger(profile, dialectOf(profile.model));
  const box = outbox(profile, kept);
  const random = order.prng.stream(`live/${profile.station_id}`);
  const stopping = new AbortController();
  let boot: BootReason | null = null;
  const pulse = pulsing(() => {
    box.say({ type: 'heartbeat', at: clock() });
    caller.pump();
  });
  const line = liveLine({
    url: `${order.url}/${encodeURIComponent(profile.station_id)}`,
    protocol: profile.model.protocol,
    backoff: order.backoff,
    prng: random.stream('backoff'),
    logger: order.logger,
    opened: () => {
      box.connected(clock(), boot);
      caller.pump();
    },
    closed: () => {
      caller.lost();
      box.disconnected(clock());
    },
    received: (text) => caller.received(text),
  });
  const caller: LiveCaller = liveCaller({
    profile,
    box,
    line,
    messageId: messageIds(profile, plan.begins_at, random.stream('ids')),
    logger: order.logger,
    booted: (interval_s) => {
      boot = null;
      pulse.every(interval_s);
    },
  });
  const act = async (cue: Cue): Promise<void> => {
    if (cue.type === 'up') {
      boot = cue.boot ?? boot;
      line.wanted();
      caller.resume();
    } else if (cue.type === 'down') {
      // What was sent is answered first: a station that says things twice is a quirk.
      await caller.paused();
      await line.cut();
    } else box.say(cue);
    caller.pump();
  };
  const said = utterances(profile, plan, { ...order, heartbeat_ms: null, prng: random });
  const cues = merge<Cue>([linkCues(plan), said]);
  const stopped = stopping.signal;
  const followed = follow(cues, { to: order.to, clock, act, stopped });
  return {
    finished: followed.then(async () => (stopped.aborted ? undefined : caller.drained(stopped))),
    stop: async () => {
      stopping.abort();
      pulse.stop();
      await followed;
      await caller.paused();
      await line.close();
    },
    truth: () => kept.truth(),
  };
};

interface Pulse {
  every(interval_s: number): void;
  stop(): void;
}

const pulsing = (beat: () => void): Pulse => {
  let timer: NodeJS.Timeout | undefined;
  return {
    every: (interval_s) => {
      clearInterval(timer);
      const every_ms = (interval_s > 0 ? interval_s : heartbeat_s) * second_ms;
      timer = setInterval(beat, Math.min(every_ms, timer_ms_max));
    },
    stop: () => clearInterval(timer),
  };
};

interface Following {
  readonly to: number;
  readonly clock: () => number;
  readonly act: (cue: Cue) => Promise<void>;
  readonly stopped: AbortSignal;
}

/** Does each thing at its time, until all is done or the station is stopped. */
const follow = async (cues: Iterable<Cue>, following: Following): Promise<void> => {
  const { to, clock, act, stopped } = following;
  for (const cue of cues) {
    if (cue.at >= to) return;
    for (let left = cue.at - clock(); left > 0 && !stopped.aborted; left = cue.at - clock())
      await sleep(Math.min(left, timer_ms_max), undefined, { signal: stopped }).catch(
        () => undefined,
      );
    if (stopped.aborted) return;
    await act(cue);
  }
};
