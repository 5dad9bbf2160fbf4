// What a meter shows, as samples with text, unit and phase, before a dialect writes them.

import type { Model } from '../station.ts';
import type { Reading } from '../utterances.ts';

export interface Sample {
  readonly measurand: string;
  /** Plain decimal. */
  readonly text: string;
  readonly unit: string;
  /** The value counts times ten to this power, where there is one. */
  readonly multiplier: 3 | undefined;
  readonly phase: string | undefined;
  readonly location: 'EV' | undefined;
}

const phaseNames = ['L1', 'L2', 'L3'] as const;

/** All samples of a reading; the energy register is exact, the rest is rounded as meters do. */
export const samplesOf = (reading: Reading, model: Model): readonly Sample[] => [
  energy(reading.register_mwh, model),
  sample('Power.Active.Import', tenths(reading.power_mw), 'W'),
  ...(model.current === 'DC' ? dcSamples(reading, model) : acSamples(reading)),
];

const sample = (measurand: string, text: string, unit: string): Sample => ({
  measurand,
  text,
  unit,
  multiplier: undefined,
  phase: undefined,
  location: undefined,
});

const atPhase = (phase: string, { measurand, text, unit }: Sample): Sample => ({
  measurand,
  text,
  unit,
  multiplier: undefined,
  phase,
  location: undefined,
});

const register = 'Energy.Active.Import.Register';

const energyForms = {
  Wh: { digits: 3, unit: 'Wh', multiplier: undefined },
  kWh: { digits: 6, unit: 'kWh', multiplier: undefined },
  'Wh×10^3': { digits: 6, unit: 'Wh', multiplier: 3 },
} as const satisfies Record<Model['energyUnit'], object>;

const energy = (register_mwh: number, model: Model): Sample => {
  const { digits, unit, multiplier } = energyForms[model.energyUnit];
  return { ...sample(register, decimal(register_mwh, digits), unit), multiplier };
};

const acSamples = (reading: Reading): readonly Sample[] => {
  const { phases, power_mw, voltage_mv } = reading;
  const current_ma = Math.round((power_mw * 1000) / (phases * voltage_mv));
  return phaseNames
    .slice(0, phases)
    .flatMap((phase) => [
      atPhase(phase, sample('Current.Import', tenths(current_ma), 'A')),
      atPhase(`${phase}-N`, sample('Voltage', tenths(voltage_mv), 'V')),
    ]);
};

const dcSamples = (reading: Reading, model: Model): readonly Sample[] => {
  const soc_mpercent = reading.soc_mpercent ?? 0;
  const voltage_mv = 350_000 + soc_mpercent;
  const current_ma = Math.round((reading.power_mw * 1000) / voltage_mv);
  return [
    sample('Current.Import', tenths(current_ma), 'A'),
    sample('Voltage', tenths(voltage_mv), 'V'),
    sample('Power.Offered', tenths(model.power_w_max * 1000), 'W'),
    {
      ...sample('SoC', decimal(Math.floor(soc_mpercent / 1000), 0), 'Percent'),
      location: 'EV',
    },
  ];
};

/** Thousandths as text with one digit after the point. */
const tenths = (thousandths: number): string => decimal(Math.round(thousandths / 100), 1);

/** `value × 10^-digits` as text, for a value that is not negative. */
const decimal = (value: number, digits: number): string => {
  if (digits === 0) return String(value);
  const text = String(value).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};
