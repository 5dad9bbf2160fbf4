// Voltage and current beside the charge of a battery, among the samples of a meterValue.

import { thousandths } from '../../../lib/units.ts';
import { field, listOf, textOf } from '../json.ts';
import type { MeterOwner } from '../meter-values.ts';
import type { Said } from '../said.ts';
import { whenOf } from '../when.ts';

/** The charge as measured, and as the vehicle shows it (2.1). */
const charges: ReadonlySet<unknown> = new Set(['SoC', 'Display.PresentSOC']);

const isCharge = (sampled: unknown): boolean => charges.has(field(sampled, 'measurand'));

/** The value of a measurand of the port as a whole, in thousandths; null where not sampled. */
const valueOf = (samples: readonly unknown[], measurand: string, unit: string): number | null => {
  for (const sampled of samples) {
    if (field(sampled, 'measurand') !== measurand || field(sampled, 'phase') !== undefined)
      continue;
    const measure = field(sampled, 'unitOfMeasure');
    const said = textOf(field(measure, 'unit')) || textOf(field(sampled, 'unit'));
    const multiplier = Number(field(measure, 'multiplier') ?? 0);
    if (said !== '' && said !== unit) continue;
    if (field(sampled, 'format') === 'SignedData' || !Number.isInteger(multiplier)) continue;
    return thousandths(textOf(field(sampled, 'value')), multiplier);
  }
  return null;
};

/**
 * Adds what is sampled beside a state of charge. Samples without one are of no battery, and most
 * are without: they cost one look at each measurand.
 */
export const tellBattery = (said: Said[], meterValue: unknown, owner: MeterOwner): void => {
  const samples = listOf(field(meterValue, 'sampledValue'));
  if (!samples.some(isCharge)) return;
  const voltage_mv = valueOf(samples, 'Voltage', 'V');
  const current_ma = valueOf(samples, 'Current.Import', 'A');
  const soc_mpercent = valueOf(samples, 'Display.PresentSOC', 'Percent');
  if (voltage_mv === null && current_ma === null && soc_mpercent === null) return;
  said.push({
    type: 'Battery',
    at: whenOf(field(meterValue, 'timestamp'), owner.receivedAt).at,
    port: owner.port,
    transactionId: owner.transactionId,
    told: { type: 'BatterySampled', soc_mpercent, voltage_mv, current_ma },
  });
};
