// Energy told before, drawn anew by what comes late: readings between others, stops, starts.

import type { Fact, FactOf } from '../../facts.ts';
import type { Span } from '../../trail.ts';
import { redrawn, spansHeld, trailedPorts_max, within } from '../../trail.ts';
import { copyOf } from '../copy.ts';
import type { StationState, Told } from '../state.ts';

interface Trail {
  readonly port: number;
  readonly spans: readonly Span[];
}

/** Ports in the order in which they first delivered. */
export type Trails = readonly Trail[];

/** Remembers a span that is told; those without energy have nothing to be drawn anew. */
export const trailed = (state: StationState, fact: FactOf<'EnergyDelivered'>): StationState => {
  if (fact.energy_mwh === 0) return state;
  const { from, to, energy_mwh, sessionId, registerFrom_mwh, registerTo_mwh } = fact;
  const span: Span = [from, to, energy_mwh, sessionId ?? '', registerFrom_mwh, registerTo_mwh];
  return withTrails(state, withSpan(state.trails, fact.port, span));
};

const withTrails = (state: StationState, trails: Trails): StationState => {
  const next = copyOf(state);
  next.trails = trails;
  return next;
};

const withSpan = (trails: Trails, port: number, span: Span): Trails => {
  const place = trails.findIndex((trail) => trail.port === port);
  const held = trails[place];
  if (held === undefined) return [...trails.slice(-trailedPorts_max + 1), { port, spans: [span] }];
  const { spans } = within(spansHeld(trails.length), [...held.spans, span]);
  return trails.with(place, { port, spans });
};

export interface Level {
  readonly at: number;
  readonly port: number;
  readonly register_mwh: number;
}

/**
 * A reading that lies between two others parts the span between them: what was shared out evenly
 * over its time is known better now. Whose energy it was does not change.
 */
export const recall = (state: StationState, level: Level): Told<Fact> => {
  const span = spansAt(state, level.port).find((one) => lies(level, one));
  if (span === undefined) return { state, facts: [] };
  const [from, to, , sessionId, registerFrom_mwh, registerTo_mwh] = span;
  const { at, register_mwh } = level;
  const before_mwh = register_mwh - (registerFrom_mwh ?? 0);
  const after_mwh = (registerTo_mwh ?? 0) - register_mwh;
  const parts: readonly Span[] = [
    [from, at, before_mwh, sessionId, registerFrom_mwh, register_mwh],
    [at, to, after_mwh, sessionId, register_mwh, registerTo_mwh],
  ];
  const drawn = parts.filter(([, , energy_mwh]) => energy_mwh > 0);
  return drawAnew(state, { at, port: level.port, withdrawn: [span], drawn });
};

/** Whether a level is between those of a span whose energy is the movement from one to the other. */
const lies = ({ at, register_mwh }: Level, span: Span): boolean => {
  const [from, to, energy_mwh, , registerFrom_mwh, registerTo_mwh] = span;
  if (registerFrom_mwh === null || registerTo_mwh === null) return false;
  if (at <= from || at >= to || energy_mwh !== registerTo_mwh - registerFrom_mwh) return false;
  return register_mwh >= registerFrom_mwh && register_mwh <= registerTo_mwh;
};

const spansAt = (state: StationState, port: number): readonly Span[] =>
  state.trails.find((trail) => trail.port === port)?.spans ?? [];

/** A session whose start and end are known better now. */
export interface Bounds {
  readonly at: number;
  readonly port: number;
  readonly sessionId: string;
  readonly from: number;
  readonly to: number;
  /** Where its register stood at the start, if that was told: what it moved before is not its own. */
  readonly registerFrom_mwh: number | null;
  /** The same at the end: what it moved later is not its own. */
  readonly registerTo_mwh: number | null;
}

/**
 * Gives a session what moved within it while it was thought not to run, and takes from it what
 * moved after its end. Energy of another session stays with that one.
 */
export const reown = (state: StationState, bounds: Bounds): Told<Fact> => {
  const { at, port } = bounds;
  const withdrawn: Span[] = [];
  const drawn: Span[] = [];
  for (const span of spansAt(state, port)) {
    const owner = ownerOf(span, bounds);
    const [from, to, energy_mwh, sessionId, registerFrom_mwh, registerTo_mwh] = span;
    if (owner === sessionId) continue;
    withdrawn.push(span);
    drawn.push([from, to, energy_mwh, owner, registerFrom_mwh, registerTo_mwh]);
  }
  return withdrawn.length === 0
    ? { state, facts: [] }
    : drawAnew(state, { at, port, withdrawn, drawn });
};

const ownerOf = (span: Span, bounds: Bounds): string => {
  const [from, , , owner, registerFrom_mwh] = span;
  if (owner === '') return isWithin(span, bounds) ? bounds.sessionId : owner;
  if (owner !== bounds.sessionId || from < bounds.to) return owner;
  const { registerTo_mwh } = bounds;
  if (registerTo_mwh === null || registerFrom_mwh === null) return owner;
  return registerFrom_mwh >= registerTo_mwh ? '' : owner;
};

/** By time, and by its register where the span and the session both tell of one. */
const isWithin = ([from, to, , , low_mwh, high_mwh]: Span, bounds: Bounds): boolean => {
  if (from < bounds.from || to > bounds.to) return false;
  return (
    (low_mwh ?? 0) >= (bounds.registerFrom_mwh ?? 0) &&
    (high_mwh ?? 0) <= (bounds.registerTo_mwh ?? Infinity)
  );
};

type Redrawing = Omit<FactOf<'EnergyRedrawn'>, 'type'>;

const drawAnew = (state: StationState, redrawing: Redrawing): Told<Fact> => {
  const { port, withdrawn, drawn } = redrawing;
  const spans = redrawn(spansAt(state, port), withdrawn, drawn);
  const { trails } = state;
  if (spans === null) return { state, facts: [] };
  const kept = within(spansHeld(trails.length), spans);
  return {
    state: withTrails(
      state,
      trails.map((trail) => (trail.port === port ? { port, spans: kept.spans } : trail)),
    ),
    facts: [{ type: 'EnergyRedrawn', ...redrawing }],
  };
};
