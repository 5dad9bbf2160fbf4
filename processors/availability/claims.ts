// What was said of a port, in the order in which it happened, as far back as is remembered.

/**
 * Each layer is about one thing and holds its last word: `line` (up, offline, unknown), `station`
 * (status of the whole station), `operator` (inoperative or operative by our own command),
 * `charging` (yes, no: of a 2.x transaction), and `c1`, `c2`, ... (status of a connector).
 */
export interface Claim {
  readonly at: number;
  readonly layer: string;
  readonly value: string;
  /** The word that was used, for the cause. */
  readonly word: string;
  readonly eventId: string;
  /** Words of the same layer and instant that this one came after. */
  readonly after?: readonly string[];
}

/** The last word of each layer. */
export type Holds = Readonly<Record<string, Claim>>;

export interface Remembered {
  /** History up to this instant stands as it was told. */
  readonly horizon: number;
  /** What held at the horizon. */
  readonly holds: Holds;
  /** What was said after the horizon, oldest first. */
  readonly claims: readonly Claim[];
}

export const nothingClaimed: Remembered = { horizon: -1, holds: {}, claims: [] };

/** Connectors of one port that are told apart; further ones are taken for the last of them. */
export const connectorsLimit = 8;
/** Words of one instant and layer by which a repeat is known. */
const afterLimit = 4;

export const connectorLayer = (connectorId: number): string =>
  `c${Math.min(connectorId, connectorsLimit)}`;

/** The layers of connectors, which are asked about at every change. */
export const connectorLayers: readonly string[] = Array.from(
  { length: connectorsLimit + 1 },
  (_, connectorId) => connectorLayer(connectorId),
);

/** The word of a layer in force at an instant. */
export const claimAt = (memory: Remembered, layer: string, at: number): Claim | undefined =>
  memory.claims.findLast((one) => one.layer === layer && one.at <= at) ?? memory.holds[layer];

/**
 * Puts a claim into its place. What is older than the horizon only counts where nothing newer is
 * known of its layer, and then from the horizon on. The same memory where it says nothing new.
 */
export const claimed = <M extends Remembered>(memory: M, claim: Claim): M => {
  if (claim.at <= memory.horizon) {
    const held = memory.holds[claim.layer];
    if (held !== undefined && held.at >= claim.at) return memory;
    return { ...memory, holds: { ...memory.holds, [claim.layer]: claim } };
  }
  const { claims } = memory;
  const twin = claims.findIndex((one) => one.layer === claim.layer && one.at === claim.at);
  const known = claims[twin];
  if (known !== undefined) {
    const words = [...(known.after ?? []), known.word];
    if (words.includes(claim.word)) return memory;
    const last = { ...claim, after: words.slice(-afterLimit) };
    return { ...memory, claims: claims.with(twin, last) };
  }
  const place = claims.findLastIndex((one) => one.at <= claim.at) + 1;
  return { ...memory, claims: claims.toSpliced(place, 0, claim) };
};

/** The memory cut to at most `limit` claims; those of one instant are never torn apart. */
export const cutTo = (memory: Remembered, limit: number): Remembered => {
  let { horizon, holds, claims } = memory;
  while (claims.length > limit) {
    const first = claims[0]?.at ?? horizon;
    const rest = claims.findIndex((one) => one.at !== first);
    if (rest === -1) break;
    for (const claim of claims.slice(0, rest)) holds = { ...holds, [claim.layer]: claim };
    horizon = first;
    claims = claims.slice(rest);
  }
  return { horizon, holds, claims };
};
