// Facts of the state of ports and of their faults.

import type { OfPort } from './fact.ts';

/** State of a port as a station reports it, in neutral words. */
export type PortStatus =
  'available' | 'occupied' | 'charging' | 'reserved' | 'unavailable' | 'faulted';

export interface PortStatusReported extends OfPort {
  readonly type: 'PortStatusReported';
  readonly connectorId: number;
  readonly status: PortStatus;
  /** The specification's word, as `SuspendedEVSE`. */
  readonly statusReported: string;
  /** 1.6 errorCode; empty for NoError and in 2.x. */
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly info: string;
}

/** A problem that a 2.x station tells of by NotifyEvent. */
export interface FaultNotified extends OfPort {
  readonly type: 'FaultNotified';
  /** `component/variable` of the device model. */
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly info: string;
  readonly active: boolean;
}

export type StatusFact = PortStatusReported | FaultNotified;
