// What a rulebook says of one port in a window: the time by class, and the figure made of it. Pure.

import { nothing, type Sums } from './figure.ts';
import { gapsOf, openSpans, type OpeningHours } from './hours.ts';
import { ofPort, standardOf, type PortFigure } from './judge.ts';
import { classOf, type Class, type Reason, type Rulebook } from './rulebook.ts';
import type { Window } from './windows.ts';

/** An interval of the neutral timeline, as in the table `availability`; null lasts still. */
export interface Interval {
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly state: string;
  readonly cause: string;
}

/** An incident of the ledger for which outages of a port may be left out of account. */
export interface Exclusion {
  readonly exclusion_id: string;
  /**
   * What several exclusions have in common where time is granted by incident; empty: it is its
   * own.
   */
  readonly incident: string;
  /** Names of rulebooks that it is declared for; empty: all that grant its reason. */
  readonly regimes: readonly string[];
  readonly valid_from: number;
  /** Null while it lasts. */
  readonly valid_to: number | null;
  readonly reason: string;
}

/** All that is known of one port. */
export interface PortHistory {
  readonly intervals: readonly Interval[];
  readonly exclusions: readonly Exclusion[];
  /** When it was commissioned; null where the ledger does not say. */
  readonly since: number | null;
  /** When it was taken down; null while it stands. */
  readonly until: number | null;
  /** Null: always open. */
  readonly openingHours: readonly OpeningHours[] | null;
  /** IANA time zone of the site, for its opening hours. */
  readonly zone: string;
  /** Until when everything said is in the intervals; later is unknown. */
  readonly known_until: number;
}

/** Milliseconds by class, which add up to the window, and the figure made of them. */
export type Evaluation = PortFigure;

/** Layers of a port's time; the first that holds at an instant says what it is. */
type Layer = 'life' | 'closed' | 'free' | 'budget' | Class;

interface Edge {
  readonly at: number;
  readonly layer: Layer;
  readonly step: 1 | -1;
}

/** A stretch of time in which nothing changes, and what the rulebook makes of it. */
export interface Stretch extends Window {
  readonly kind: keyof Sums;
}

interface Painted extends Window {
  readonly layer: Layer;
}

const isReason = (rulebook: Rulebook, reason: string): reason is Reason =>
  Object.hasOwn(rulebook.grants, reason);

interface Granted extends Window {
  readonly layer: 'free' | 'budget';
  readonly exclusion_id: string;
}

const incidentOf = ({ incident, exclusion_id, reason }: Exclusion): string =>
  `${reason} ${incident === '' ? `of ${exclusion_id}` : incident}`;

/**
 * The exclusions of a port as the rulebook grants them: those that it knows, as long as it
 * says.
 */
export const grantedOf = (
  rulebook: Rulebook,
  exclusions: readonly Exclusion[],
): readonly Granted[] => {
  const known = exclusions.filter(
    ({ reason, regimes }) =>
      isReason(rulebook, reason) && (regimes.length === 0 || regimes.includes(rulebook.name)),
  );
  const starts = new Map<string, number>();
  for (const one of known) {
    const first = starts.get(incidentOf(one)) ?? Infinity;
    starts.set(incidentOf(one), Math.min(first, one.valid_from));
  }
  return known.map((one) => {
    const grant = isReason(rulebook, one.reason) ? rulebook.grants[one.reason] : undefined;
    const { incident_ms = Infinity, year_ms } = grant ?? {};
    const start = starts.get(incidentOf(one)) ?? one.valid_from;
    const to = Math.min(one.valid_to ?? Infinity, start + incident_ms);
    const layer = year_ms === undefined ? 'free' : 'budget';
    return { from: one.valid_from, to, layer, exclusion_id: one.exclusion_id };
  });
};

const lifeOf = ({ since, until }: PortHistory): Painted => ({
  from: since ?? -Infinity,
  to: until ?? Infinity,
  layer: 'life',
});

const closedOf = (rulebook: Rulebook, port: PortHistory, window: Window): readonly Painted[] => {
  if (port.openingHours === null || rulebook.closed === 'measured') return [];
  const layer = rulebook.closed === 'excluded' ? 'free' : 'closed';
  const open = openSpans(port.openingHours, port.zone, window);
  return gapsOf(open, window).map((gap) => ({ ...gap, layer }));
};

const paintedOf = (rulebook: Rulebook, port: PortHistory, window: Window): readonly Painted[] => [
  lifeOf(port),
  ...closedOf(rulebook, port, window),
  ...grantedOf(rulebook, port.exclusions),
  ...port.intervals.map((one) => ({
    from: one.started_at,
    to: Math.min(one.ended_at ?? Infinity, port.known_until),
    layer: classOf(rulebook, one.state, one.cause),
  })),
];

const edgesOf = (painted: readonly Painted[], { from, to }: Window): readonly Edge[] =>
  painted
    .flatMap((span): readonly Edge[] => {
      const [start, end] = [Math.max(from, span.from), Math.min(to, span.to)];
      if (start >= end) return [];
      return [
        { at: start, layer: span.layer, step: 1 },
        { at: end, layer: span.layer, step: -1 },
      ];
    })
    .toSorted((a, b) => a.at - b.at);

const kindOf = (holds: Readonly<Record<Layer, number>>): keyof Sums => {
  if (holds.life === 0 || holds.closed > 0) return 'unmeasured';
  // Of two that hold at once the worse counts, once: an outage is never added up twice.
  if (holds.down > 0) {
    if (holds.free > 0) return 'excluded';
    return holds.budget > 0 ? 'budgeted' : 'down';
  }
  if (holds.ineligible > 0) return 'ineligible';
  return holds.up > 0 && holds.unknown === 0 ? 'up' : 'unknown';
};

/** The window in stretches without gap or overlap, each with what it counts as. */
export const stretchesOf = (
  rulebook: Rulebook,
  port: PortHistory,
  window: Window,
): readonly Stretch[] => {
  const holds = {
    life: 0,
    closed: 0,
    free: 0,
    budget: 0,
    up: 0,
    down: 0,
    ineligible: 0,
    unknown: 0,
  };
  const stretches: Stretch[] = [];
  let from = window.from;
  const until = (to: number): void => {
    if (to <= from) return;
    const kind = kindOf(holds);
    const last = stretches.at(-1);
    if (last?.kind === kind) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from, to, kind });
    from = to;
  };
  for (const { at, layer, step } of edgesOf(paintedOf(rulebook, port, window), window)) {
    until(at);
    holds[layer] += step;
  }
  until(window.to);
  return stretches;
};

/** Milliseconds by class, the yearly budget not spent yet, so that sums of months add up. */
export const sumsOf = (rulebook: Rulebook, port: PortHistory, window: Window): Sums => {
  const sums = { ...nothing };
  for (const { from, to, kind } of stretchesOf(rulebook, port, window)) sums[kind] += to - from;
  return sums;
};

/** Whether the port stood for the whole window, as far as the ledger says. */
const stood = ({ since, until }: PortHistory, { from, to }: Window): boolean =>
  (since ?? -Infinity) <= from && (until ?? Infinity) >= to;

/** What a rulebook says of a port in a window. */
export const evaluate = (rulebook: Rulebook, port: PortHistory, window: Window): Evaluation =>
  ofPort(standardOf(rulebook, window), {
    sums: sumsOf(rulebook, port, window),
    partial: !stood(port, window),
  });
