// Which events of a station were folded already, so that each counts once however often it comes.

import type { OcppEvent } from '../../schemas/events.gen.ts';

/** A stretch of imported traffic: from and to, both included, in the `seq` of imported events. */
type Range = readonly [from: number, to: number];

export interface Seen {
  /** The live connection that spoke last, and its last seq. */
  readonly connectionId: string;
  readonly seq: number;
  /** Last seq of those that spoke before it, oldest first. */
  readonly earlier: readonly (readonly [connectionId: string, seq: number])[];
  /** Stretches covered by imports, in order and apart from each other. */
  readonly imported: readonly Range[];
  /** The import run that spoke last, and the stretch it is in. */
  readonly run: string;
  readonly current: number;
}

export const nothingSeen: Seen = {
  connectionId: '',
  seq: -1,
  earlier: [],
  imported: [],
  run: '',
  current: -1,
};

/**
 * Earlier live connections remembered. The log keeps the order of a station's events, so a second
 * copy can only come from a writer that tried again, at once.
 */
const earlierLimit = 7;

/** The events seen with this one; null where it was seen before. */
export const see = (seen: Seen, event: OcppEvent): Seen | null =>
  event.source === 'IMPORT' ? seeImported(seen, event) : seeLive(seen, event);

const seeLive = (seen: Seen, event: OcppEvent): Seen | null => {
  const { connectionId, seq } = event;
  // Nearly always the station speaks on the connection that it spoke on before.
  if (seen.connectionId === connectionId) {
    if (seq <= seen.seq) return null;
    const { earlier, imported, run, current } = seen;
    return { connectionId, seq, earlier, imported, run, current };
  }
  const known = seen.earlier.find(([id]) => id === connectionId);
  if (known !== undefined && seq <= known[1]) return null;
  const others = seen.earlier.filter((one) => one !== known);
  const spoke = seen.connectionId === '' ? [] : [[seen.connectionId, seen.seq] as const];
  return { ...seen, connectionId, seq, earlier: [...others, ...spoke].slice(-earlierLimit) };
};

/**
 * One import run covers a station's time without holes from where it begins, in rising seq. So
 * what lies inside a stretch of another run is a repeat, and what follows widens the stretch.
 */
const seeImported = (seen: Seen, event: OcppEvent): Seen | null => {
  const { seq, gatewayRun } = event;
  const inside = seen.imported.findIndex(([from, to]) => from <= seq && seq <= to);
  if (inside !== -1) return null;
  const current = currentOf(seen, event);
  if (current === undefined || current[0] > seq) return begin(seen, seq, gatewayRun);
  const from = current[0];
  const apart = seen.imported.filter(([start, end]) => end < from || start > seq);
  return place(seen, { stretches: apart, added: [from, seq], run: gatewayRun });
};

/** The stretch that this run is in: where it was, or where its repeats have brought it. */
const currentOf = (seen: Seen, event: OcppEvent): Range | undefined =>
  seen.run === event.gatewayRun ? seen.imported[seen.current] : undefined;

const begin = (seen: Seen, seq: number, run: string): Seen =>
  place(seen, { stretches: seen.imported, added: [seq, seq], run });

interface Placing {
  readonly stretches: readonly Range[];
  readonly added: Range;
  readonly run: string;
}

const place = (seen: Seen, { stretches, added, run }: Placing): Seen => {
  const imported = [...stretches, added].sort((a, b) => a[0] - b[0]);
  return { ...seen, imported, run, current: imported.indexOf(added) };
};
