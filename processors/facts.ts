// What interpretation says of a station's frames, the same words for OCPP 1.6, 2.0.1 and 2.1.

/** State of a port as a station reports it, in neutral words. */
export type PortStatus =
  'available' | 'occupied' | 'charging' | 'reserved' | 'unavailable' | 'faulted';

interface Common {
  /** When it happened as the station says, or when the gateway saw it; milliseconds UTC. */
  readonly at: number;
  /** Codes of what was doubtful in the frame and how it was treated. */
  readonly flags: readonly string[];
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
   * Why the line was down before: the station's side left, our gateway left (by its own word, or
   * it ended without one), or the station was never seen before.
   */
  readonly before: 'station' | 'gateway' | 'never';
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

/** Any readable frame from the station: it lives. */
export interface StationHeard extends Common {
  readonly type: 'StationHeard';
}

export interface FrameUnreadable extends Common {
  readonly type: 'FrameUnreadable';
  readonly detail: string;
}

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
  | FrameUnreadable
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
