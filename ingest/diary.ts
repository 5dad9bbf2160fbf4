// The gateway's own events: started, stopped, and the handshakes that it refused.

import type { OcppEvent } from '../schemas/events.gen.ts';
import type { RefusalCode } from './admission/refusal-codes.ts';
import { eventOf, keyOf } from './event.ts';
import { uuid7 } from './uuid7.ts';

export interface Diarist {
  readonly tenant: string;
  readonly gatewayId: string;
  readonly gatewayRun: string;
  /** Milliseconds since 1970 UTC, fractions allowed. */
  readonly clock: () => number;
}

export interface Entry {
  readonly key: string;
  readonly event: OcppEvent;
}

/** A handshake that did not become a connection. */
export interface Refusal {
  /** `other` where it is not said. */
  readonly code?: RefusalCode;
  /** Empty where the handshake named none. */
  readonly stationId: string;
  readonly reason: string;
  readonly remoteAddress: string;
  readonly close: OcppEvent['close'];
}

/** Refusals of one kind that are told as one event; milliseconds UTC. */
export interface Span {
  readonly count: number;
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface Diary {
  started(): Entry;
  stopped(): Entry;
  /** Under the station's key where the handshake named one, else under the gateway's. */
  refused(refusal: Refusal, several?: Span): Entry;
}

/** Start and stop are the first and the last event of the connection that is named as the run. */
export const openDiary = ({ tenant, gatewayId, gatewayRun, clock }: Diarist): Diary => {
  const common = { tenant, gatewayId, gatewayRun, protocol: '', source: 'GATEWAY' as const };
  const now = (): number => Math.round(clock() * 1000);
  const own = (seq: number, kind: 'GATEWAY_STARTED' | 'GATEWAY_STOPPED'): Entry => ({
    key: keyOf(tenant, gatewayId),
    event: eventOf(
      { ...common, stationId: '', connectionId: gatewayRun },
      { seq, recordedAt: now() },
      { kind },
    ),
  });
  return {
    started: () => own(0, 'GATEWAY_STARTED'),
    stopped: () => own(1, 'GATEWAY_STOPPED'),
    refused: ({ code = 'other', stationId, reason, remoteAddress, close }, several) => ({
      key: keyOf(tenant, stationId === '' ? gatewayId : stationId),
      event: eventOf(
        { ...common, stationId, connectionId: uuid7(clock()) },
        { seq: 0, recordedAt: now() },
        {
          kind: 'REFUSED',
          refusal: reason,
          frame: JSON.stringify({ code, count: 1, ...several }),
          remoteAddress,
          close,
        },
      ),
    }),
  };
};
