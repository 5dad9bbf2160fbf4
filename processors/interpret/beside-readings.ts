// What a meterValue holds beside the plain readings: signed values, and the state of a battery.

import { tellBattery } from './battery/tell.ts';
import type { MeterOwner } from './meter-values.ts';
import type { Said } from './said.ts';
import { tellSigned } from './signed/tell.ts';

/** Adds to what the frame says. */
export const tellBeside = (said: Said[], meterValue: unknown, owner: MeterOwner): void => {
  tellBattery(said, meterValue, owner);
  tellSigned(said, meterValue, owner);
};
