// How a bench is asked for, and how it prints: ours, the floor of the same run, their ratio.

/** One figure. The floor is what the bare means reach on the same machine in the same run. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** Null where nothing simpler does the same. */
  readonly floor: number | null;
  readonly target?: Target;
}

export interface Target {
  /** For figures of which more is better, as frames per second. */
  readonly atLeast?: number;
  /** For figures of which less is better, as milliseconds. */
  readonly atMost?: number;
  /** Of ours to the floor. */
  readonly ratioAtLeast?: number;
}

export interface BenchOptions {
  /** URL of the module that opens engines for benches; child processes import it. */
  readonly wire: string;
  /** A folder for whatever the bench writes: empty, or as a run that was killed left it. */
  readonly folder: string;
  /** How long each part is measured. */
  readonly seconds: number;
  /** How many events, where a bench is of a length; absent: its own. */
  readonly events?: number;
  /** Called with each part as it begins. */
  readonly onPart: (name: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(options: BenchOptions): Promise<readonly Measure[]>;
}

const digits = (value: number): number => {
  if (Math.abs(value) >= 100) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
};

const figure = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits(value) });

export const ratioOf = ({ ours, floor }: Measure): number | null =>
  floor === null || floor === 0 ? null : ours / floor;

/** Whether a measure reaches its target; null where it has none. */
export const reaches = (measure: Measure): boolean | null => {
  const { atLeast, atMost, ratioAtLeast } = measure.target ?? {};
  const ratio = ratioOf(measure);
  const checks = [
    atLeast === undefined ? null : measure.ours >= atLeast,
    atMost === undefined ? null : measure.ours <= atMost,
    ratioAtLeast === undefined || ratio === null ? null : ratio >= ratioAtLeast,
  ].filter((check) => check !== null);
  return checks.length === 0 ? null : checks.every(Boolean);
};

const wanted = ({ target = {} }: Measure): string =>
  [
    target.atLeast === undefined ? '' : `>= ${figure(target.atLeast)}`,
    target.atMost === undefined ? '' : `<= ${figure(target.atMost)}`,
    target.ratioAtLeast === undefined ? '' : `>= ${figure(target.ratioAtLeast)} x floor`,
  ]
    .filter((part) => part !== '')
    .join(', ');

const verdict = (measure: Measure): string => {
  const reached = reaches(measure);
  if (reached === null) return '';
  return reached ? 'reached' : 'MISSED';
};

/** The measures of a bench as a text table. */
export const reportOf = (name: string, measures: readonly Measure[]): string => {
  const head = ['', 'ours', 'floor', 'ratio', 'unit', 'target', ''];
  const rows = measures.map((measure) => {
    const ratio = ratioOf(measure);
    return [
      measure.name,
      figure(measure.ours),
      measure.floor === null ? '-' : figure(measure.floor),
      ratio === null ? '-' : figure(ratio),
      measure.unit,
      wanted(measure),
      verdict(measure),
    ];
  });
  const table = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...table.map((row) => (row[i] ?? '').length)));
  const isNumber = (i: number): boolean => i >= 1 && i <= 3;
  const lines = table.map((row) =>
    row
      .map((cell, i) => (isNumber(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${name}\n${lines.join('\n')}\n`;
};
