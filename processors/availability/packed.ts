// How what is remembered of a port is held: lists without names, for a station may have many ports.

import type { Claim } from './claims.ts';
import type { Interval, Outage, Port } from './timeline.ts';

type PackedClaim = readonly [
  at: number,
  layer: string,
  value: string,
  word: string,
  eventId: string,
  ...after: readonly string[],
];

export interface Packed {
  readonly horizon: number;
  readonly holds: readonly PackedClaim[];
  readonly claims: readonly PackedClaim[];
  readonly anchor: readonly [number, string, string, string] | null;
  readonly outage: Outage | null;
}

const packClaim = ({ at, layer, value, word, eventId, after = [] }: Claim): PackedClaim => [
  at,
  layer,
  value,
  word,
  eventId,
  ...after,
];

const unpackClaim = ([at, layer, value, word, eventId, ...after]: PackedClaim): Claim =>
  after.length === 0
    ? { at, layer, value, word, eventId }
    : { at, layer, value, word, eventId, after };

const packInterval = ({ startedAt, state, cause, eventId }: Interval) =>
  [startedAt, state, cause, eventId] as const;

export const pack = ({ horizon, holds, claims, anchor, outage }: Port): Packed => ({
  horizon,
  holds: Object.values(holds).map(packClaim),
  claims: claims.map(packClaim),
  anchor: anchor === null ? null : packInterval(anchor),
  outage,
});

export const unpack = (port: number, packed: Packed): Port => {
  const { horizon, anchor, outage } = packed;
  const [startedAt, state, cause, eventId] = anchor ?? [0, '', '', ''];
  return {
    port,
    horizon,
    holds: Object.fromEntries(packed.holds.map((one) => [one[1], unpackClaim(one)])),
    claims: packed.claims.map(unpackClaim),
    anchor: anchor === null ? null : { startedAt, state, cause, eventId },
    outage,
  };
};
