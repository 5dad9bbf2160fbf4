// Meter values of both families: each meterValue becomes one reading of register, power and charge.

import { thousandths } from '../../lib/units.ts';
import type { DoubtCode } from '../facts.ts';
import { field, listOf, textOf } from './json.ts';
import type { Said } from './said.ts';
import { whenOf } from './when.ts';

/** A sampledValue in the words that both families share. */
interface Sample {
  readonly value: string;
  readonly measurand: string;
  readonly unit: string;
  readonly powerOfTen: number;
  readonly phase: string;
  readonly location: string;
  readonly signed: boolean;
}

/** Defaults of OCPP 1.6 §7.43-7.45 and of 2.0.1 SampledValueType: import register, Wh, Outlet. */
const registerMeasurand = 'Energy.Active.Import.Register';

const sample16 = (sampled: unknown): Sample => ({
  value: textOf(field(sampled, 'value')),
  measurand: textOf(field(sampled, 'measurand')) || registerMeasurand,
  unit: textOf(field(sampled, 'unit')),
  powerOfTen: 0,
  phase: textOf(field(sampled, 'phase')),
  location: textOf(field(sampled, 'location')) || 'Outlet',
  signed: field(sampled, 'format') === 'SignedData',
});

const sample2 = (sampled: unknown): Sample => {
  const unit = field(sampled, 'unitOfMeasure');
  const multiplier = Number(field(unit, 'multiplier') ?? 0);
  return {
    ...sample16(sampled),
    unit: textOf(field(unit, 'unit')),
    powerOfTen: Number.isInteger(multiplier) ? multiplier : 0,
  };
};

/** Power of ten that brings a unit to the one we hold: Wh, W, percent. */
const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  [registerMeasurand]: { '': 0, Wh: 0, kWh: 3 },
  'Power.Active.Import': { '': 0, W: 0, kW: 3 },
  SoC: { '': 0, Percent: 0, '%': 0 },
};

interface Reading {
  readonly register_mwh: number | null;
  readonly power_mw: number | null;
  readonly soc_mpercent: number | null;
}

const nothingRead: Reading = { register_mwh: null, power_mw: null, soc_mpercent: null };

const into: Readonly<Record<string, keyof Reading>> = {
  [registerMeasurand]: 'register_mwh',
  'Power.Active.Import': 'power_mw',
  SoC: 'soc_mpercent',
};

/** Whose meter values they are. */
export interface MeterOwner {
  readonly port: number | null;
  readonly transactionId: string;
  readonly receivedAt: number;
}

const readings =
  (read: (sampled: unknown) => Sample) =>
  (meterValue: unknown, owner: MeterOwner): readonly Said[] =>
    listOf(meterValue).flatMap((one) => {
      const when = whenOf(field(one, 'timestamp'), owner.receivedAt);
      const doubts: Said[] = [...when.doubts];
      const reading: { -readonly [K in keyof Reading]: Reading[K] } = { ...nothingRead };
      for (const sampled of listOf(field(one, 'sampledValue'))) {
        const sample = read(sampled);
        const name = sample.phase === '' && !sample.signed ? into[sample.measurand] : undefined;
        if (name === undefined || (sample.location !== 'Outlet' && name === 'register_mwh'))
          continue;
        const value = valueOf(sample);
        if (typeof value === 'number') reading[name] = value;
        else doubts.push({ type: 'Doubt', at: when.at, port: owner.port ?? 0, ...value });
      }
      return reading.register_mwh === null &&
        reading.power_mw === null &&
        reading.soc_mpercent === null
        ? doubts
        : [
            ...doubts,
            {
              type: 'MeterRead',
              at: when.at,
              port: owner.port,
              transactionId: owner.transactionId,
              ...reading,
            },
          ];
    });

const valueOf = (sample: Sample): number | { code: DoubtCode; detail: string } => {
  const power = units[sample.measurand]?.[sample.unit];
  if (power === undefined) return { code: 'unit_unknown', detail: sample.unit.slice(0, 64) };
  const value = thousandths(sample.value, power + sample.powerOfTen);
  return value ?? { code: 'value_unreadable', detail: sample.value.slice(0, 64) };
};

/** Readings of a 1.6 `meterValue` list. Source: OCPP 1.6 §6.31, §7.33. */
export const readings16 = readings(sample16);

/** Readings of a 2.x `meterValue` list. Source: OCPP 2.0.1 part 2, MeterValueType. */
export const readings2 = readings(sample2);
