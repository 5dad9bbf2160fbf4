// Small literal lives for tests: what each station does, and when, counted from one instant.

import { clipped } from './charging-curve.ts';
import type { FaultKind } from './faults.ts';
import { faultKinds } from './faults.ts';
import type { Breakdown, Episode, Spell, StationPlan, StopCause, Visit } from './plan.ts';
import { energyStep_mwh } from './station.ts';
import type { StationProfile } from './station.ts';

interface When {
  /** After the start of the scenario. */
  readonly after_ms: number;
  readonly for_ms: number;
}

/** A vehicle is plugged in, charges evenly for the time given, and leaves. */
export interface Charges extends When {
  readonly does: 'charges';
  readonly port: number;
  readonly energy_wh: number;
  readonly id_token?: string;
  readonly stop?: StopCause;
  /** Parts of the time before and after the transaction. */
  readonly plugged_ms?: number;
  /** Vehicle full, transaction open: the last part of the time. */
  readonly suspended_ms?: number;
}

export interface BreaksDown extends When {
  readonly does: 'breaks_down';
  readonly port: number;
  readonly fault?: FaultKind;
}

export interface LosesLink extends When {
  readonly does: 'loses_link' | 'reboots';
}

export type Act = Charges | BreaksDown | LosesLink;

/** The plan of a station that does what is written, from `start` on. Acts are in order of time. */
export const scenario = (
  profile: StationProfile,
  start: number,
  acts: readonly Act[],
): StationPlan => ({
  begins_at: start,
  spells: acts.filter((act) => isSpell(act)).map((act) => spell(act, start)),
  episodes: (port) =>
    acts.flatMap((act): readonly Episode[] => {
      if (isSpell(act) || act.port !== port) return [];
      return act.does === 'charges' ? [visit(profile, act, start)] : [breakdown(act, start)];
    }),
});

const isSpell = (act: Act): act is LosesLink => act.does === 'loses_link' || act.does === 'reboots';

const spell = (act: LosesLink, start: number): Spell => ({
  from: start + act.after_ms,
  to: start + act.after_ms + act.for_ms,
  cause: act.does === 'reboots' ? 'reboot' : 'link',
});

const breakdown = (act: BreaksDown, start: number): Breakdown => ({
  kind: 'breakdown',
  from: start + act.after_ms,
  to: start + act.after_ms + act.for_ms,
  fault: act.fault ?? faultKinds[0],
});

const visit = (profile: StationProfile, act: Charges, start: number): Visit => {
  const { plugged_ms = 0, suspended_ms = 0, stop = 'local' } = act;
  const plugged_at = start + act.after_ms;
  const begins_at = plugged_at + plugged_ms;
  const ended_at = begins_at + act.for_ms;
  const full_at = ended_at - suspended_ms;
  const energy_mwh = Math.round(act.energy_wh * 1000);
  const power_mw = Math.floor((energy_mwh * 3_600_000) / (full_at - begins_at));
  const curve = [
    { at: begins_at, delivered_mwh: 0, power_mw },
    { at: full_at, delivered_mwh: energy_mwh, power_mw: 0 },
  ];
  return {
    kind: 'visit',
    plugged_at,
    started_at: profile.model.begins === 'cable' ? plugged_at : begins_at,
    authorized_at: begins_at,
    curve: clipped(curve, ended_at, energyStep_mwh(profile.model)),
    suspended_at: suspended_ms > 0 ? full_at : null,
    ended_at,
    unplugged_at: ended_at + plugged_ms,
    stop,
    fault: stop === 'fault' ? faultKinds[0] : null,
    id_token: act.id_token ?? '04A1B2C3D4E5F6',
    phases: profile.model.phases,
    battery:
      profile.model.current === 'DC' ? { capacity_mwh: 60_000_000, soc_mpercent: 20_000 } : null,
  };
};
