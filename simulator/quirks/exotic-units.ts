// A quirk: temperatures in Celcius, frequencies in Hertz, charge in %.

import type { Quirk } from '../quirk.ts';
import { eachMeterValue, listOf, measures, onPayload } from '../quirk-payload.ts';
import type { Fields } from '../quirk-payload.ts';

export const exoticUnits: Quirk = {
  name: 'exotic-units',
  number: 'Q18',
  about: 'Temperatures in Celcius, frequencies in Hertz, charge in %.',
  call: onPayload(
    eachMeterValue((meterValue) => {
      const samples = listOf(meterValue['sampledValue']);
      const asNumber = samples.some((sample) => typeof sample['value'] === 'number');
      const exotic = asNumber
        ? [
            { value: 50, measurand: 'Frequency', unitOfMeasure: { unit: 'Hz' } },
            { value: 41, measurand: 'Temperature', unitOfMeasure: { unit: 'Celcius' } },
          ]
        : [
            { value: '50.0', measurand: 'Frequency', unit: 'Hertz' },
            { value: '41.5', measurand: 'Temperature', unit: 'Celcius' },
          ];
      const alias = (sample: Fields): Fields =>
        measures(sample, 'SoC') && !asNumber ? { ...sample, unit: '%' } : sample;
      return [{ ...meterValue, sampledValue: [...samples.map(alias), ...exotic] }];
    }),
  ),
};
