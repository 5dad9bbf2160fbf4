// Meter values of both families: each meterValue becomes one reading of register, power and charge.

import { thousandths } from '../../lib/units.ts';
import type { DoubtCode } from '../doubts.ts';
import { tellBeside } from './beside-readings.ts';
import { field, listOf, textOf } from './json.ts';
import type { OtherQuantity } from '../facts/meter.ts';
import type { OtherRegister, Said, SaidOf } from './said.ts';
import type { Writable } from '../../lib/writable.ts';
import { tellSamples } from './samples/tell.ts';
import { whenOf } from './when.ts';

/** A sampledValue in the words that both families share. */
interface Sample {
  readonly value: string;
  readonly unit: string;
  readonly powerOfTen: number;
  readonly phase: string;
  readonly location: string;
  readonly signed: boolean;
}

/** Defaults of OCPP 1.6 §7.43-7.45 and of 2.0.1 SampledValueType: import register, Wh, Outlet. */
const registerMeasurand = 'Energy.Active.Import.Register';

type ReadSample = (sampled: unknown) => Sample;

const sample16: ReadSample = (sampled) => ({
  value: textOf(field(sampled, 'value')),
  unit: textOf(field(sampled, 'unit')),
  powerOfTen: 0,
  phase: textOf(field(sampled, 'phase')),
  location: textOf(field(sampled, 'location')) || 'Outlet',
  signed: field(sampled, 'format') === 'SignedData',
});

const sample2: ReadSample = (sampled) => {
  const unit = field(sampled, 'unitOfMeasure');
  const multiplier = Number(field(unit, 'multiplier') ?? 0);
  return {
    value: textOf(field(sampled, 'value')),
    unit: textOf(field(unit, 'unit')),
    powerOfTen: Number.isInteger(multiplier) ? multiplier : 0,
    phase: textOf(field(sampled, 'phase')),
    location: textOf(field(sampled, 'location')) || 'Outlet',
    signed: field(sampled, 'format') === 'SignedData',
  };
};

const exponents = (unit: string): ReadonlyMap<string, number> =>
  new Map([
    ['', 0],
    [unit.toLowerCase(), 0],
    [`k${unit.toLowerCase()}`, 3],
  ]);

/** A measurand that is read, and the power of ten that each of its units stands for. */
interface Measured {
  readonly units: ReadonlyMap<string, number>;
  /** Whether it is energy of the outlet; that of other places has passed other losses. */
  readonly ofOutlet: boolean;
}

const wattHours: Measured = { units: exponents('Wh'), ofOutlet: true };
const varHours: Measured = { units: exponents('varh'), ofOutlet: true };

const power = 'Power.Active.Import';
const charge = 'SoC';
const interval = 'Energy.Active.Import.Interval';

const otherRegisters: ReadonlyMap<string, OtherQuantity> = new Map([
  ['Energy.Active.Export.Register', 'exported'],
  ['Energy.Reactive.Import.Register', 'reactive_imported'],
  ['Energy.Reactive.Export.Register', 'reactive_exported'],
]);

const measured: ReadonlyMap<string, Measured> = new Map<string, Measured>([
  [registerMeasurand, wattHours],
  [interval, wattHours],
  ['Energy.Active.Export.Register', wattHours],
  ['Energy.Reactive.Import.Register', varHours],
  ['Energy.Reactive.Export.Register', varHours],
  [power, { units: exponents('W'), ofOutlet: false }],
  [
    charge,
    {
      units: new Map([
        ['', 0],
        ['percent', 0],
        ['%', 0],
      ]),
      ofOutlet: false,
    },
  ],
]);

/** Whose meter values they are. */
export interface MeterOwner {
  readonly port: number | null;
  readonly transactionId: string;
  readonly receivedAt: number;
}

type Doubtful = { readonly code: DoubtCode; readonly detail: string };

const valueOf = (sample: Sample, { units }: Measured): number | Doubtful => {
  const exponent = units.get(sample.unit.trim().toLowerCase());
  if (exponent === undefined) return { code: 'unit_unknown', detail: sample.unit.slice(0, 64) };
  const value = thousandths(sample.value, exponent + sample.powerOfTen);
  return value ?? { code: 'value_unreadable', detail: sample.value.slice(0, 64) };
};

/** Whose word counts where one instant has several: the edges of a transaction were asked for. */
const contextRanks: ReadonlyMap<string, number> = new Map([
  ['Transaction.Begin', 5],
  ['Transaction.End', 5],
  ['Sample.Periodic', 4],
  ['', 4],
  ['Sample.Clock', 3],
  ['Trigger', 2],
]);

/** The phase that a tag stands for: stations write L1 for L1-N and the other way round. */
const phaseOf = (tag: string): number => {
  if (tag === '') return total;
  if (tag.length === 2 || tag.endsWith('-N'))
    return ['L1', 'L2', 'L3'].indexOf(tag.slice(0, 2)) + 1;
  return noPhase;
};

const total = 0;
/** The neutral, and voltages between lines: no part of a sum. */
const noPhase = -1;

/** What one measurand said at one instant: its total and its phases, each by the best context. */
interface Heard {
  readonly values: (number | undefined)[];
  readonly ranks: number[];
  disagree: boolean;
}

