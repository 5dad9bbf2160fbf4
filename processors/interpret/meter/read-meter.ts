// One set of samples of a port, joined with its session: registers, intervals, power and charge.

import type { Fact, FactOf } from '../../facts.ts';
import { minute_ms } from '../../../lib/time.ts';
import { readOther, readRegister } from '../registers.ts';
import type { Said } from '../said.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { readSteps } from './coarse.ts';
import { boundTo, meterAt } from './port-meter.ts';
import { readPower } from './power.ts';
import { trailed } from './redraw.ts';

type MeterRead = Extract<Said, { readonly type: 'MeterRead' }>;

export interface MeterOf {
  readonly port: number;
  /** Null where no session of the port is open. */
  readonly session: OpenSession | null;
}

/** Folds what a port's meter said into its tracks. */
export const readMeter = (before: StationState, said: MeterRead, of: MeterOf): Told<Fact> => {
  const { at, power_mw, soc_mpercent, register_mwh } = said;
  const { port, session } = of;
  const facts: Fact[] = [];
  let state = before;
  const take = (told: Told<Fact>): void => {
    state = told.state;
    for (const fact of told.facts) facts.push(fact);
  };
  if (register_mwh !== null) {
    take(readSteps(state, { at, port, register_mwh }));
    take(readRegister(state, { at, port, register_mwh, session, sampledFor: said.transactionId }));
  } else if (said.interval_mwh !== undefined) {
    take(readInterval(state, { ...of, at, energy_mwh: said.interval_mwh }));
  }
  for (const { quantity, register_mwh: other_mwh } of said.others ?? []) {
    take(readOther(state, { at, port, quantity, register_mwh: other_mwh, session }));
  }
  if (power_mw !== null) take(readPower(state, { at, port, power_mw, session }));
  if (power_mw === null && soc_mpercent === null) return { state, facts };
  const sessionId = session?.sessionId ?? null;
  facts.push({ type: 'MeterSampled', at, port, sessionId, power_mw, soc_mpercent });
  return { state, facts };
};

/** Width of an interval whose beginning nothing tells: the clock-aligned default of most stations. */
const interval_ms = 15 * minute_ms;

interface IntervalReading extends MeterOf {
  readonly at: number;
  readonly energy_mwh: number;
}

/**
 * Energy told by interval counts only where the port tells of no register, which would count it
 * again. An interval that is not later than the last one was counted already.
 */
const readInterval = (state: StationState, reading: IntervalReading): Told<Fact> => {
  const { at, port, session, energy_mwh } = reading;
  const meter = meterAt(state.meters, port);
  const told = port in state.registers || (session !== null && session.baseline_mwh !== null);
  if (told || port === 0 || energy_mwh < 0) return { state, facts: [] };
  if (meter.intervalAt !== null && at <= meter.intervalAt) return { state, facts: [] };
  const begun = session === null ? at - interval_ms : Math.max(session.startedAt, at - interval_ms);
  const from = Math.min(at, Math.max(begun, meter.intervalAt ?? begun));
  const counted = {
    ...meter,
    intervalAt: at,
    counted_mwh: meter.counted_mwh + energy_mwh,
    readings: meter.readings + 1,
  };
  const span: FactOf<'EnergyDelivered'> = {
    type: 'EnergyDelivered',
    at,
    port,
    sessionId: session?.sessionId ?? null,
    from,
    to: at,
    energy_mwh,
    registerFrom_mwh: null,
    registerTo_mwh: null,
  };
  const meters = boundTo(state.meters, port, counted);
  return { state: trailed({ ...state, meters }, span), facts: [span] };
};
