// Facts of what the meter of a port said.

import type { OfPort } from './fact.ts';

/**
 * The import register of a port moved. Spans of one port follow each other without overlap, so
 * their sum is the register's movement; sessions and unattributed spans share them out.
 */
export interface EnergyDelivered extends OfPort {
  readonly type: 'EnergyDelivered';
  /** Null where no session was open: the energy is unattributed. */
  readonly sessionId: string | null;
  readonly from: number;
  readonly to: number;
  /** Never negative. */
  readonly energy_mwh: number;
  readonly registerFrom_mwh: number;
  readonly registerTo_mwh: number;
}

/** Instantaneous values that a station sampled, other than the import register. */
export interface MeterSampled extends OfPort {
  readonly type: 'MeterSampled';
  readonly sessionId: string | null;
  /** Milliwatts of active import power over all phases; null where not sampled. */
  readonly power_mw: number | null;
  /** Thousandths of a percent; null where not sampled. */
  readonly soc_mpercent: number | null;
}

export type MeterFact = EnergyDelivered | MeterSampled;
