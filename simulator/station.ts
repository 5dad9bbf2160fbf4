// What a virtual station is: its product, its ports, its temper, its quirks.

import type { Quirk } from './quirk.ts';

export type Protocol = 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1';

/** A product as its maker ships it; what differs between makers is data here, never a branch. */
export interface Model {
  readonly vendor: string;
  readonly name: string;
  readonly firmwareVersions: readonly [string, ...string[]];
  readonly protocol: Protocol;
  readonly current: 'AC' | 'DC';
  readonly phases: 1 | 3;
  readonly power_w_max: number;
  readonly ports: number;
  /** How the energy register is written: 2.x may also write Wh times ten to the third. */
  readonly energyUnit: 'Wh' | 'kWh' | 'Wh×10^3';
  /** Whether instants without a fraction of a second are written without one. */
  readonly plainSeconds: boolean;
  readonly messageIds: 'counter' | 'uuid';
  /** Distance of meter samples while energy flows; quarters of an hour are sampled besides. */
  readonly sample_ms: number;
  /** What begins a transaction (2.x TxStartPoint; 1.6 always begins once authorised). */
  readonly begins: 'cable' | 'authorized';
  /** Whether every TransactionEvent names its EVSE, or only the first (E01.FR.16). */
  readonly namesEvse: 'always' | 'first';
}

/** How often things go wrong and people come. */
export interface Temper {
  readonly arrivals_per_day: number;
  readonly linkLosses_per_day: number;
  readonly faults_per_day: number;
  readonly reboots_per_day: number;
  /** Whether one of its outages lasts for days. */
  readonly longOutage: boolean;
}

export interface PortProfile {
  /** 1.6 connector id or 2.x EVSE id. */
  readonly port: number;
  /** Lifetime register when the life begins; whole watt-hours for 1.6. */
  readonly register_mwh: number;
}

export interface StationProfile {
  readonly station_id: string;
  readonly model: Model;
  readonly serial_number: string;
  readonly firmware_version: string;
  readonly ports: readonly PortProfile[];
  readonly temper: Temper;
  /** How its frames depart from the specification; none for an honest station. */
  readonly quirks: readonly Quirk[];
}

/** The finest step of energy that the borders of a transaction can tell: 1.6 says whole Wh. */
export const energyStep_mwh = (model: Model): number => (model.protocol === 'ocpp1.6' ? 1000 : 1);
