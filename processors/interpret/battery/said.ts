// What a message says of a battery, and the session that it is about.

import { readInstant } from '../../../lib/time.ts';
import { thousandths } from '../../../lib/units.ts';
import type { Fact } from '../../facts.ts';
import type { BatteryFact, Limits } from '../../facts/battery.ts';
import { field, listOf, textOf } from '../json.ts';
import type { StationState, Told } from '../state.ts';

type Bare<F> = F extends BatteryFact ? Omit<F, 'at' | 'port' | 'sessionId'> : never;

export interface SaidBattery {
  readonly type: 'Battery';
  readonly at: number;
  /** Null where only the transaction tells it. */
  readonly port: number | null;
  /** Empty where the message names none. */
  readonly transactionId: string;
  readonly told: Bare<BatteryFact>;
}

/** Joins it with the session that is open: by its transaction where one is named, else by port. */
export const battery = (state: StationState, said: SaidBattery): Told<Fact> => {
  const { sessions } = state;
  const named = sessions.findLast(
    (one) => said.transactionId !== '' && one.transactionId === said.transactionId,
  );
  const session = named ?? sessions.findLast((one) => one.port === said.port);
  const port = session?.port ?? said.port ?? 0;
  const { at, told } = said;
  const sessionId = session?.sessionId ?? null;
  // Samples come with nearly every reading, so their members are named: that is much faster.
  if (told.type === 'BatterySampled') {
    const { type, soc_mpercent, voltage_mv, current_ma } = told;
    return { state, facts: [{ type, at, port, sessionId, soc_mpercent, voltage_mv, current_ma }] };
  }
  return { state, facts: [{ ...told, at, port, sessionId }] };
};

/** A number of a message in thousandths of its unit; null where there is none. */
export const amountIn = (object: unknown, key: string): number | null =>
  thousandths(textOf(field(object, key)));

/** A whole number of a message, as of seconds; null where there is none or it is out of range. */
export const wholeIn = (object: unknown, key: string): number | null => {
  const value = Number(textOf(field(object, key)) || NaN);
  return Number.isInteger(value) && Math.abs(value) <= 0x7fffffff ? value : null;
};

/** Instants that mean something here; stations also send 1970 for none. */
const firstInstant = Date.UTC(2000, 0, 1);
const endOfInstants = Date.UTC(2200, 0, 1);

/** An instant of a message; null where there is none or it cannot be. */
export const instantIn = (object: unknown, key: string): number | null => {
  const at = readInstant(textOf(field(object, key)))?.at ?? null;
  return at !== null && at >= firstInstant && at < endOfInstants ? at : null;
};

/** Longest word that is taken over, characters. */
const word_max = 64;

export const wordIn = (object: unknown, key: string): string =>
  textOf(field(object, key)).slice(0, word_max);

/** Lowest and highest limit over the periods of a ChargingScheduleType. */
export const limitsOf = (schedule: unknown): Limits => {
  const amounts = listOf(field(schedule, 'chargingSchedulePeriod'))
    .map((period) => amountIn(period, 'limit'))
    .filter((limit) => limit !== null);
  const lowest = (a: number, b: number) => Math.min(a, b);
  const highest = (a: number, b: number) => Math.max(a, b);
  return {
    unit: wordIn(schedule, 'chargingRateUnit'),
    min: amounts.length === 0 ? null : amounts.reduce(lowest),
    max: amounts.length === 0 ? null : amounts.reduce(highest),
  };
};
