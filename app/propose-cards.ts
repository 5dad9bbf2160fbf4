// Evidence of a model -> the quirk card that it speaks for.

/** Fewer cases say nothing of a model; and that share of them has to agree. */
const cases_min = 5;
const share_min = 0.8;

/** What was counted over the stations of a model. */
export interface Counted extends Readonly<Record<string, unknown>> {
  readonly vendor: string;
  readonly model: string;
  readonly stations: number;
  readonly starts: number;
  readonly starts_at_zero: number;
  readonly boots: number;
  readonly resets_on_boot: number;
  readonly spans: number;
  readonly spans_thousandth: number;
}

export interface Proposal {
  readonly vendor: string;
  readonly model: string;
  readonly card: Readonly<Record<string, string | number | boolean>>;
  readonly evidence: readonly string[];
}

const speaks = (cases: number, of: number): boolean => of >= cases_min && cases >= share_min * of;

const proposalOf = (counted: Counted): Proposal | null => {
  const { vendor, model } = counted;
  const session = speaks(counted.starts_at_zero, counted.starts);
  const reset = speaks(counted.resets_on_boot, counted.boots);
  const thousand = speaks(counted.spans_thousandth, counted.spans);
  if (!session && !reset && !thousand) return null;
  const id = `${vendor} ${model}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return {
    vendor,
    model,
    card: {
      id: id.slice(0, 64),
      version: 1,
      ...(session ? { register: 'session' } : {}),
      ...(reset ? { resetsOnBoot: true } : {}),
      ...(thousand ? { registerUnit: 'kWh' } : {}),
    },
    evidence: [
      `${counted.starts_at_zero} of ${counted.starts} starts at zero`,
      `${counted.resets_on_boot} of ${counted.boots} boots with a lower register`,
      `${counted.spans_thousandth} of ${counted.spans} spans a thousandth of power`,
    ],
  };
};

/** The cards that evidence speaks for, one a model; none where it is too little or divided. */
export const proposalsOf = (models: readonly Counted[]): readonly Proposal[] =>
  models.flatMap((counted) => proposalOf(counted) ?? []);