const hear = (heard: Heard, phase: number, { value, rank }: { value: number; rank: number }) => {
  const before = heard.values[phase];
  if (before !== undefined && before !== value) heard.disagree = true;
  if (before !== undefined && rank < (heard.ranks[phase] ?? 0)) return;
  heard.values[phase] = value;
  heard.ranks[phase] = rank;
};

/** The total where it was sent, else the sum of the phases; never both. */
const wholeOf = ({ values }: Heard): number | null => values[total] ?? sumOfPhases(values);

const sumOfPhases = (values: Heard['values']): number | null => {
  let sum: number | null = null;
  for (let phase = 1; phase <= 3; phase++) {
    const value = values[phase];
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return sum;
};

/** Shares of the total by which total and phases may differ: meters round, and measure in turn. */
const phasesMayDiffer = 0.1;

const phasesDisagree = ({ values }: Heard): boolean => {
  const [whole, ...phases] = values;
  if (whole === undefined || phases.filter((one) => one !== undefined).length < 3) return false;
  const sum = sumOfPhases(values) ?? whole;
  return Math.abs(sum - whole) > Math.max(Math.abs(whole), Math.abs(sum)) * phasesMayDiffer;
};

interface Reader {
  readonly owner: MeterOwner;
  readonly read: ReadSample;
}

/** All samples of one instant, and the readings of them. */
interface Instant {
  readonly at: number;
  readonly heard: Map<string, Heard>;
}

const hearSamples = (
  said: Said[],
  meterValue: unknown,
  { owner, read, instant }: Reader & { readonly instant: Instant },
): void => {
  for (const sampled of listOf(field(meterValue, 'sampledValue'))) {
    const name = textOf(field(sampled, 'measurand')) || registerMeasurand;
    const known = measured.get(name);
    // Most samples are of currents and voltages: they are passed over before they are read.
    if (known === undefined) continue;
    const sample = read(sampled);
    const phase = phaseOf(sample.phase);
    if (sample.signed || phase === noPhase) continue;
    if (known.ofOutlet && sample.location !== 'Outlet') continue;
    const value = valueOf(sample, known);
    if (typeof value !== 'number') {
      said.push({ type: 'Doubt', at: instant.at, port: owner.port ?? 0, ...value });
      continue;
    }
    let heard = instant.heard.get(name);
    if (heard === undefined)
      instant.heard.set(name, (heard = { values: [], ranks: [], disagree: false }));
    const rank = contextRanks.get(textOf(field(sampled, 'context'))) ?? 1;
    hear(heard, phase, { value, rank });
  }
};

const othersOf = (heard: Instant['heard']): readonly OtherRegister[] => {
  const others: OtherRegister[] = [];
  for (const [name, quantity] of otherRegisters) {
    const one = heard.get(name);
    const register_mwh = one === undefined ? null : wholeOf(one);
    if (register_mwh !== null) others.push({ quantity, register_mwh });
  }
  return others;
};

const tellInstant = (said: Said[], { at, heard }: Instant, owner: MeterOwner): void => {
  if (heard.size === 0) return;
  for (const [name, one] of heard) {
    const doubt = (code: DoubtCode): Said => ({
      type: 'Doubt',
      at,
      port: owner.port ?? 0,
      code,
      detail: name,
    });
    if (one.disagree) said.push(doubt('contexts_disagree'));
    if (name === power && phasesDisagree(one)) said.push(doubt('power_phases_disagree'));
  }
  const of = (name: string): number | null => {
    const one = heard.get(name);
    return one === undefined ? null : wholeOf(one);
  };
  const interval_mwh = of(interval);
  const others = othersOf(heard);
  const read: Writable<SaidOf<'MeterRead'>> = {
    type: 'MeterRead',
    at,
    port: owner.port,
    transactionId: owner.transactionId,
    register_mwh: of(registerMeasurand),
    power_mw: of(power),
    soc_mpercent: of(charge),
  };
  if (interval_mwh !== null) read.interval_mwh = interval_mwh;
  if (others.length > 0) read.others = others;
  said.push(read);
};

const readings =
  (read: ReadSample) =>
  (meterValues: unknown, owner: MeterOwner): readonly Said[] => {
    const said: Said[] = [];
    let instant: Instant | null = null;
    for (const meterValue of listOf(meterValues)) {
      tellBeside(said, meterValue, owner);
      const when = whenOf(field(meterValue, 'timestamp'), owner.receivedAt);
      for (const doubt of when.doubts) said.push(doubt);
      tellSamples(said, meterValue, { at: when.at, owner });
      // What follows with the same time is of the same instant: some send each sample by itself.
      if (instant === null || instant.at !== when.at) {
        if (instant !== null) tellInstant(said, instant, owner);
        instant = { at: when.at, heard: new Map() };
      }
      hearSamples(said, meterValue, { owner, read, instant });
    }
    if (instant !== null) tellInstant(said, instant, owner);
    return said;
  };

/** Readings of a 1.6 `meterValue` list. Source: OCPP 1.6 §6.31, §7.33. */
export const readings16 = readings(sample16);

/** Readings of a 2.x `meterValue` list. Source: OCPP 2.0.1 part 2, MeterValueType. */
export const readings2 = readings(sample2);
