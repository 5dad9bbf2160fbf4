// Every bound of the gateway by its name. What happens at each bound stands beside it.

import type { AdmissionLimits } from './admission/admission.ts';
import type { FlowLimits } from './admission/flow.ts';
import type { RefusalRules } from './admission/refusals.ts';
import type { ShareLimits } from './admission/share.ts';

export interface GatewayLimits extends RefusalRules, AdmissionLimits, FlowLimits, ShareLimits {
  /** Larger frames are not handled: noted in the log, close 1009. */
  readonly frame_bytes: number;
  /** Frames between `frame_bytes` and this are read, so that their beginning can be kept. */
  readonly frameRead_bytes: number;
  /** How much of a frame over `frame_bytes` is kept. */
  readonly oversizeKept_bytes: number;
  /** Bytes of a station id; longer is HTTP 400. */
  readonly stationId_bytes: number;
  /** From the first byte of a handshake to its last. */
  readonly handshake_ms: number;
  /** Not yet durable events and their bytes: above either, no socket is read; below half, again. */
  readonly pendingEvents: number;
  readonly pending_bytes: number;
  /** Appends under way at once; what comes meanwhile goes with the next. */
  readonly appendsInFlight: number;
  /** Events of one append. */
  readonly appendEvents: number;
  /** What a station has not taken of its answers; above that it is cut off. */
  readonly unsent_bytes: number;
  /** Pings unanswered before a connection counts as dead. */
  readonly pingsMissed: number;
  /** For a station's older connection to answer a ping, when a newer one asks to come in. */
  readonly newcomerProbe_ms: number;
  /** For the other side to answer a close frame, before the socket is destroyed. */
  readonly close_ms: number;
  /** For what is pending to become durable when the gateway stops. */
  readonly drain_ms: number;
  /**
   * A gateway that stops closes one connection after another, so far apart, and in no more than
   * that time in all: stations that all return at once would be a storm for whoever comes next.
   */
  readonly farewellStep_ms: number;
  readonly farewell_ms: number;
}

const MiB = 1024 * 1024;

export const gatewayLimits: GatewayLimits = {
  frame_bytes: MiB,
  frameRead_bytes: 8 * MiB,
  oversizeKept_bytes: 64 * 1024,
  connections: 50_000,
  stationId_bytes: 255,
  handshake_ms: 10_000,
  pendingEvents: 200_000,
  pending_bytes: 128 * MiB,
  appendsInFlight: 8,
  appendEvents: 10_000,
  unsent_bytes: MiB,
  pingsMissed: 2,
  newcomerProbe_ms: 4_000,
  close_ms: 5_000,
  drain_ms: 30_000,
  farewellStep_ms: 2,
  farewell_ms: 8_000,
  // A site of hundreds of stations behind one address comes back at once after a power cut.
  handshakesOfStation: { burst: 20, perSecond: 0.2 },
  handshakesOfAddress: { burst: 3_000, perSecond: 50 },
  handshakesInAll: { burst: 10_000, perSecond: 1_000 },
  failedLoginsOfPair: { burst: 10, perSecond: 0.1 },
  failedLoginsOfStation: { burst: 100, perSecond: 0.5 },
  failedLoginsOfAddress: { burst: 300, perSecond: 2 },
  connectionsOfAddress: 5_000,
  admissionKeys: 50_000,
  framesOfStation: { burst: 2_000, perSecond: 100 },
  bytesOfStation: { burst: 16 * MiB, perSecond: MiB },
  framesOfAddress: { burst: 100_000, perSecond: 5_000 },
  bytesOfAddress: { burst: 512 * MiB, perSecond: 32 * MiB },
  flowAhead_s: 60,
  floodPatience_ms: 900_000,
  stationPendingEvents: 2_000,
  stationPending_bytes: 4 * MiB,
  refusalsEvery_ms: 60_000,
  refusalKinds: 4_096,
  refusalStationsOfAddress: 64,
};

const off = { burst: 0, perSecond: 0 };

/**
 * For many stations at one address that is trusted, as of a load balancer or of a test bench:
 * nothing is limited by address, and no station by how fast it talks or returns.
 */
export const trustedAddress: Partial<GatewayLimits> = {
  handshakesOfStation: off,
  handshakesOfAddress: off,
  handshakesInAll: off,
  failedLoginsOfAddress: off,
  connectionsOfAddress: 0,
  framesOfStation: off,
  bytesOfStation: off,
  framesOfAddress: off,
  bytesOfAddress: off,
};
