// Facts of the line to a station, and of its boots.

import type { Common } from './fact.ts';

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

/** The answer to a boot named the interval of heartbeats. */
export interface HeartbeatAgreed extends Common {
  readonly type: 'HeartbeatAgreed';
  readonly interval_s: number;
}

export type ConnectionFact =
  HeartbeatAgreed | StationConnected | StationDisconnected | StationBooted | StationHeard;
