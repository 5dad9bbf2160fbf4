// Energy estimated from sampled power, and what it says about the register beside it.

import { hour_ms, minute_ms } from '../../../lib/time.ts';
import { mulDivFloor } from '../../../lib/units.ts';
import type { Fact } from '../../facts.ts';
import type { OpenSession, StationState, Told } from '../state.ts';
import { withMeters } from '../copy.ts';
import type { PortMeter } from './port-meter.ts';
import { boundTo, copyOfMeter, meterAt } from './port-meter.ts';

/** Power samples further apart than this say nothing of the time between them. */
export const powerGap_ms_max = 30 * minute_ms;
/** Estimates below this are too small to doubt a register by, which may count in whole kWh. */
export const doubtFrom_mwh = 2_000_000;
/** Milliwatts times milliseconds, of a sum of two samples, in a milliwatt-hour. */
const mwh = 2 * 3_600_000;

export interface PowerReading {
  readonly at: number;
  readonly port: number;
  readonly power_mw: number;
  readonly session: OpenSession | null;
}

/** Takes a power sample in: the trapezoid since the last one is an estimate of the session. */
export const readPower = (state: StationState, reading: PowerReading): Told<Fact> => {
  const { at, port, session } = reading;
  const power_mw = Math.max(0, reading.power_mw);
  const meter = meterAt(state.meters, port);
  const { power } = meter;
  // The second copy of a sample, and one that comes late, are in the estimate already.
  if (power !== null && at <= power.at) return { state, facts: [] };
  const next = copyOfMeter(meter);
  next.power = { at, power_mw };
  next.peak_mw = Math.max(meter.peak_mw, power_mw);
  const energy_mwh =
    session === null || power === null ? 0 : between(power, { at, power_mw }, session);
  if (session === null || power === null) return { state: stored(state, port, next), facts: [] };
  next.estimated_mwh = meter.estimated_mwh + energy_mwh;
  const { sessionId } = session;
  const facts: Fact[] = [];
  if (energy_mwh > 0) {
    const span = { from: power.at, to: at, energy_mwh };
    facts.push({ type: 'OtherEnergyMoved', quantity: 'estimated', at, port, sessionId, ...span });
  }
  if (!isUnitSuspect(next, at)) return { state: stored(state, port, next), facts };
  const detail = `power says ${next.estimated_mwh} mWh, register ${next.counted_mwh} mWh`;
  facts.push({ type: 'Doubted', at, port, code: 'unit_suspect', detail });
  next.unitDoubtedAt = at;
  return { state: stored(state, port, next), facts };
};

const stored = (state: StationState, port: number, meter: PortMeter): StationState =>
  withMeters(state, boundTo(state.meters, port, meter));

interface Sample {
  readonly at: number;
  readonly power_mw: number;
}

const between = (from: Sample, to: Sample, session: OpenSession): number => {
  const length_ms = to.at - from.at;
  if (length_ms > powerGap_ms_max || from.at < session.startedAt) return 0;
  return mulDivFloor(from.power_mw + to.power_mw, length_ms, mwh);
};

/** Readings and energy from which on a factor of 1000 between power and register is believed. */
const readingsToDoubt = 3;

/** While the unit stays wrong it is said again, so that it stands beside what it spoils. */
const unitReminder_ms = hour_ms;

/** Whether power and register differ by a factor near 1000, and it is time to say so. */
const isUnitSuspect = (
  { unitDoubtedAt, readings, counted_mwh, estimated_mwh }: PortMeter,
  at: number,
): boolean => {
  if (unitDoubtedAt !== null && at - unitDoubtedAt < unitReminder_ms) return false;
  if (readings < readingsToDoubt || counted_mwh === 0) return false;
  if (Math.max(counted_mwh, estimated_mwh) < doubtFrom_mwh) return false;
  const ratio = estimated_mwh / counted_mwh;
  return (ratio >= 500 && ratio <= 2000) || (ratio >= 1 / 2000 && ratio <= 1 / 500);
};
