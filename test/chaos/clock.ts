// Gives a process a clock that is off: each of its lives may have another one.

/** A module to be loaded before all others, after which every clock is off by so much. */
export const clockOff = (off_ms: number): string => `
const True = Date;
const now = () => True.now() + ${off_ms};
globalThis.Date = class extends True {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() { return now(); }
};
`;
