// Whether a register moves in coarse steps: its energy is then right to a step only.

import { hour_ms } from '../../../lib/time.ts';
import type { Fact } from '../../facts.ts';
import type { StationState, Told } from '../state.ts';
import { boundTo, meterAt } from './port-meter.ts';

/** Steps from which on a register is coarse: 100 Wh. */
export const coarseStep_mwh = 100_000;

/** How many readings in steps are believed, and how many are remembered at most. */
export const coarseReadings = 6;
const coarseReadings_max = 12;
/** A reading between two steps counts as many against it: edges of sessions may be told finer. */
const finer = 2;
/** While a register stays coarse it is said again, so that it stands beside what it blurs. */
const reminder_ms = hour_ms;

/** What is known of the steps of a port's register. */
export interface Steps {
  readonly register_mwh: number;
  /** Readings that were whole steps, less those that were not. */
  readonly score: number;
  readonly doubtedAt: number | null;
}

const unseen: Steps = { register_mwh: 0, score: 0, doubtedAt: null };

/** Whether the register of a session that ends was coarse; its last reading may be a finer one. */
export const isCoarse = (steps: Steps | null): boolean =>
  steps !== null && steps.score >= coarseReadings - finer;

interface Sampled {
  readonly at: number;
  readonly port: number;
  readonly register_mwh: number;
}

/** Takes in a sampled register; one that did not move, or is zero, says nothing of its steps. */
export const readSteps = (state: StationState, { at, port, register_mwh }: Sampled): Told<Fact> => {
  const meter = meterAt(state.meters, port);
  const before = meter.steps ?? unseen;
  if (register_mwh === 0 || register_mwh === before.register_mwh) return { state, facts: [] };
  const whole = register_mwh % coarseStep_mwh === 0;
  const score = whole
    ? Math.min(coarseReadings_max, before.score + 1)
    : Math.max(0, before.score - finer);
  const { doubtedAt } = before;
  const news =
    whole &&
    score >= coarseReadings &&
    (doubtedAt === null || at < doubtedAt || at - doubtedAt >= reminder_ms);
  const steps: Steps = { register_mwh, score, doubtedAt: news ? at : doubtedAt };
  // A register that was never in steps has nothing to remember.
  const kept = score === 0 && doubtedAt === null ? null : steps;
  if (kept === null && meter.steps === null) return { state, facts: [] };
  const meters = boundTo(state.meters, port, { ...meter, steps: kept });
  const code = 'register_coarse';
  const facts: Fact[] = news
    ? [{ type: 'Doubted', at, port, code, detail: 'steps of 100 Wh' }]
    : [];
  return { state: { ...state, meters }, facts };
};
