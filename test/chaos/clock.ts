// Gives a process a clock that is off: each of its lives may have another one.

/** The setting by which the preloaded lines learn how far the clock is off, milliseconds. */
const setting = 'CHAOS_CLOCK_OFF_MS';

const lines = `
const off = Number(process.env.${setting} ?? 0);
const True = Date;
const now = () => True.now() + off;
globalThis.Date = class extends True {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }
  static now() { return now(); }
};
`;

/** Settings of a process whose clock is off by so many milliseconds. */
export const clockOff = (off_ms: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(lines)}`,
  [setting]: String(off_ms),
});
