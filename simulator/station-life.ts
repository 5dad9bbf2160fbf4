// A station's life as the gateway would have recorded it: connections and frames with their times.

import type { Prng } from '../lib/prng.ts';
import { second_ms } from '../lib/time.ts';
import { backOffice } from './back-office.ts';
import type { Happening } from './happening.ts';
import { merge } from './merge.ts';
import { outbox } from './outbox.ts';
import type { Outgoing } from './outbox.ts';
import type { Ledger } from './ledger.ts';
import type { Spell, StationPlan } from './plan.ts';
import { quirkedFrame } from './quirk.ts';
import type { StationProfile } from './station.ts';
import { utterances } from './utterances.ts';
import type { BootReason, Utterance } from './utterances.ts';
import { uuid4, uuid7 } from './uuid.ts';

export interface RecordingOrder {
  readonly plan: StationPlan;
  readonly prng: Prng;
  /** Nothing is recorded from here on. */
  readonly to: number;
  readonly heartbeat_ms: number;
  readonly firstTransactionId: number;
  readonly ledger: Ledger;
}

interface LinkUp {
  readonly type: 'up';
  readonly at: number;
  readonly boot: BootReason | null;
}
interface LinkDown {
  readonly type: 'down';
  readonly at: number;
}
export type Cue = LinkUp | LinkDown | Utterance;

/**
 * The happenings of a station in order of time. An exchange that would not be over before the
 * connection goes does not begin: the message waits or is forgotten, as its kind is. So nothing is
 * delivered twice; stations that deliver twice are a quirk.
 */
export const stationLife = function* (
  profile: StationProfile,
  order: RecordingOrder,
): Generator<Happening, void, undefined> {
  const random = order.prng.stream(`line/${profile.station_id}`);
  const box = outbox(profile, order.ledger);
  const wire = line(profile, order, random);
  const { protocol } = profile.model;
  const drained = function* (until: number): Generator<Happening, void, undefined> {
    for (let out = box.next(); out !== null && box.online; out = box.next()) {
      const exchange = wire.exchange(out, until);
      if (exchange === null) return;
      yield* exchange.happenings;
      box.answered(exchange.answer);
    }
  };
  const said = utterances(profile, order.plan, order);
  for (const cue of merge<Cue>([linkCues(order.plan), said])) {
    if (cue.at >= order.to) break;
    yield* drained(cue.at);
    if (cue.type === 'up') {
      yield { at: cue.at, kind: 'connected', connectionId: wire.opened(cue.at), protocol };
      box.connected(cue.at, cue.boot);
    } else if (cue.type === 'down') {
      yield { at: cue.at, kind: 'disconnected', connectionId: wire.connectionId(), protocol };
      box.disconnected(cue.at);
    } else box.say(cue);
  }
  yield* drained(order.to);
};

/** When a station makes and loses its connection. */
export const linkCues = (plan: StationPlan): readonly Cue[] => [
  { type: 'up', at: plan.begins_at, boot: 'PowerUp' },
  ...plan.spells.flatMap((spell: Spell): readonly Cue[] => [
    { type: 'down', at: spell.from },
    { type: 'up', at: spell.to, boot: spell.cause === 'reboot' ? 'Watchdog' : null },
  ]),
];

interface Exchange {
  readonly happenings: readonly Happening[];
  readonly answer: Readonly<Record<string, unknown>>;
}

interface Line {
  opened(at: number): string;
  connectionId(): string;
  /** The call and its answer, where both are over before `until`; else null, and ask again. */
  exchange(out: Outgoing, until: number): Exchange | null;
}

/** The wire with its delays, the ids of its messages, and the back end at the other side. */
const line = (profile: StationProfile, order: RecordingOrder, random: Prng): Line => {
  const { protocol } = profile.model;
  const office = backOffice({
    interval_s: order.heartbeat_ms / second_ms,
    firstTransactionId: order.firstTransactionId,
  });
  const messageId = messageIds(profile, order.plan.begins_at, random);
  let connectionId = '';
  let free_at = 0;
  let drawn: { out: Outgoing; wait_ms: number; answer_ms: number } | null = null;
  const delays = (out: Outgoing): { wait_ms: number; answer_ms: number } => {
    if (drawn?.out !== out)
      drawn = { out, wait_ms: random.between(15, 120), answer_ms: random.between(3, 40) };
    return drawn;
  };
  return {
    opened: (at) => {
      free_at = at;
      connectionId = uuid7(at, random);
      return connectionId;
    },
    connectionId: () => connectionId,
    exchange: (out, until) => {
      const { wait_ms, answer_ms } = delays(out);
      const sent_at = Math.max(out.queued_at, free_at) + wait_ms;
      const answered_at = sent_at + answer_ms;
      if (answered_at >= until) return null;
      const { action, payload } = out.call;
      const answer = office.answer(action, payload, answered_at) ?? {};
      free_at = answered_at;
      const id = messageId();
      const frame = quirkedFrame(profile.quirks, JSON.stringify([2, id, action, payload]));
      const reply = JSON.stringify([3, id, answer]);
      const kind = 'frame';
      return {
        happenings: [
          { at: sent_at, kind, connectionId, protocol, direction: 'from_station', frame },
          { at: answered_at, kind, connectionId, protocol, direction: 'to_station', frame: reply },
        ],
        answer,
      };
    },
  };
};

/** Ids are unique over all connections of a station (1.6J errata 3.7), also over its restarts. */
export const messageIds = (
  profile: StationProfile,
  begins_at: number,
  random: Prng,
): (() => string) => {
  let count = Math.floor(begins_at / second_ms);
  return profile.model.messageIds === 'uuid'
    ? (): string => uuid4(random)
    : (): string => String(count++);
};
