// How wide a point of a time series is, and durations as Go writes and reads them.

import { hour_ms, minute_ms, second_ms } from '../lib/time.ts';

/** Widths that are round, milliseconds: each is taken for what lies below the bound before it. */
const rounds: readonly (readonly [below_ms: number, width_ms: number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
];
const year_ms = 31_536_000_000;

interface Asked {
  readonly from_ms: number;
  readonly to_ms: number;
  /** As many points as there is room for. */
  readonly points_max: number;
  /** What the panel sets as its least, as `15m`. */
  readonly min?: string | undefined;
}

const minUnits_ms: Readonly<Record<string, number>> = {
  ms: 1,
  s: second_ms,
  m: minute_ms,
  h: hour_ms,
  d: 24 * hour_ms,
  w: 168 * hour_ms,
};

const read_ms = (text: string): number => {
  const [, count = '', unit = ''] = /^>?(\d+)(ms|s|m|h|d|w)$/.exec(text) ?? [];
  return Number(count) * (minUnits_ms[unit] ?? 0);
};

/** The width of a point as Grafana chooses it: a round one, and not below the panel's least. */
export const intervalFor = ({ from_ms, to_ms, points_max, min = '1ms' }: Asked): number => {
  const exact_ms = (to_ms - from_ms) / points_max;
  const round_ms = rounds.find(([below_ms]) => exact_ms < below_ms)?.[1] ?? year_ms;
  return Math.max(round_ms, read_ms(min));
};

const goUnits_s: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Seconds of a Go duration as `1h30m`, rounded; null for what is none, as `1d`, or not above 0. */
export const readDuration_s = (text: string): number | null => {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/.test(text)) return null;
  let sum_s = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g))
    sum_s += Number(count) * (goUnits_s[unit] ?? 0);
  return Math.round(sum_s) > 0 ? Math.round(sum_s) : null;
};

/** The largest whole unit: `5m`, `24h`, `1500ms`. */
export const durationText = (ms: number): string => {
  if (ms === 0) return '0s';
  if (ms % hour_ms === 0) return `${ms / hour_ms}h`;
  if (ms % minute_ms === 0) return `${ms / minute_ms}m`;
  return ms % second_ms === 0 ? `${ms / second_ms}s` : `${ms}ms`;
};
