// Facts of the state of ports and of their faults.

import type { OfPort } from './fact.ts';

/** State of a port as a station reports it, in neutral words. */
export type PortStatus =
  'available' | 'occupied' | 'charging' | 'reserved' | 'unavailable' | 'faulted';

/** What a status says, whenever it is told. */
interface SaidOfPort extends OfPort {
  readonly connectorId: number;
  readonly status: PortStatus;
  /** The specification's word, as `SuspendedEVSE`. */
  readonly statusReported: string;
  /** 1.6 errorCode, OtherError for one of no list; empty for NoError and in 2.x. */
  readonly errorCode: string;
  /** The errorCode as it was sent, where it is another; else absent. */
  readonly errorCodeReported?: string;
  /** Empty where it is nothing but zeros. */
  readonly vendorErrorCode: string;
  /** MREC that a quirk card states for it; absent where none does. */
  readonly mrecStated?: string;
  /** By whose list the vendorErrorCode is; absent where it was not said. */
  readonly vendorId?: string;
  readonly info: string;
}

/** The newest status of a connector. */
export interface PortStatusReported extends SaidOfPort {
  readonly type: 'PortStatusReported';
}

/** A status that is older than the newest one, told late: it says what was, not what is. */
export interface PortStatusRecalled extends SaidOfPort {
  readonly type: 'PortStatusRecalled';
  /** When the next status that is known took its place. */
  readonly until: number;
}

/** A problem told by NotifyEvent of 2.x, or by DataTransfer. */
export interface FaultNotified extends OfPort {
  readonly type: 'FaultNotified';
  /** `component/variable` of the device model, or `vendor/message` of a DataTransfer. */
  readonly errorCode: string;
  /** Empty in an all-clear for every fault of that errorCode. */
  readonly vendorErrorCode: string;
  /** Whose DataTransfer it was; absent in NotifyEvent. */
  readonly vendorId?: string;
  readonly mrecStated?: string;
  readonly info: string;
  readonly active: boolean;
}

export type StatusFact = PortStatusReported | PortStatusRecalled | FaultNotified;
