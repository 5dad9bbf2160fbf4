// The room `battery`: charge curves, what vehicles ask for, what limits them, and battery swaps.

import type { Context, Emission, Step } from '../define.ts';
import { emit, room, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { redrawnOf } from '../trail.ts';
import type { ChargePoint, Curve, Sample } from './curve.ts';
import { besideOf, copyOf, drawn } from './curve.ts';
import type { OpenLimit } from './limits.ts';
import { limitCleared, limitSet } from './limits.ts';
import { planRow, needsRow, swapRow } from './rows.ts';
import { battery, batterySwaps, chargingLimits, chargingNeeds } from './table.ts';

interface State {
  /** Curves of open sessions, oldest first. */
  readonly curves: readonly Curve[];
  /** Curves of sessions that ended: one of them may be opened again. */
  readonly ended: readonly Curve[];
  readonly limits: readonly OpenLimit[];
}

type Listened = FactOf<(typeof listens)[number]>;

const listens = [
  'SessionStarted',
  'SessionReopened',
  'SessionEnded',
  'EnergyDelivered',
  'EnergyRedrawn',
  'MeterSampled',
  'BatterySampled',
  'ChargingNeedsNotified',
  'ChargingScheduleNotified',
  'ChargingLimitSet',
  'ChargingLimitCleared',
  'BatterySwapped',
] as const;

const initial: State = { curves: [], ended: [], limits: [] };

/** Curves held per station; beyond it the oldest is let go, and goes on no further. */
export const curves_max = 32;
/** Curves of ended sessions held: one that goes on after all goes on soon. */
export const endedCurves_max = 4;

const step = (state: State, fact: Listened, context: Context): Step<State> => {
  switch (fact.type) {
    case 'SessionStarted':
      return still(opened(state, fact, context));
    case 'SessionReopened':
      return still(reopened(state, fact.sessionId));
    case 'EnergyDelivered':
      return still(withEnergy(state, fact));
    case 'EnergyRedrawn':
      return still(drawnAnew(state, fact));
    case 'MeterSampled':
    case 'BatterySampled':
      return sampled(state, fact, context);
    case 'SessionEnded':
      return ended(state, fact.sessionId, context);
    case 'ChargingNeedsNotified':
      return { state, rows: [needsRow(fact, context)] };
    case 'ChargingScheduleNotified':
      return { state, rows: [planRow(fact, context)] };
    case 'ChargingLimitSet':
      return withLimits(state, limitSet(state.limits, fact, context));
    case 'ChargingLimitCleared':
      return withLimits(state, limitCleared(state.limits, fact, context));
    case 'BatterySwapped':
      return { state, rows: [swapRow(fact, context)] };
  }
};

export default room({
  name: 'battery',
  about: 'Batteries: charge curves, what vehicles ask for, what limits them, and swaps.',
  listens,
  tables: [battery, chargingNeeds, chargingLimits, batterySwaps],
  initial,
  step,
});

const opened = (state: State, fact: FactOf<'SessionStarted'>, context: Context): State => {
  const known = (one: Curve): boolean => one.sessionId === fact.sessionId;
  // A start that comes late is of a session that is there already.
  if (state.curves.some(known) || state.ended.some(known)) return state;
  const curve: Curve = {
    sessionId: fact.sessionId,
    openedAt: context.receivedAt,
    port: fact.port,
    energy_mwh: 0,
    points: 0,
    last: null,
    beside: null,
    waiting: null,
  };
  return { ...state, curves: [...state.curves.slice(-curves_max + 1), curve] };
};

const swapped = ({ curves, ended: over, limits }: State, before: Curve, after: Curve): State => ({
  curves: curves.length === 1 ? [after] : curves.map((one) => (one === before ? after : one)),
  ended: over,
  limits,
});

const withEnergy = (state: State, fact: FactOf<'EnergyDelivered'>): State => {
  if (fact.sessionId === null || fact.energy_mwh === 0) return state;
  const before = state.curves.find((one) => one.sessionId === fact.sessionId);
  if (before === undefined) return state;
  const after = copyOf(before);
  after.energy_mwh += fact.energy_mwh;
  return swapped(state, before, after);
};

const sampled = (
  state: State,
  fact: FactOf<'MeterSampled' | 'BatterySampled'>,
  context: Context,
): Step<State> => {
  const before = state.curves.find((one) => one.sessionId === fact.sessionId);
  if (before === undefined) return still(state);
  if (fact.type === 'BatterySampled' && fact.soc_mpercent === null) {
    const { at, voltage_mv, current_ma } = fact;
    const after = copyOf(before);
    after.beside = { at, voltage_mv, current_ma };
    return still(swapped(state, before, after));
  }
  const { curve, point } = drawn(before, sampleOf(before, fact));
  if (curve === before) return still(state);
  const rows = point === null ? [] : [pointRow(curve, point, context)];
  return { state: swapped(state, before, curve), rows };
};

const sampleOf = (curve: Curve, fact: FactOf<'MeterSampled' | 'BatterySampled'>): Sample => {
  if (fact.type === 'MeterSampled') return besideOf(curve, fact);
  const { at, soc_mpercent, voltage_mv, current_ma } = fact;
  return { at, power_mw: null, soc_mpercent, voltage_mv, current_ma };
};

const ended = (state: State, sessionId: string, context: Context): Step<State> => {
  const curve = state.curves.find((one) => one.sessionId === sessionId);
  if (curve === undefined) return still(state);
  const curves = state.curves.filter((one) => one !== curve);
  const over = [...state.ended.slice(-endedCurves_max + 1), { ...curve, waiting: null }];
  const rows = curve.waiting === null ? [] : [pointRow(curve, curve.waiting, context)];
  return { state: { ...state, curves, ended: over }, rows };
};

/** A session that goes on after all goes on with its curve. */
const reopened = (state: State, sessionId: string): State => {
  const curve = state.ended.find((one) => one.sessionId === sessionId);
  if (curve === undefined) return state;
  const over = state.ended.filter((one) => one !== curve);
  return { ...state, ended: over, curves: [...state.curves.slice(-curves_max + 1), curve] };
};

/** Points stay as they were drawn; those to come are of the energy as it is known now. */
const drawnAnew = (state: State, fact: FactOf<'EnergyRedrawn'>): State => {
  const redrawn = (curve: Curve): Curve => {
    const moved_mwh = redrawnOf(fact, curve.sessionId);
    return moved_mwh === 0 ? curve : { ...curve, energy_mwh: curve.energy_mwh + moved_mwh };
  };
  return { ...state, curves: state.curves.map(redrawn), ended: state.ended.map(redrawn) };
};

const pointRow = (curve: Curve, point: ChargePoint, context: Context): Emission =>
  emit(battery, {
    tenant: context.tenant,
    opened_at: curve.openedAt,
    station_id: context.stationId,
    session_id: curve.sessionId,
    at: point.at,
    port: curve.port,
    energy_wh: point.energy_mwh,
    power_w: point.power_mw,
    soc_percent: point.soc_mpercent,
    voltage_v: point.voltage_mv,
    current_a: point.current_ma,
  });

const withLimits = (state: State, { state: limits, rows }: Step<State['limits']>): Step<State> => ({
  state: { ...state, limits },
  rows,
});
