// When a session charged and when it only parked: as much as its columns say, where the timeline
// of its port says it.

import type { SessionRow, TimelineSpan } from './session.ts';

export type Phase = 'charging' | 'parking';

export interface PhaseSpan {
  readonly from: number;
  readonly to: number;
  readonly phase: Phase;
}

/** Whether the timeline told when, or only the columns how long. */
export type Placed = 'told' | 'assumed';

export interface Phases {
  readonly spans: readonly PhaseSpan[];
  readonly placed: Placed;
}

/**
 * Statuses in which a vehicle is connected and does not ask for power. Suspended by the station
 * is charging time: there the vehicle does ask (OCPI 2.2.1 mod_cdrs, PARKING_TIME).
 */
const parked: ReadonlySet<string> = new Set(['SuspendedEV', 'Finishing', 'Preparing']);

type Told = Phase | 'either';

const toldBy = ({ state, cause }: TimelineSpan): Told => {
  if (state === 'charging' || cause === 'SuspendedEVSE') return 'charging';
  return state === 'occupied' && parked.has(cause) ? 'parking' : 'either';
};

interface ToldSpan {
  readonly from: number;
  readonly to: number;
  readonly told: Told;
}

/** The session from start to end, by what the timeline says; where it says nothing, either. */
const toldSpans = (
  from: number,
  to: number,
  timeline: readonly TimelineSpan[],
): readonly ToldSpan[] => {
  const spans: ToldSpan[] = [];
  let at = from;
  const add = (until: number, told: Told): void => {
    if (until > at) spans.push({ from: at, to: until, told });
    at = Math.max(at, until);
  };
  for (const span of [...timeline].sort((a, b) => a.started_at - b.started_at)) {
    const end = Math.min(span.ended_at ?? to, to);
    if (end <= at) continue;
    add(Math.min(span.started_at, to), 'either');
    add(end, toldBy(span));
  }
  add(to, 'either');
  return spans;
};

const parkedIn = (spans: readonly PhaseSpan[]): number =>
  spans.reduce((sum, { from, to, phase }) => sum + (phase === 'parking' ? to - from : 0), 0);

const joined = (spans: readonly PhaseSpan[]): readonly PhaseSpan[] => {
  const all: PhaseSpan[] = [];
  for (const span of spans) {
    const last = all.at(-1);
    if (last?.phase === span.phase) all[all.length - 1] = { ...last, to: span.to };
    else all.push(span);
  }
  return all;
};

/** Parking time of a session: connected without asking for power, before charging or after it. */
export const parkingOf = ({ suspended_ev_s, idle_s }: SessionRow): number =>
  suspended_ev_s + idle_s;

/**
 * The phases of a session that has ended. Parking lasts as long as the columns say, always. It is
 * where the timeline says, if that adds up; else it is assumed to have come after charging, as it
 * mostly does.
 */
export const phasesOf = (session: SessionRow, timeline: readonly TimelineSpan[]): Phases => {
  const from = session.started_at;
  const to = session.ended_at ?? from;
  const parking_ms = Math.min(parkingOf(session), to - from);
  const told = toldSpans(from, to, timeline);
  for (const either of ['charging', 'parking'] as const) {
    const spans = told.map((span): PhaseSpan => {
      const phase = span.told === 'either' ? either : span.told;
      return { from: span.from, to: span.to, phase };
    });
    if (parkedIn(spans) === parking_ms) return { spans: joined(spans), placed: 'told' };
  }
  const end = to - parking_ms;
  const spans: readonly PhaseSpan[] = [
    { from, to: end, phase: 'charging' },
    { from: end, to, phase: 'parking' },
  ];
  return { spans: spans.filter((span) => span.to > span.from), placed: 'assumed' };
};
