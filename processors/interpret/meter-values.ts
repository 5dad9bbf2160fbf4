// Meter values of both families: each meterValue becomes one reading of register, power and charge.

import { thousandths } from '../../lib/units.ts';
import type { DoubtCode } from '../doubts.ts';
import { tellBeside } from './beside-readings.ts';
import { field, listOf, textOf } from './json.ts';
import type { Said } from './said.ts';
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
    ...sample16(sampled),
    unit: textOf(field(unit, 'unit')),
    powerOfTen: Number.isInteger(multiplier) ? multiplier : 0,
  };
};

interface Reading {
  readonly register_mwh: number | null;
  readonly power_mw: number | null;
  readonly soc_mpercent: number | null;
}

/** A measurand that is read: where to, and the power of ten that brings each unit to Wh, W, %. */
interface Measured {
  readonly into: keyof Reading;
  readonly units: ReadonlyMap<string, number>;
}

const measured: ReadonlyMap<string, Measured> = new Map([
  [
    registerMeasurand,
    {
      into: 'register_mwh',
      units: new Map([
        ['', 0],
        ['Wh', 0],
        ['kWh', 3],
      ]),
    },
  ],
  [
    'Power.Active.Import',
    {
      into: 'power_mw',
      units: new Map([
        ['', 0],
        ['W', 0],
        ['kW', 3],
      ]),
    },
  ],
  [
    'SoC',
    {
      into: 'soc_mpercent',
      units: new Map([
        ['', 0],
        ['Percent', 0],
        ['%', 0],
      ]),
    },
  ],
]);

/** Whose meter values they are. */
export interface MeterOwner {
  readonly port: number | null;
  readonly transactionId: string;
  readonly receivedAt: number;
}

/** Phases, signatures and registers of the inlet are not what the port as a whole delivered. */
const isWhole = (sample: Sample, { into }: Measured): boolean =>
  sample.phase === '' &&
  !sample.signed &&
  (sample.location === 'Outlet' || into !== 'register_mwh');

type Doubtful = { readonly code: DoubtCode; readonly detail: string };

const valueOf = (sample: Sample, { units }: Measured): number | Doubtful => {
  const power = units.get(sample.unit);
  if (power === undefined) return { code: 'unit_unknown', detail: sample.unit.slice(0, 64) };
  const value = thousandths(sample.value, power + sample.powerOfTen);
  return value ?? { code: 'value_unreadable', detail: sample.value.slice(0, 64) };
};

interface Reader {
  readonly owner: MeterOwner;
  readonly read: ReadSample;
}

const tellReading = (said: Said[], meterValue: unknown, { owner, read }: Reader): void => {
  const when = whenOf(field(meterValue, 'timestamp'), owner.receivedAt);
  const { at } = when;
  for (const doubt of when.doubts) said.push(doubt);
  const reading: { -readonly [K in keyof Reading]: Reading[K] } = {
    register_mwh: null,
    power_mw: null,
    soc_mpercent: null,
  };
  for (const sampled of listOf(field(meterValue, 'sampledValue'))) {
    const name = textOf(field(sampled, 'measurand')) || registerMeasurand;
    const known = measured.get(name);
    // Most samples are of currents and voltages: they are passed over before they are read.
    if (known === undefined) continue;
    const sample = read(sampled);
    if (!isWhole(sample, known)) continue;
    const value = valueOf(sample, known);
    if (typeof value === 'number') reading[known.into] = value;
    else said.push({ type: 'Doubt', at, port: owner.port ?? 0, ...value });
  }
  const { register_mwh, power_mw, soc_mpercent } = reading;
  if (register_mwh === null && power_mw === null && soc_mpercent === null) return;
  const { port, transactionId } = owner;
  said.push({ type: 'MeterRead', at, port, transactionId, register_mwh, power_mw, soc_mpercent });
};

const readings =
  (read: ReadSample) =>
  (meterValues: unknown, owner: MeterOwner): readonly Said[] => {
    const said: Said[] = [];
    for (const one of listOf(meterValues)) {
      tellBeside(said, one, owner);
      tellReading(said, one, { owner, read });
    }
    return said;
  };

/** Readings of a 1.6 `meterValue` list. Source: OCPP 1.6 §6.31, §7.33. */
export const readings16 = readings(sample16);

/** Readings of a 2.x `meterValue` list. Source: OCPP 2.0.1 part 2, MeterValueType. */
export const readings2 = readings(sample2);
