// What will happen to a station, whatever it says about it: visits, breakdowns, lost connections.

import type { FaultKind } from './faults.ts';

/** A point of a charging curve; energy moves in a straight line from one to the next. */
export interface Knot {
  readonly at: number;
  /** Since the start of the transaction. */
  readonly delivered_mwh: number;
  /** From here to the next knot. */
  readonly power_mw: number;
}

export interface Battery {
  readonly capacity_mwh: number;
  /** State of charge at the start, thousandths of a percent. */
  readonly soc_mpercent: number;
}

export type StopCause = 'local' | 'unplugged' | 'full' | 'fault' | 'power_loss';

/** A vehicle at a port. Instants are in the order of the fields, none later than the next. */
export interface Visit {
  readonly kind: 'visit';
  readonly plugged_at: number;
  /** The start of the transaction; before `authorized_at` where the cable begins it. */
  readonly started_at: number;
  readonly authorized_at: number;
  /** Never empty; energy flows from its first to its last knot. */
  readonly curve: readonly Knot[];
  /** When the vehicle stopped drawing though the transaction went on; null where it did not. */
  readonly suspended_at: number | null;
  readonly ended_at: number;
  /** Where a breakdown ended the visit, the breakdown begins here. */
  readonly unplugged_at: number;
  readonly stop: StopCause;
  /** What broke, where `stop` is `fault`. */
  readonly fault: FaultKind | null;
  readonly id_token: string;
  readonly phases: 1 | 3;
  /** Null where the vehicle does not tell, as over AC. */
  readonly battery: Battery | null;
}

/** A port that cannot be used. */
export interface Breakdown {
  readonly kind: 'breakdown';
  readonly from: number;
  readonly to: number;
  readonly fault: FaultKind;
}

export type Episode = Visit | Breakdown;

/** No connection: the network is away, or the station restarts. */
export interface Spell {
  readonly from: number;
  readonly to: number;
  readonly cause: 'link' | 'reboot';
}

export interface StationPlan {
  /** When the station first connects. */
  readonly begins_at: number;
  /** In order of time, without overlap. */
  readonly spells: readonly Spell[];
  /** What happens at a port, in order of time, without overlap; the same at each call. */
  readonly episodes: (port: number) => Iterable<Episode>;
}

/**
 * The same plan run `speedup` times as fast from `start` on. Registers move as far as before in
 * less time, so that power says less than the register: fit for demonstrations, not for physics.
 */
export const hastened = (plan: StationPlan, start: number, speedup: number): StationPlan => {
  const moved = (at: number): number => start + Math.round((at - start) / speedup);
  return {
    begins_at: moved(plan.begins_at),
    spells: plan.spells.map((s) => ({ ...s, from: moved(s.from), to: moved(s.to) })),
    *episodes(port) {
      for (const episode of plan.episodes(port)) yield movedEpisode(episode, moved);
    },
  };
};

const movedEpisode = (episode: Episode, moved: (at: number) => number): Episode =>
  episode.kind === 'breakdown'
    ? { ...episode, from: moved(episode.from), to: moved(episode.to) }
    : {
        ...episode,
        plugged_at: moved(episode.plugged_at),
        started_at: moved(episode.started_at),
        authorized_at: moved(episode.authorized_at),
        curve: episode.curve.map((knot) => ({ ...knot, at: moved(knot.at) })),
        suspended_at: episode.suspended_at === null ? null : moved(episode.suspended_at),
        ended_at: moved(episode.ended_at),
        unplugged_at: moved(episode.unplugged_at),
      };
