// How what is remembered of a port is held: lists without names, for a station may have many ports.

import type { Claim, Holds } from './claims.ts';
import type { Interval, Outage, Port } from './timeline.ts';

type PackedClaim = readonly [
  at: number,
  layer: string,
  value: string,
  word: string,
  eventId: string,
  ...after: readonly string[],
];

type PackedInterval = readonly [
  startedAt: number,
  state: string,
  cause: string,
  eventId: string,
  ...spent: readonly number[],
];

export interface Packed {
  readonly horizon: number;
  readonly holds: readonly PackedClaim[];
  readonly claims: readonly PackedClaim[];
  readonly anchor: PackedInterval | null;
  readonly outage: Outage | null;
}

const packClaim = ({ at, layer, value, word, eventId, after }: Claim): PackedClaim =>
  after === undefined
    ? [at, layer, value, word, eventId]
    : [at, layer, value, word, eventId, ...after];

const unpackClaim = (packed: PackedClaim): Claim => {
  const claim = {
    at: packed[0],
    layer: packed[1],
    value: packed[2],
    word: packed[3],
    eventId: packed[4],
  };
  if (packed.length === 5) return claim;
  const [, , , , , ...after] = packed;
  return { ...claim, after };
};

const packInterval = ({ startedAt, state, cause, eventId, spent }: Interval): PackedInterval => [
  startedAt,
  state,
  cause,
  eventId,
  ...spent,
];

const unpackInterval = ([
  startedAt,
  state,
  cause,
  eventId,
  ...spent
]: PackedInterval): Interval => ({
  startedAt,
  state,
  cause,
  eventId,
  spent,
});

export const pack = ({ horizon, holds, claims, anchor, outage }: Port): Packed => ({
  horizon,
  holds: Object.values(holds).map(packClaim),
  claims: claims.map(packClaim),
  anchor: anchor === null ? null : packInterval(anchor),
  outage,
});

const holdsOf = (packed: readonly PackedClaim[]): Holds => {
  const holds: Record<string, Claim> = {};
  for (const one of packed) holds[one[1]] = unpackClaim(one);
  return holds;
};

/** The word of a layer in force at an instant, without unpacking all that is remembered. */
export const wordAt = ({ claims, holds }: Packed, layer: string, at: number): string | null => {
  const own = claims.findLast((one) => one[1] === layer && one[0] <= at);
  return (own ?? holds.find((one) => one[1] === layer))?.[2] ?? null;
};

export const unpack = (port: number, packed: Packed): Port => {
  const { horizon, anchor, outage } = packed;
  return {
    port,
    horizon,
    holds: holdsOf(packed.holds),
    claims: packed.claims.map(unpackClaim),
    anchor: anchor === null ? null : unpackInterval(anchor),
    outage,
  };
};
