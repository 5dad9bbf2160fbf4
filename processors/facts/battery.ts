// Facts of vehicle batteries: their charge, what they ask for, and what limits them.

import type { OfPort } from './fact.ts';

interface OfBattery extends OfPort {
  /** The session open at the port; null where none was. */
  readonly sessionId: string | null;
}

/** Voltage and current that were sampled together with the charge of the battery. */
export interface BatterySampled extends OfBattery {
  readonly type: 'BatterySampled';
  readonly soc_mpercent: number | null;
  readonly voltage_mv: number | null;
  readonly current_ma: number | null;
}

/** What the vehicle asks for (2.x NotifyEVChargingNeeds); null where it did not say. */
export interface ChargingNeedsNotified extends OfBattery {
  readonly type: 'ChargingNeedsNotified';
  /** Kind of energy transfer, as DC or AC_three_phase. */
  readonly transfer: string;
  readonly departureAt: number | null;
  readonly energy_mwh: number | null;
  readonly power_mw_max: number | null;
  readonly dischargePower_mw_max: number | null;
  readonly current_ma_max: number | null;
  readonly current_ma_min: number | null;
  readonly voltage_mv_max: number | null;
  readonly capacity_mwh: number | null;
  readonly soc_mpercent: number | null;
  readonly socTarget_mpercent: number | null;
  readonly socFull_mpercent: number | null;
  readonly socBulk_mpercent: number | null;
}

/** The course that the vehicle plans to charge by (2.x NotifyEVChargingSchedule). */
export interface ChargingScheduleNotified extends OfBattery {
  readonly type: 'ChargingScheduleNotified';
  readonly timeBase: number | null;
  readonly duration_s: number | null;
  readonly periods: number;
  readonly limits: Limits;
}

/** Lowest and highest limit of a schedule, in thousandths of its unit. */
export interface Limits {
  /** W or A; empty where there is no schedule. */
  readonly unit: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** Something outside the station limits it, or a port of it (2.x NotifyChargingLimit). */
export interface ChargingLimitSet extends OfBattery {
  readonly type: 'ChargingLimitSet';
  /** As EMS, SO or CSO. */
  readonly source: string;
  readonly isGridCritical: boolean;
  readonly limits: Limits;
}

export interface ChargingLimitCleared extends OfBattery {
  readonly type: 'ChargingLimitCleared';
  readonly source: string;
}

/** A battery was put into, or taken out of, a swap station (2.1 BatterySwap). */
export interface BatterySwapped extends OfBattery {
  readonly type: 'BatterySwapped';
  /** BatteryIn, BatteryOut or BatteryOutTimeout. */
  readonly event: string;
  /** Number of the swap: its batteries in and out have the same. */
  readonly requestId: string;
  readonly serialNumber: string;
  readonly soc_mpercent: number | null;
  readonly soh_mpercent: number | null;
  readonly producedAt: number | null;
}

export type BatteryFact =
  | BatterySampled
  | ChargingNeedsNotified
  | ChargingScheduleNotified
  | ChargingLimitSet
  | ChargingLimitCleared
  | BatterySwapped;
