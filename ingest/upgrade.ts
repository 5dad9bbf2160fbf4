// A WebSocket handshake -> which station it is and which protocol it will speak, or why not.

import { type Agreement, type Protocol, agreeOn, offersOf } from './protocol.ts';

export interface HandshakeHead {
  readonly url: string;
  readonly protocolHeader: string | undefined;
}

export interface HandshakeRules {
  /** For stations that offer no subprotocol at all; null refuses them. */
  readonly defaultProtocol: Protocol | null;
  readonly stationId_bytes: number;
}

export type HandshakeDecision =
  | {
      readonly kind: 'accept';
      readonly stationId: string;
      readonly protocol: Protocol;
      /** What the answer names; null where the station offered nothing. */
      readonly offered: string | null;
    }
  /** No common protocol: completed without one and then closed, as the specification asks. */
  | { readonly kind: 'close'; readonly stationId: string; readonly reason: string }
  | { readonly kind: 'reject'; readonly status: 400; readonly reason: string };

type StationId = { readonly id: string } | { readonly problem: string };

// The bytes that no identity holds: controls would break log lines and keys.
// oxlint-disable-next-line no-control-regex -- the control characters are the point
const control = /[\u0000-\u001f\u007f]/;

/**
 * The last non-empty segment of the path, percent-decoded: `/ocpp//RDAM%20123/` is `RDAM 123`.
 * Stations are found with doubled slashes and with whole URLs in the path.
 */
export const stationIdOf = (url: string, bytes_max: number): StationId => {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const segment = path.split('/').findLast((part) => part !== '');
  if (segment === undefined) return { problem: 'The path names no station' };
  let id: string;
  try {
    id = decodeURIComponent(segment);
  } catch {
    return { problem: 'The station id is not percent-encoded UTF-8' };
  }
  if (control.test(id)) return { problem: 'The station id holds control characters' };
  if (Buffer.byteLength(id) > bytes_max) {
    return { problem: `The station id is longer than ${bytes_max} bytes` };
  }
  return { id };
};

const agreementFor = (
  offers: readonly string[],
  fallback: Protocol | null,
): { readonly protocol: Protocol; readonly offered: string | null } | null => {
  const agreed: Agreement | null = agreeOn(offers);
  if (agreed !== null) return agreed;
  return offers.length === 0 && fallback !== null ? { protocol: fallback, offered: null } : null;
};

export const decideHandshake = (head: HandshakeHead, rules: HandshakeRules): HandshakeDecision => {
  const station = stationIdOf(head.url, rules.stationId_bytes);
  if ('problem' in station) return { kind: 'reject', status: 400, reason: station.problem };
  const offers = offersOf(head.protocolHeader);
  const agreed = agreementFor(offers, rules.defaultProtocol);
  if (agreed !== null) return { kind: 'accept', stationId: station.id, ...agreed };
  const named = offers.length === 0 ? 'none' : offers.join(', ');
  return {
    kind: 'close',
    stationId: station.id,
    reason: `No common subprotocol; offered: ${named}`,
  };
};
