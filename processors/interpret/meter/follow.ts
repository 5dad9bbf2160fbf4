// What the starts and ends of sessions, and boots, mean to the meters of the ports.

import { floorTo } from '../../../lib/time.ts';
import { isToldEnd } from '../../ended.ts';
import type { Fact, FactOf } from '../../facts.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { quarter_ms } from './limits.ts';
import { isCoarse } from './coarse.ts';
import { boundTo, countsOf, meterAt } from './port-meter.ts';
import type { PortMeter, PortMeters } from './port-meter.ts';
import { doubtFrom_mwh } from './power.ts';
import { isInferred } from '../transactions/end.ts';
import type { Bounds } from './redraw.ts';
import { reown } from './redraw.ts';
import { restartAtSuspect } from './track.ts';
import { treated } from './treatment.ts';

/** Follows a fact that was just told; the facts are what the meters have to say to it. */
export const meterFollows = (state: StationState, fact: Fact): Told<Fact> | null => {
  if (fact.type === 'SessionStarted') return { state: started(state, fact), facts: [] };
  if (fact.type === 'SessionEnded') return ended(state, fact);
  return fact.type === 'StationBooted' ? { state: booted(state), facts: [] } : null;
};

/**
 * What sessions claim of the energy that was told before, once all of a message was told: what
 * moved within a session while it was not known to run is its own, whatever comes late.
 */
export const claimed = (before: StationState, facts: readonly Fact[]): Told<Fact> => {
  const told: Fact[] = [];
  let state = before;
  for (const fact of facts) {
    if (!isOfSession(fact)) continue;
    const bounds = boundsOf(state, fact);
    if (bounds === null) continue;
    const drawn = reown(state, bounds);
    state = drawn.state;
    told.push(...drawn.facts);
  }
  return { state, facts: told };
};

type OfSession = FactOf<
  'SessionStarted' | 'SessionReopened' | 'SessionEnded' | 'SessionEndCorrected'
>;

const isOfSession = (fact: Fact): fact is OfSession =>
  fact.type === 'SessionStarted' ||
  fact.type === 'SessionReopened' ||
  fact.type === 'SessionEnded' ||
  fact.type === 'SessionEndCorrected';

const boundsOf = (state: StationState, { at, port, sessionId }: OfSession): Bounds | null => {
  const { edgeUnit, registerUnit } = state.treatment;
  const edge = (register_mwh: number | null, unit: typeof registerUnit) =>
    register_mwh === null ? null : treated(register_mwh, unit);
  const from = ({ startedAt, startRegister_mwh }: OpenSession) => ({
    from: startedAt,
    registerFrom_mwh: edge(startRegister_mwh, edgeUnit),
  });
  const common = { at, port, sessionId };
  const open = state.sessions.findLast((one) => one.sessionId === sessionId);
  if (open !== undefined) {
    // One that is told after a later one on its port claims nothing until its end is known.
    const present = state.sessions.findLast((one) => one.port === port);
    return present === open
      ? { ...common, ...from(open), to: Infinity, registerTo_mwh: null }
      : null;
  }
  const over = state.endedSessions.findLast((one) => one.session.sessionId === sessionId);
  if (over === undefined || isInferred(over)) return null;
  const unit = over.evidence === 'StopTransaction' ? edgeUnit : registerUnit;
  const registerTo_mwh = edge(over.register_mwh, unit);
  return { ...common, ...from(over.session), to: over.endedAt, registerTo_mwh };
};

const started = (state: StationState, fact: FactOf<'SessionStarted'>): StationState => {
  const { port, sessionId } = fact;
  const meter = { ...meterAt(state.meters, port), ...countsOf(sessionId) };
  const begun = { ...state, meters: boundTo(state.meters, port, meter) };
  const track = state.registers[port];
  if (track === undefined || fact.register_mwh === null) return begun;
  const { suspect } = track;
  const told = (relative: boolean, from = track): StationState => ({
    ...begun,
    registers: { ...state.registers, [port]: { ...from, relative } },
  });
  const { register } = state.treatment;
  if (suspect === null) {
    // A start above zero goes on from before; one at zero may be the first of many.
    return track.register_mwh === 0 ? told(register !== 'lifetime') : told(register === 'session');
  }
  const isZero = suspect.at === fact.at && suspect.register_mwh === 0;
  const restarts = register === 'session' || (register === 'unknown' && track.relative);
  return isZero && restarts ? told(true, restartAtSuspect(track)) : begun;
};

const ended = (state: StationState, fact: FactOf<'SessionEnded'>): Told<Fact> => {
  const { port, sessionId } = fact;
  const meter = meterAt(state.meters, port);
  if (meter.sessionId !== sessionId) return { state, facts: [] };
  const doubt = (
    code: 'register_stop_unusable' | 'register_frozen' | 'meter_data_missing' | 'register_coarse',
    detail: string,
  ): Fact => ({
    type: 'Doubted',
    at: fact.at,
    port,
    code,
    detail,
  });
  const facts: Fact[] = [];
  const suspect = state.registers[port]?.suspect ?? null;
  if (suspect !== null && suspect.at === fact.at) {
    facts.push(doubt('register_stop_unusable', `${suspect.register_mwh} mWh`));
  }
  if (meter.counted_mwh === 0 && meter.estimated_mwh >= doubtFrom_mwh) {
    facts.push(doubt('register_frozen', `power says ${meter.estimated_mwh} mWh`));
  }
  if (meter.readings === 0 && fact.register_mwh === null)
    facts.push(doubt('meter_data_missing', ''));
  const unsampled = facts.length > 0 ? null : unsampledOf(state, fact, meter);
  if (unsampled !== null) facts.push(unsampled);
  if (isCoarse(meter.steps)) facts.push(doubt('register_coarse', 'the last step ends here'));
  const meters = boundTo(state.meters, port, { ...meter, ...countsOf('') });
  return { state: { ...state, meters }, facts };
};

/** A session over several quarters of an hour in which only its end was read. */
const unsampledOf = (
  state: StationState,
  { at, port, sessionId, evidence }: FactOf<'SessionEnded'>,
  { readings, counted_mwh }: PortMeter,
): Fact | null => {
  const over = state.endedSessions.findLast((one) => one.session.sessionId === sessionId);
  if (over === undefined || readings !== 1 || counted_mwh === 0 || !isToldEnd(evidence))
    return null;
  const since = over.session.startedAt;
  if (floorTo(since, quarter_ms) === floorTo(at, quarter_ms)) return null;
  const detail = `${counted_mwh} mWh`;
  return { type: 'Doubted', at, port, code: 'session_unsampled', detail, since };
};

const booted = (state: StationState): StationState => {
  if (!state.treatment.resetsOnBoot) return state;
  let meters: PortMeters = state.meters;
  for (const port of Object.keys(state.registers)) {
    meters = boundTo(meters, Number(port), { ...meterAt(meters, Number(port)), booted: true });
  }
  return { ...state, meters };
};
