// The last spans of energy of a port, as interpretation and the room `energy` both hold them.

/** One span of the import register, packed: hundreds of them are stored with every station. */
export type Span = readonly [
  from: number,
  to: number,
  energy_mwh: number,
  /** Empty where no session was open. */
  sessionId: string,
  /** Null where the energy was told by interval. */
  registerFrom_mwh: number | null,
  registerTo_mwh: number | null,
];

/** Spans held of a port, and of all ports of a station; of each port two at least. */
export const spansOfPort_max = 8;
export const spansOfStation_max = 48;
/** Ports held per station; beyond it the one that delivered first is let go. */
export const trailedPorts_max = 64;

/** Spans held of each port of a station that has so many. */
export const spansHeld = (ports: number): number =>
  Math.max(2, Math.min(spansOfPort_max, Math.floor(spansOfStation_max / ports)));

/** The newest spans, which are never let go: a sample may come after the one that follows it. */
const recent_max = 3;

export interface Kept {
  readonly spans: readonly Span[];
  readonly gone: readonly Span[];
}

const none: readonly Span[] = [];

/**
 * Spans within a limit. Energy of no session is let go last: it is what a stop that comes late may
 * claim, after hours in which the next session filled the trail.
 */
export const within = (limit: number, spans: readonly Span[]): Kept => {
  if (spans.length <= limit) return { spans, gone: none };
  const kept = [...spans];
  const gone: Span[] = [];
  while (kept.length > limit) {
    const old = kept.slice(0, kept.length - Math.min(recent_max, limit - 1));
    const owned = old.findIndex(([, , , sessionId]) => sessionId !== '');
    gone.push(...kept.splice(Math.max(0, owned), 1));
  }
  return { spans: kept, gone };
};

const isSame = (a: Span, b: Span): boolean => a.every((cell, index) => cell === b[index]);

/**
 * The spans with some of them in place of others: each in the place of its own where there are as
 * many, else all in that of the first. Null where one that is withdrawn is not held.
 */
export const redrawn = (
  spans: readonly Span[],
  withdrawn: readonly Span[],
  drawn: readonly Span[],
): readonly Span[] | null => {
  const places = withdrawn.map((one) => spans.findIndex((span) => isSame(one, span)));
  if (places.includes(-1)) return null;
  const swaps = withdrawn.length === drawn.length;
  return spans.flatMap((span, index) => {
    const place = places.indexOf(index);
    if (place === -1) return [span];
    return swaps ? drawn.slice(place, place + 1) : place === 0 ? drawn : none;
  });
};

const energyOf = (spans: readonly Span[], sessionId: string): number =>
  spans.reduce((sum, span) => (span[3] === sessionId ? sum + span[2] : sum), 0);

/** By how much the energy of a session changes when spans are drawn in place of others. */
export const redrawnOf = (
  { withdrawn, drawn }: { readonly withdrawn: readonly Span[]; readonly drawn: readonly Span[] },
  sessionId: string,
): number => energyOf(drawn, sessionId) - energyOf(withdrawn, sessionId);
