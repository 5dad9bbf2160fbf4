// Instants as answers tell them, made once for each millisecond.

import { instantText } from '../lib/time.ts';

/** Texts of instants; those of one millisecond, which are many, are made once. */
export const openTimeTexts = (): ((now: number) => string) => {
  let last_ms = 0;
  let text = instantText(last_ms);
  return (now) => {
    const now_ms = Math.trunc(now);
    if (now_ms !== last_ms) {
      last_ms = now_ms;
      text = instantText(now_ms);
    }
    return text;
  };
};
