// The charge curve of a session: which samples become points, so that their number is bounded.

import { minute_ms, second_ms } from '../../lib/time.ts';
import type { Writable } from '../../lib/writable.ts';

/** A point of the curve; energy since the start of the session. */
export interface ChargePoint {
  readonly at: number;
  readonly energy_mwh: number;
  readonly power_mw: number | null;
  readonly soc_mpercent: number | null;
  readonly voltage_mv: number | null;
  readonly current_ma: number | null;
}

export interface Curve {
  readonly sessionId: string;
  readonly openedAt: number;
  readonly port: number;
  readonly energy_mwh: number;
  /** Points made so far. */
  readonly points: number;
  /** The last point made; null before the first. */
  readonly last: ChargePoint | null;
  /** Voltage and current of the moment, said ahead of the sample that they stand beside. */
  readonly beside: Beside | null;
  /** The last sample that became none; it is the end of the curve when the session ends. */
  readonly waiting: ChargePoint | null;
}

/** Least distance of the first points where a charge is sampled: 30 s are half a percent or less. */
export const spacing_ms = 30 * second_ms;
/** The same where power alone is: a curve without a charge is flat but for its end. */
export const spacingWithoutCharge_ms = 5 * minute_ms;
/** Points after which the distance is doubled. */
export const pointsPerSpacing = 128;
/** Points of one session; further samples become none. 30 s, doubled fifteen times, is 11 days. */
export const points_max = 2_048;
/** Samples so close together are of one moment: stations send power and charge one by one. */
export const moment_ms = 5 * second_ms;

/** Distance to the last point that a sample needs: it doubles as the curve grows. */
const spacingOf = ({ points, last }: Curve, sample: Sample): number => {
  const hasCharge = sample.soc_mpercent !== null || (last !== null && last.soc_mpercent !== null);
  const least_ms = hasCharge ? spacing_ms : spacingWithoutCharge_ms;
  return least_ms * 2 ** Math.floor(points / pointsPerSpacing);
};

type Beside = Pick<ChargePoint, 'at' | 'voltage_mv' | 'current_ma'>;

export interface Drawn {
  readonly curve: Curve;
  /** The point to be written, new or completed. */
  readonly point: ChargePoint | null;
}

export type Sample = Omit<ChargePoint, 'energy_mwh'>;

/** A sample of power and charge, with the voltage and current that were said of its moment. */
export const besideOf = (
  { beside }: Curve,
  { at, power_mw, soc_mpercent }: Pick<ChargePoint, 'at' | 'power_mw' | 'soc_mpercent'>,
): Sample => {
  const own = beside?.at === at ? beside : null;
  const voltage_mv = own?.voltage_mv ?? null;
  return { at, power_mw, soc_mpercent, voltage_mv, current_ma: own?.current_ma ?? null };
};

// Spelt out: every sample of every session comes by here, and spreading costs five times as much.
const pointOf = (sample: Sample, energy_mwh: number): ChargePoint => ({
  at: sample.at,
  energy_mwh,
  power_mw: sample.power_mw,
  soc_mpercent: sample.soc_mpercent,
  voltage_mv: sample.voltage_mv,
  current_ma: sample.current_ma,
});

/** A copy, to be changed before it is handed on. */
export const copyOf = (curve: Curve): Writable<Curve> => ({
  sessionId: curve.sessionId,
  openedAt: curve.openedAt,
  port: curve.port,
  energy_mwh: curve.energy_mwh,
  points: curve.points,
  last: curve.last,
  beside: curve.beside,
  waiting: curve.waiting,
});

const withPoint = (curve: Curve, point: ChargePoint): Curve => {
  const next = copyOf(curve);
  next.points += 1;
  next.last = point;
  next.beside = null;
  next.waiting = null;
  return next;
};

/** The point with what it lacked filled in from a sample. */
const completed = (point: ChargePoint, sample: Sample): ChargePoint => ({
  at: point.at,
  energy_mwh: point.energy_mwh,
  power_mw: point.power_mw ?? sample.power_mw,
  soc_mpercent: point.soc_mpercent ?? sample.soc_mpercent,
  voltage_mv: point.voltage_mv ?? sample.voltage_mv,
  current_ma: point.current_ma ?? sample.current_ma,
});

const isSamePoint = (one: ChargePoint, other: ChargePoint): boolean =>
  one.power_mw === other.power_mw &&
  one.soc_mpercent === other.soc_mpercent &&
  one.voltage_mv === other.voltage_mv &&
  one.current_ma === other.current_ma;

/**
 * Draws a sample into the curve. One of the moment of the last point completes it; one older than
 * it is left out; one far enough behind it is a point; any other waits for the end of the session.
 */
export const drawn = (curve: Curve, sample: Sample): Drawn => {
  const { last, waiting, energy_mwh } = curve;
  if (last !== null && sample.at < last.at) return { curve, point: null };
  if (last !== null && sample.at <= last.at + moment_ms) {
    const point = completed(last, sample);
    if (isSamePoint(point, last)) return { curve, point: null };
    const after = copyOf(curve);
    after.last = point;
    return { curve: after, point };
  }
  const isPoint = last === null || sample.at - last.at >= spacingOf(curve, sample);
  if (isPoint && curve.points < points_max - 1) {
    const point = pointOf(sample, energy_mwh);
    return { curve: withPoint(curve, point), point };
  }
  const isOfMoment = waiting !== null && Math.abs(sample.at - waiting.at) <= moment_ms;
  const after = copyOf(curve);
  after.waiting = isOfMoment ? completed(waiting, sample) : pointOf(sample, energy_mwh);
  return { curve: after, point: null };
};
