// Facts of reservations.

import type { Common, OfPort } from './fact.ts';

export interface ReservationRequested extends OfPort {
  readonly type: 'ReservationRequested';
  readonly commandId: string;
  readonly reservationId: string;
  /** Null where no instant was given. */
  readonly expiresAt: number | null;
  /** 2.x connectorType; empty where not said. */
  readonly connectorType: string;
}

export interface ReservationCancelRequested extends Common {
  readonly type: 'ReservationCancelRequested';
  readonly commandId: string;
  readonly reservationId: string;
}

/** The station ended it: `Expired`, `Removed` or `NoTransaction`. */
export interface ReservationStatusReported extends Common {
  readonly type: 'ReservationStatusReported';
  readonly reservationId: string;
  readonly status: string;
}

/** A transaction began on it. */
export interface ReservationUsed extends OfPort {
  readonly type: 'ReservationUsed';
  readonly reservationId: string;
}

export type ReservationFact =
  ReservationRequested | ReservationCancelRequested | ReservationStatusReported | ReservationUsed;
