// A WebSocket handshake -> which station it is and which protocol it will speak, or why not.

import { isUtf8 } from 'node:buffer';
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

// What no identity holds: controls would break log lines and keys, and what has no width or turns
// the direction of text would make two stations look like one.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The bytes that a segment stands for; null where a percent sign is not one of `%00` to `%FF`. */
const bytesOf = (segment: string): Buffer | null => {
  if (/%(?![\da-f]{2})/i.test(segment)) return null;
  const plain = segment.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
};

/**
 * The last non-empty segment of the path, percent-decoded: `/ocpp//RDAM%20123/` is `RDAM 123`.
 * Stations are found with doubled slashes and with whole URLs in the path. Letters that are not
 * ASCII may stand as they are; Unicode is composed (NFC), so that one name is one station.
 */
export const stationIdOf = (url: string, bytes_max: number): StationId => {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const segment = path.split('/').findLast((part) => part !== '');
  if (segment === undefined) return { problem: 'The path names no station' };
  const bytes = bytesOf(segment);
  if (bytes === null || !isUtf8(bytes)) {
    return { problem: 'The station id is not percent-encoded UTF-8' };
  }
  const id = bytes.toString('utf8').normalize('NFC');
  if (unseen.test(id)) return { problem: 'The station id holds control characters' };
  if (id.trim() === '' || id === '.' || id === '..') {
    return { problem: 'The path names no station' };
  }
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
