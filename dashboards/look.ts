// How pictures look on every board: units, colours, thresholds, words for states.

import {
  MappingType,
  ThresholdsMode,
  type DynamicConfigValue,
  type Threshold,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  DatetimeISO,
  DurationSeconds,
  Hours,
  Milliseconds,
  NoUnit,
  Percent,
  PercentUnit,
  Seconds,
  Short,
  Watt,
  WattHour,
} from '@grafana/grafana-foundation-sdk/units';
import { builderOf } from './query.ts';

/** Units by what is meant; the number in the column is in the unit named. */
export const units = {
  count: Short,
  /** 0.973 reads 97.3 %. */
  share: PercentUnit,
  /** 97.3 reads 97.3 %. */
  percent: Percent,
  /** Watt-hours, shown as kWh or MWh where they are many. */
  energy_wh: WattHour,
  power_w: Watt,
  duration_s: DurationSeconds,
  seconds: Seconds,
  hours: Hours,
  latency_ms: Milliseconds,
  instant: DatetimeISO,
  /** An amount of a currency that a column beside it names. */
  money: NoUnit,
  text: NoUnit,
} as const;

export type Unit = keyof typeof units;

/** Decimals without which a unit misleads: 1 h 42 min would read "1 hour". */
export const decimalsOf: Partial<Readonly<Record<Unit, number>>> = {
  duration_s: 1,
  share: 1,
  percent: 1,
  count: 0,
  money: 2,
};

export const colours = {
  good: 'green',
  active: 'blue',
  waiting: 'yellow',
  reserved: 'purple',
  impaired: 'orange',
  bad: 'red',
  silent: '#8e8e8e',
  unknown: '#c8c8c8',
  neutral: 'text',
} as const;

/** Steps of a colour scale: from each value on, the colour beside it. */
export interface Scale {
  readonly first: string;
  readonly steps: readonly (readonly [from: number, colour: string])[];
}

export const neutral: Scale = { first: colours.neutral, steps: [] };
/** More is worse. */
export const worseFrom = (impaired: number, bad: number): Scale => ({
  first: colours.good,
  steps: [
    [impaired, colours.impaired],
    [bad, colours.bad],
  ],
});
/** More is better. */
export const betterFrom = (impaired: number, good: number): Scale => ({
  first: colours.bad,
  steps: [
    [impaired, colours.impaired],
    [good, colours.good],
  ],
});

export const thresholdsOf = ({ first, steps }: Scale) =>
  builderOf({
    mode: ThresholdsMode.Absolute,
    // Grafana wants null for minus infinity, of which the SDK's type does not know.
    steps: [
      { value: null, color: first },
      ...steps.map(([value, color]) => ({ value, color })),
    ] as Threshold[],
  });

/** States of a port in the order of their numbers in a timeline. */
export const portStates = [
  ['available', colours.good],
  ['occupied', colours.waiting],
  ['charging', colours.active],
  ['reserved', colours.reserved],
  ['unavailable', colours.impaired],
  ['faulted', colours.bad],
  ['offline', colours.silent],
  ['unknown', colours.unknown],
] as const;

/** SQL: the number of a state, as a timeline wants one. */
export const stateNumber = (state: string): string => {
  const names = portStates.map(([name]) => `'${name}'`).join(', ');
  const numbers = portStates.map((_, index) => index).join(', ');
  return `transform(toString(${state}), [${names}], [${numbers}], ${portStates.length - 1})`;
};

const mapped = (entries: readonly (readonly [key: string, text: string, color: string])[]) =>
  ({
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      entries.map(([key, text, color], index) => [key, { text, color, index }]),
    ),
  }) satisfies ValueMapping;

/** The numbers of a timeline as words in their colours. */
export const stateNumbers = mapped(
  portStates.map(([name, colour], index) => [String(index), name, colour]),
);

/** Words in their colours: states of ports, outcomes, severities, results. */
const wordColours: Readonly<Record<string, string>> = {
  ...Object.fromEntries(portStates),
  success: colours.good,
  failed: colours.bad,
  abandoned: colours.waiting,
  open: colours.active,
  fault: colours.bad,
  warning: colours.waiting,
  installed: colours.good,
  met: colours.good,
  missed: colours.bad,
  insufficient_data: colours.waiting,
};

export const colouredWords = mapped(
  Object.entries(wordColours).map(([word, colour]) => [word, word, colour]),
);

/** The colour of a series by its name, wherever it appears. */
export const colourOf = (word: string): DynamicConfigValue | null => {
  const colour = wordColours[word];
  return colour === undefined
    ? null
    : { id: 'color', value: { mode: 'fixed', fixedColor: colour } };
};

export const seriesWords = Object.keys(wordColours);
