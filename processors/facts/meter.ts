// Facts of what the meter of a port said.

import type { Span as Drawn } from '../trail.ts';
import type { OfPort } from './fact.ts';

interface Span extends OfPort {
  /** Null where no session was open: the energy is unattributed. */
  readonly sessionId: string | null;
  readonly from: number;
  readonly to: number;
  /** Never negative. */
  readonly energy_mwh: number;
}

/**
 * The import register of a port moved. Spans of one port follow each other without overlap, so
 * their sum is the register's movement; sessions and unattributed spans share them out.
 */
export interface EnergyDelivered extends Span {
  readonly type: 'EnergyDelivered';
  /** Null where the energy was told by interval, without a register. */
  readonly registerFrom_mwh: number | null;
  readonly registerTo_mwh: number | null;
}

/** Energy that is never added to what the import registers of ports counted. */
export type OtherQuantity =
  /** Fed back by the vehicle. */
  | 'exported'
  /** Var-hours. */
  | 'reactive_imported'
  /** Var-hours. */
  | 'reactive_exported'
  /** Counted by the station's own meter, connector 0: it contains what its ports delivered. */
  | 'station'
  /** Sampled power integrated over time. */
  | 'estimated';

/** Another quantity of energy moved. Spans of one port and quantity follow each other. */
export interface OtherEnergyMoved extends Span {
  readonly type: 'OtherEnergyMoved';
  readonly quantity: OtherQuantity;
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

/** One sampled value as the meter told it; absent members have the default of the specification. */
export interface SampledValue {
  readonly measurand: string;
  /** Empty for the port as a whole. */
  readonly phase: string;
  readonly location: string;
  readonly context: string;
  /** Without a multiplier: Wh also where kWh was said. */
  readonly unit: string;
  /** Thousandths of the unit. */
  readonly value: number;
  /** Whether a signature came with it. */
  readonly signed: boolean;
}

/** All values that a meter sampled at one instant. */
export interface ValuesSampled extends OfPort {
  readonly type: 'ValuesSampled';
  readonly sessionId: string | null;
  readonly values: readonly SampledValue[];
}

/**
 * What came late tells more of energy that was told before: spans are withdrawn, and others drawn
 * in their place, with other borders or of another session. Both sum to the same energy, and each
 * list is in order of time.
 */
export interface EnergyRedrawn extends OfPort {
  readonly type: 'EnergyRedrawn';
  readonly withdrawn: readonly Drawn[];
  readonly drawn: readonly Drawn[];
}

export type MeterFact =
  EnergyDelivered | EnergyRedrawn | OtherEnergyMoved | MeterSampled | ValuesSampled;
