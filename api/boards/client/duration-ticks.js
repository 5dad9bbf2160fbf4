// Where the ticks of an axis of time spent fall: on whole seconds, minutes, hours or days.

/** Seconds that people count in. */
const steps_s = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800,
];
const ticks_max = 6;

/** Seconds that one of a unit is; other units are no time spent. */
const unit_s = { dtdurations: 1, s: 1, ms: 0.001, m: 60, h: 3_600 };

/** The step and the end of an axis from nothing up to a value; null where ten is as good a base. */
export const durationTicks = (unit, most) => {
  const one_s = unit_s[unit];
  const most_s = most * (one_s ?? 0);
  // Below some seconds, and above years, tenths and hundreds are what people count in.
  if (one_s === undefined || !(most_s > 5)) return null;
  const step_s = steps_s.find((step) => most_s / step <= ticks_max);
  if (step_s === undefined) return null;
  return { interval: step_s / one_s, max: (Math.ceil(most_s / step_s) * step_s) / one_s };
};
