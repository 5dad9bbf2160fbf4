// What a station has to say about its plan, in words that no protocol version owns.

import type { Prng } from '../lib/prng.ts';
import { floorTo, minute_ms } from '../lib/time.ts';
import { deliveredAt, powerAt } from './charging-curve.ts';
import type { FaultKind } from './faults.ts';
import { merge } from './merge.ts';
import type { Breakdown, Episode, StationPlan, StopCause, Visit } from './plan.ts';
import type { PortProfile, StationProfile } from './station.ts';
import { uuid4 } from './uuid.ts';

/** Energy is told in buckets of this width, so every station samples at their borders. */
export const bucket_ms = 15 * minute_ms;

export type Phase = 'available' | 'preparing' | 'charging' | 'suspended' | 'finishing' | 'faulted';

export type BootReason = 'PowerUp' | 'Watchdog';

/** What the meter of a port shows at an instant. */
export interface Reading {
  /** Lifetime register of imported energy. */
  readonly register_mwh: number;
  readonly power_mw: number;
  readonly voltage_mv: number;
  readonly phases: 1 | 3;
  /** Thousandths of a percent; null where the vehicle does not tell. */
  readonly soc_mpercent: number | null;
}

export interface Session {
  /** Counts the sessions of a port from 1. */
  readonly number: number;
  readonly port: number;
  readonly id_token: string;
  /** Made by the station, as 2.x does; 1.6 is given another by its back end. */
  readonly ownId: string;
}

export type UpdateCause = 'authorized' | 'charging' | 'suspended' | 'periodic' | 'clock';

export interface Boot {
  readonly type: 'boot';
  readonly at: number;
  readonly reason: BootReason;
}
export interface Heartbeat {
  readonly type: 'heartbeat';
  readonly at: number;
}
export interface Authorize {
  readonly type: 'authorize';
  readonly at: number;
  readonly id_token: string;
}
export interface Status {
  readonly type: 'status';
  /** When the state changed, not when it is said. */
  readonly at: number;
  /** 0 is the station as a whole. */
  readonly port: number;
  readonly phase: Phase;
  readonly fault: FaultKind | null;
}
/** A 2.x component whose variable `Problem` changed. */
export interface Problem {
  readonly type: 'problem';
  readonly at: number;
  readonly port: number;
  readonly fault: FaultKind;
  readonly cleared: boolean;
  /** Counts the events of a station. */
  readonly number: number;
}
interface OfSession {
  readonly at: number;
  readonly session: Session;
  /** Counts the messages of a session from 0. */
  readonly seqNo: number;
}
export interface Started extends OfSession {
  readonly type: 'started';
  readonly reading: Reading;
  /** Whether the driver was known by then. */
  readonly authorized: boolean;
}
export interface Updated extends OfSession {
  readonly type: 'updated';
  readonly cause: UpdateCause;
  /** Null where only the state changed. */
  readonly reading: Reading | null;
  readonly phase: Phase;
}
export interface Ended extends OfSession {
  readonly type: 'ended';
  readonly reading: Reading;
  readonly stop: StopCause;
  readonly fault: FaultKind | null;
}

/** What a station must not forget while it is offline. */
export type SessionUtterance = Started | Updated | Ended;
export type Utterance = Boot | Heartbeat | Authorize | Status | Problem | SessionUtterance;

export interface LifeOrder {
  readonly prng: Prng;
  /** Instants beyond are not reached. */
  readonly to: number;
  /** Distance of heartbeats; null where somebody else keeps them. */
  readonly heartbeat_ms: number | null;
  /** Distance of meter samples, in place of the model's. */
  readonly sample_ms?: number;
}

/** Everything that a station has to say, in order of time, whether or not it is connected. */
export const utterances = (
  profile: StationProfile,
  plan: StationPlan,
  order: LifeOrder,
): Iterable<Utterance> => {
  const random = order.prng.stream(profile.station_id);
  const ports = profile.ports.map((port) =>
    portLife(profile, { ...order, port, episodes: plan.episodes(port.port) }, random),
  );
  const beats = order.heartbeat_ms === null ? [] : [heartbeats(plan.begins_at, order)];
  return merge<Utterance>([...ports, ...beats]);
};

const heartbeats = function* (from: number, order: LifeOrder): Generator<Heartbeat, void> {
  const step_ms = order.heartbeat_ms ?? Infinity;
  for (let at = from + step_ms; at < order.to; at += step_ms) yield { type: 'heartbeat', at };
};

interface PortLife extends LifeOrder {
  readonly port: PortProfile;
  readonly episodes: Iterable<Episode>;
}

const portLife = function* (
  profile: StationProfile,
  life: PortLife,
  random: Prng,
): Generator<Utterance, void, undefined> {
  const { port } = life.port;
  let { register_mwh } = life.port;
  let number = 0;
  for (const episode of life.episodes) {
    if (episode.kind === 'breakdown') {
      yield* breakdown(episode, port);
      continue;
    }
    number += 1;
    const stream = random.stream(`session/${port}/${number}`);
    const ownId = uuid4(stream);
    const session = { number, port, id_token: episode.id_token, ownId };
    const sample_ms = life.sample_ms ?? profile.model.sample_ms;
    yield* visited(episode, { session, register_mwh, sample_ms, random: stream });
    register_mwh += deliveredAt(episode.curve, episode.ended_at);
  }
};

