// What the starts and ends of sessions, and boots, mean to the meters of the ports.

import type { Fact, FactOf } from '../../facts.ts';
import type { StationState, Told } from '../state.ts';
import { isCoarse } from './coarse.ts';
import { boundTo, countsOf, meterAt } from './port-meter.ts';
import type { PortMeters } from './port-meter.ts';
import { doubtFrom_mwh } from './power.ts';
import { restartAtSuspect } from './track.ts';

/** Follows a fact that was just told; the facts are what the meters have to say to it. */
export const meterFollows = (state: StationState, fact: Fact): Told<Fact> | null => {
  if (fact.type === 'SessionStarted') return { state: started(state, fact), facts: [] };
  if (fact.type === 'SessionEnded') return ended(state, fact);
  return fact.type === 'StationBooted' ? { state: booted(state), facts: [] } : null;
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
  if (isCoarse(meter.steps)) facts.push(doubt('register_coarse', 'the last step ends here'));
  const meters = boundTo(state.meters, port, { ...meter, ...countsOf('') });
  return { state: { ...state, meters }, facts };
};

const booted = (state: StationState): StationState => {
  if (!state.treatment.resetsOnBoot) return state;
  let meters: PortMeters = state.meters;
  for (const port of Object.keys(state.registers)) {
    meters = boundTo(meters, Number(port), { ...meterAt(meters, Number(port)), booted: true });
  }
  return { ...state, meters };
};
