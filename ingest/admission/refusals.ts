// Refused handshakes: each is counted, the first of a kind is told at once, a flood once a minute.

import type { Close } from '../../schemas/events.gen.ts';
import { addressGroup } from './address.ts';
import { openTally } from './tally.ts';
import { type RefusalCode, refusalCodes } from './refusal-codes.ts';

/** A handshake that did not become a connection. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Empty where the handshake named none. */
  readonly stationId: string;
  readonly reason: string;
  readonly remoteAddress: string;
  readonly close: Close | null;
}

/** Several of one kind that came after the first, within a minute. */
export interface Repeated extends Refusal {
  readonly count: number;
  /** Of the first and the last of them, milliseconds UTC. */
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface RefusalRules {
  /** A kind is told again no sooner than this; with 0 each refusal is told by itself. */
  readonly refusalsEvery_ms: number;
  /** Kinds held at once; what comes beyond is told by its code alone. */
  readonly refusalKinds: number;
  /** Stations that one address may name before it is told without them. */
  readonly refusalStationsOfAddress: number;
}

export interface Refusals {
  /** Counts it. */
  readonly add: (refusal: Refusal, now_ms: number) => void;
  /** Tells what has gathered for long enough; to be called every second or so. */
  readonly sweep: (now_ms: number) => void;
  /** Tells all that is untold, however young. */
  readonly flush: () => void;
  /** Since the start, by code; every code is there. */
  readonly counts: () => Readonly<Record<RefusalCode, number>>;
}

interface Teller {
  readonly first: (refusal: Refusal) => void;
  readonly repeated: (repeated: Repeated) => void;
}

interface Kind {
  readonly address: string;
  toldAt_ms: number;
  count: number;
  from_ms: number;
  to_ms: number;
  last: Refusal;
}

interface Place {
  readonly key: string;
  /** Without what this place is not exact about. */
  readonly refusal: Refusal;
}

const noCounts = (): Record<RefusalCode, number> =>
  Object.fromEntries(refusalCodes.map((code) => [code, 0])) as Record<RefusalCode, number>;

/**
 * Memory is bounded: a kind is held for one period after it was told, and there are no more kinds
 * than the rules allow, whoever asks, from wherever, by whatever name.
 */
export const openRefusals = (rules: RefusalRules, teller: Teller): Refusals => {
  const kinds = new Map<string, Kind>();
  const ofAddress = openTally();
  const counts = noCounts();

  /** As exact as there is room for: by address and station, by address, or by the code alone. */
  const placeOf = (refusal: Refusal, address: string): Place => {
    const { code, stationId } = refusal;
    const exact = `${code} ${address} ${stationId}`;
    if (kinds.has(exact)) return { key: exact, refusal };
    if (kinds.size >= rules.refusalKinds)
      return { key: code, refusal: { ...refusal, stationId: '', remoteAddress: '' } };
    if (ofAddress.of(address) < rules.refusalStationsOfAddress) return { key: exact, refusal };
    return { key: `${code} ${address}`, refusal: { ...refusal, stationId: '' } };
  };

  const tell = (kind: Kind): void => {
    if (kind.count === 0) return;
    const { count, from_ms, to_ms } = kind;
    teller.repeated({ ...kind.last, count, from_ms, to_ms });
    kind.count = 0;
  };

  const add = (refusal: Refusal, now_ms: number): void => {
    counts[refusal.code]++;
    if (rules.refusalsEvery_ms === 0) return teller.first(refusal);
    const address = addressGroup(refusal.remoteAddress);
    const { key, refusal: last } = placeOf(refusal, address);
    const kind = kinds.get(key);
    if (kind !== undefined) {
      if (kind.count === 0) kind.from_ms = now_ms;
      kind.count++;
      kind.to_ms = now_ms;
      kind.last = last;
      return;
    }
    const fresh = { toldAt_ms: now_ms, count: 0, from_ms: now_ms, to_ms: now_ms, last };
    kinds.set(key, { address, ...fresh });
    ofAddress.add(address, 1);
    teller.first(last);
  };

  const sweep = (now_ms: number): void => {
    for (const [key, kind] of kinds) {
      if (now_ms - kind.toldAt_ms < rules.refusalsEvery_ms) continue;
      if (kind.count === 0) {
        kinds.delete(key);
        ofAddress.add(kind.address, -1);
        continue;
      }
      tell(kind);
      kind.toldAt_ms = now_ms;
    }
  };

  return {
    add,
    sweep,
    flush: () => {
      for (const kind of kinds.values()) tell(kind);
    },
    counts: () => ({ ...counts }),
  };
};