const breakdown = function* (episode: Breakdown, port: number): Generator<Status, void> {
  const { fault } = episode;
  yield { type: 'status', at: episode.from, port, phase: 'faulted', fault };
  yield { type: 'status', at: episode.to, port, phase: 'available', fault: null };
};

interface Telling {
  readonly session: Session;
  /** Register at the start of the session. */
  readonly register_mwh: number;
  readonly sample_ms: number;
  readonly random: Prng;
}

type Unnumbered =
  Status | Authorize | Omit<Started, 'seqNo'> | Omit<Updated, 'seqNo'> | Omit<Ended, 'seqNo'>;

/** All that is said of a visit, in order of time. */
const visited = (visit: Visit, telling: Telling): readonly Utterance[] => {
  const said = [...statuses(visit, telling.session.port), ...transaction(visit, telling)];
  said.sort((a, b) => a.at - b.at);
  let seqNo = 0;
  return said.map((one) => {
    if (one.type === 'status' || one.type === 'authorize') return one;
    return { ...one, seqNo: seqNo++ };
  });
};

const statuses = (visit: Visit, port: number): readonly Status[] => {
  const status = (at: number, phase: Phase): Status => ({
    type: 'status',
    at,
    port,
    phase,
    fault: null,
  });
  const said = [status(visit.plugged_at, 'preparing')];
  const charging_at = chargingAt(visit);
  if (charging_at < visit.ended_at) said.push(status(charging_at, 'charging'));
  if (visit.suspended_at !== null) said.push(status(visit.suspended_at, 'suspended'));
  // A breakdown that ends the visit says the rest.
  if (visit.stop === 'fault') return said;
  if (visit.unplugged_at > visit.ended_at) said.push(status(visit.ended_at, 'finishing'));
  said.push(status(visit.unplugged_at, 'available'));
  return said;
};

const chargingAt = (visit: Visit): number => visit.curve[0]?.at ?? visit.ended_at;

const transaction = (visit: Visit, telling: Telling): readonly Unnumbered[] => {
  const { session } = telling;
  const reading = (at: number): Reading => read(visit, telling, at);
  const { started_at, authorized_at, ended_at, id_token } = visit;
  const authorized = started_at >= authorized_at;
  const said: Unnumbered[] = [
    { type: 'authorize', at: authorized_at, id_token },
    { type: 'started', at: started_at, session, reading: reading(started_at), authorized },
  ];
  const updated = (at: number, cause: UpdateCause, phase: Phase): void => {
    if (at > started_at && at < ended_at)
      said.push({ type: 'updated', at, session, cause, reading: null, phase });
  };
  if (!authorized) updated(authorized_at, 'authorized', 'preparing');
  updated(chargingAt(visit), 'charging', 'charging');
  if (visit.suspended_at !== null) updated(visit.suspended_at, 'suspended', 'suspended');
  for (const { at, cause } of sampleTimes(visit, telling.sample_ms)) {
    const phase = phaseAt(visit, at);
    said.push({ type: 'updated', at, session, cause, reading: reading(at), phase });
  }
  const { stop, fault } = visit;
  said.push({ type: 'ended', at: ended_at, session, reading: reading(ended_at), stop, fault });
  return said;
};

const phaseAt = (visit: Visit, at: number): Phase => {
  if (at < chargingAt(visit)) return 'preparing';
  return visit.suspended_at !== null && at >= visit.suspended_at ? 'suspended' : 'charging';
};

interface SampleTime {
  readonly at: number;
  readonly cause: 'periodic' | 'clock';
}

/**
 * Every quarter of an hour by the clock, and every so often while energy flows: between two
 * readings no border is crossed, so the energy of each bucket is told exactly.
 */
const sampleTimes = (visit: Visit, sample_ms: number): readonly SampleTime[] => {
  const { started_at, ended_at } = visit;
  const flows_until = Math.min(ended_at, visit.suspended_at ?? ended_at);
  const times: SampleTime[] = [];
  for (let at = floorTo(started_at, bucket_ms) + bucket_ms; at < ended_at; at += bucket_ms)
    times.push({ at, cause: 'clock' });
  for (let at = started_at + sample_ms; at < flows_until; at += sample_ms)
    if (at % bucket_ms !== 0) times.push({ at, cause: 'periodic' });
  return times;
};

const read = (visit: Visit, telling: Telling, at: number): Reading => {
  const delivered_mwh = deliveredAt(visit.curve, at);
  const { battery } = visit;
  return {
    register_mwh: telling.register_mwh + delivered_mwh,
    power_mw: at < visit.ended_at ? powerAt(visit.curve, at) : 0,
    voltage_mv: telling.random.between(2_270, 2_350) * 100,
    phases: visit.phases,
    soc_mpercent:
      battery === null
        ? null
        : battery.soc_mpercent + Math.floor((delivered_mwh * 100_000) / battery.capacity_mwh),
  };
};

export const isOfSession = (utterance: Utterance): utterance is SessionUtterance =>
  utterance.type === 'started' || utterance.type === 'updated' || utterance.type === 'ended';
