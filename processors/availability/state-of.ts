// The one state of a port that follows from all that holds of it at an instant.

import type { Claim, Holds } from './claims.ts';
import { connectorLayers } from './claims.ts';

export interface Standing {
  readonly state: string;
  readonly cause: string;
}

/** The most telling connector of an EVSE speaks for it: one that works is enough. */
const order = ['charging', 'occupied', 'reserved', 'available', 'faulted', 'unavailable'];

const operative: ReadonlySet<string> = new Set(order.slice(0, 4));

export const isDown = (state: string): boolean =>
  state === 'offline' || state === 'faulted' || state === 'unavailable';

/** Null where nothing is known of the port yet. */
export const standingOf = (holds: Holds, port: number): Standing | null => {
  const { line } = holds;
  const own = port === 0 ? (holds['station'] ?? null) : speaking(holds);
  if (line === undefined || own === null) return null;
  if (line.value !== 'up') return { state: line.value, cause: line.word };
  if (own.value === 'unavailable' || (port > 0 && isCovered(own, holds))) {
    const byOperator = holds['operator']?.value === 'inoperative';
    return { state: 'unavailable', cause: byOperator ? 'operator' : 'station' };
  }
  if (own.value === 'occupied' && holds['charging']?.value === 'yes')
    return { state: 'charging', cause: 'Charging' };
  return { state: own.value, cause: own.word };
};

/**
 * A station that is unavailable as a whole covers its ports until it or the port says otherwise.
 * Its fault does not: many a station has a fault of its own while its ports charge.
 */
const isCovered = (own: Claim, { station }: Holds): boolean =>
  station?.value === 'unavailable' && operative.has(own.value) && own.at < station.at;

/** The connector that speaks for the port; of two alike the newer one. */
const speaking = (holds: Holds): Claim | null => {
  let best: Claim | null = null;
  for (const layer of connectorLayers) {
    const claim = holds[layer];
    if (claim !== undefined && (best === null || isBefore(claim, best))) best = claim;
  }
  return best;
};

const isBefore = (one: Claim, other: Claim): boolean => {
  const rank = order.indexOf(one.value);
  const rankOfOther = order.indexOf(other.value);
  return rank < rankOfOther || (rank === rankOfOther && one.at > other.at);
};
