// What interpretation says of a station's frames, the same words for OCPP 1.6, 2.0.1 and 2.1.

/** State of a port as a station reports it, in neutral words. */
export type PortStatus =
  'available' | 'occupied' | 'charging' | 'reserved' | 'unavailable' | 'faulted';

interface Common {
  /** When it happened as the station says, or when the gateway saw it; milliseconds UTC. */
  readonly at: number;
}

interface OfPort extends Common {
  /** 1.6 connector id or 2.x EVSE id; 0 is the station as a whole. */
  readonly port: number;
}

export interface StationConnected extends Common {
  readonly type: 'StationConnected';
  readonly connectionId: string;
  readonly protocol: string;
  readonly remoteAddress: string;
  /**
   * What was before: the station had left, our gateway had left (by its own word, or it ended
   * without one), another connection was still open, or the station was never seen.
   */
  readonly before: 'station' | 'gateway' | 'connected' | 'never';
  /** When the line was last known to work before this connection; `at` where never. */
  readonly lastSeenAt: number;
}

export interface StationDisconnected extends Common {
  readonly type: 'StationDisconnected';
  readonly connectionId: string;
  readonly code: number;
  readonly reason: string;
  /** Who closed; what the gateway closes is no outage of the station. */
  readonly side: 'station' | 'gateway';
}

export interface StationBooted extends Common {
  readonly type: 'StationBooted';
  readonly vendor: string;
  readonly model: string;
  readonly serialNumber: string;
  readonly firmwareVersion: string;
  readonly reason: string;
}

/** A readable frame came from the station: it lives. Said at most once a minute. */
export interface StationHeard extends Common {
  readonly type: 'StationHeard';
}

/** Something in a frame was doubtful; what was done about it is in the meaning of the code. */
export interface Doubted extends OfPort {
  readonly type: 'Doubted';
  readonly code: DoubtCode;
  /** What was found, in a few words. */
  readonly detail: string;
}

/** Every doubt and its treatment. Codes are never used again for something else. */
export const doubts = {
  frame_unreadable: 'Not an OCPP-J frame. Kept in the log; nothing was read from it.',
  frame_out_of_schema: 'Not valid against the published schema. Read as far as possible.',
  time_missing: 'No timestamp. The time of receipt was taken.',
  time_unreadable: 'The timestamp is no instant. The time of receipt was taken.',
  time_without_zone: 'The timestamp names no zone. UTC was taken.',
  value_unreadable: 'A meter value is no decimal number. It was left out.',
  unit_unknown: 'A unit is not known for its measurand. The value was left out.',
  register_late: 'A register reading is older than the last one and above it. It was left out.',
  register_went_back: 'The register is lower than before. A new segment begins; no energy counted.',
  session_unknown: 'The message speaks of a transaction that is not open.',
  start_unknown: 'A transaction was stopped whose start was never heard of.',
  end_inferred: 'The next start on the port ended a transaction that was never stopped.',
} as const;

export type DoubtCode = keyof typeof doubts;

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

export interface SessionStarted extends OfPort {
  readonly type: 'SessionStarted';
  readonly sessionId: string;
  readonly connectorId: number;
  /** Empty until the back end gave one (1.6). */
  readonly transactionId: string;
  readonly idToken: string;
  /** Milliwatt-hours of the register; null where it was not said. */
  readonly register_mwh: number | null;
  readonly evidence: SessionEvidence;
}

/** What made us open or end a session. */
export type SessionEvidence =
  'StartTransaction' | 'StopTransaction' | 'TransactionEvent' | 'NextStart';

/** The session got the id by which the station and its back end speak of it. */
export interface SessionIdentified extends OfPort {
  readonly type: 'SessionIdentified';
  readonly sessionId: string;
  readonly transactionId: string;
}

export interface SessionUpdated extends OfPort {
  readonly type: 'SessionUpdated';
  readonly sessionId: string;
  /** 2.x chargingState, as `SuspendedEV`; empty where not said. */
  readonly chargingState: string;
  readonly idToken: string;
}

export interface SessionEnded extends OfPort {
  readonly type: 'SessionEnded';
  readonly sessionId: string;
  readonly register_mwh: number | null;
  readonly stopReason: string;
  readonly evidence: SessionEvidence;
}

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

export type Fact =
  | StationConnected
  | StationDisconnected
  | StationBooted
  | StationHeard
  | Doubted
  | PortStatusReported
  | FaultNotified
  | SessionStarted
  | SessionIdentified
  | SessionUpdated
  | SessionEnded
  | EnergyDelivered
  | MeterSampled;

export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Extract<Fact, { readonly type: T }>;
