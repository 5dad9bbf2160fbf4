// The readings that a stop brings, apart from what else was said of them.

import type { Said, SaidOf } from '../said.ts';

const isReading = (said: Said): said is SaidOf<'MeterRead'> => said.type === 'MeterRead';

export const asReadings = (said: readonly Said[]): readonly SaidOf<'MeterRead'>[] =>
  said.filter(isReading);

export const others = (said: readonly Said[]): readonly Said[] =>
  said.filter((one) => !isReading(one));
