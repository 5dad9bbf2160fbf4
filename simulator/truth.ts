// The ledger of the truth: what a perfect observer of the traffic knows, to compare tables with.

import type { Protocol } from './station.ts';

/** Instants are milliseconds UTC, energies integer milliwatt-hours. */
export interface TrueSession {
  readonly station_id: string;
  readonly port: number;
  /** Of StartTransaction, or of the TransactionEvent Started. */
  readonly started_at: number;
  /** Of StopTransaction or Ended; null where none was delivered. */
  readonly ended_at: number | null;
  /** Register at the last delivered reading less register at the start. */
  readonly energy_mwh: number;
  readonly register_start_mwh: number;
  readonly register_end_mwh: number;
  readonly id_token: string;
  /** In the specification's words; empty while open. */
  readonly stop_reason: string;
  readonly transaction_id: string;
}

/** The register's movement within 15 minutes; buckets without movement are left out. */
export interface TrueBucket {
  readonly station_id: string;
  readonly port: number;
  /** Names the session together with station and port. */
  readonly session_started_at: number;
  readonly transaction_id: string;
  readonly bucket_start: number;
  readonly energy_mwh: number;
}

/**
 * A time in which a port was known not to work. A lost connection counts from the disconnect that
 * the gateway saw to the next connect, for every port of the station; before the first connect
 * nothing is known. A fault counts from the report that says Faulted, by the station's timestamp
 * but never before the connection that it came over, to the report that says otherwise by the same
 * rule, or to the disconnect, for from then on the fault is not observed. Outages of a port do not
 * overlap. `ended_at` is null where it lasted beyond the recording.
 */
export interface TrueOutage {
  readonly station_id: string;
  readonly port: number;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly cause: 'connection' | 'fault';
}

/**
 * A fault from its first delivered report to the delivered report that clears it. It outlasts
 * disconnects. A fault that came and went while offline was never told, and is not here; one that
 * came while offline is told at the reconnect with the time of its coming.
 */
export interface TrueFault {
  readonly station_id: string;
  readonly port: number;
  /** 1.6 errorCode; `component/variable` in 2.x. */
  readonly error_code: string;
  readonly vendor_error_code: string;
  readonly info: string;
  /** The station's own timestamp. */
  readonly opened_at: number;
  /** The station's own timestamp; null while it lasts. */
  readonly cleared_at: number | null;
  /** `opened_at`, but never before the connection that the report came over. */
  readonly visible_from: number;
  readonly visible_to: number | null;
  /** Delivered reports that say it is there. */
  readonly reports: number;
}

export interface TrueStation {
  readonly station_id: string;
  readonly protocol: Protocol;
  readonly vendor: string;
  readonly model: string;
  readonly serial_number: string;
  readonly firmware_version: string;
  readonly ports: readonly number[];
  readonly connections: number;
  /** Calls that were delivered and answered. */
  readonly calls: number;
  /** Session messages that were said offline and delivered later. */
  readonly replayed: number;
}

/** Each list in order of station, then time, then port. */
export interface Truth {
  readonly stations: readonly TrueStation[];
  readonly sessions: readonly TrueSession[];
  readonly buckets: readonly TrueBucket[];
  readonly outages: readonly TrueOutage[];
  readonly faults: readonly TrueFault[];
}

/** The truth of a fleet from that of its stations, in the order in which they are given. */
export const joined = (truths: readonly Truth[]): Truth => ({
  stations: truths.flatMap((truth) => truth.stations),
  sessions: truths.flatMap((truth) => truth.sessions),
  buckets: truths.flatMap((truth) => truth.buckets),
  outages: truths.flatMap((truth) => truth.outages),
  faults: truths.flatMap((truth) => truth.faults),
});
