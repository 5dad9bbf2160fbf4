// Two who take turns under one station's name from two addresses: one of them is not that station.

import type { Logger } from '../../lib/logger.ts';
import { addressGroup } from './address.ts';
import { openBuckets } from './buckets.ts';

interface Seen {
  readonly key: string;
  readonly remoteAddress: string;
}

interface ShadowRoom {
  readonly counters: { shadowed: number };
  readonly limits: { readonly admissionKeys: number };
  /** Milliseconds UTC. */
  readonly clock: () => number;
}

/** A station may move, as from a wire to a mobile network; whoever does it again takes turns. */
const moves = { burst: 2, perSecond: 1 / 3_600 };
/** Of a station that goes on taking turns. */
const warnings = { burst: 1, perSecond: 1 / 600 };

/** Counts replacements from another address, and warns when they happen again and again. */
export const openShadowWatch = ({ counters, limits, clock }: ShadowRoom, logger: Logger) => {
  const moved = openBuckets(moves, limits.admissionKeys);
  const warned = openBuckets(warnings, limits.admissionKeys);
  return (older: Seen, newer: Seen): void => {
    const [from, to] = [addressGroup(older.remoteAddress), addressGroup(newer.remoteAddress)];
    if (from === to) return;
    counters.shadowed++;
    if (moved.take(newer.key, clock()) === 0) return;
    if (warned.take(newer.key, clock()) > 0) return;
    const fields = { station: newer.key, from, to };
    logger.warn('Two addresses take turns under the name of one station.', fields);
  };
};
