// How the meters of a station are read where its model is known to depart from the specification.

/**
 * What is known of a model's meters. A quirk card sets it in `StationState.treatment`; the neutral
 * one reads what was sent as it was labelled, and lets the readings tell the rest.
 */
export interface MeterTreatment {
  /** What the label of sampled registers hides. */
  readonly registerUnit: 'as labelled' | 'kWh labelled Wh' | 'Wh labelled kWh';
  /** The same of meterStart and meterStop, which are watt-hours by the specification. */
  readonly edgeUnit: 'as labelled' | 'kWh labelled Wh';
  /** `session`: the register begins at zero with each session. `lifetime`: it never does. */
  readonly register: 'unknown' | 'lifetime' | 'session';
  readonly resetsOnBoot: boolean;
  /** The most that a port can deliver, watts; null for the limit of all ports. */
  readonly portPower_w: number | null;
}

export const neutralTreatment: MeterTreatment = {
  registerUnit: 'as labelled',
  edgeUnit: 'as labelled',
  register: 'unknown',
  resetsOnBoot: false,
  portPower_w: null,
};

type Unit = MeterTreatment['registerUnit'];

/** A register in milliwatt-hours as its unit truly is; halves are rounded up. */
export const treated = (register_mwh: number, unit: Unit): number => {
  switch (unit) {
    case 'as labelled':
      return register_mwh;
    case 'kWh labelled Wh':
      return register_mwh * 1000;
    case 'Wh labelled kWh':
      return Math.round(register_mwh / 1000);
  }
};
