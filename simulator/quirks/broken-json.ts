// A quirk: every seventh call is first sent cut off, with a hole or with a NUL, and refused.

import type { Quirk } from '../quirk.ts';
import { again, eachExchange, written } from '../quirk-life.ts';

const wrecks: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, -3),
  (text) => text.replace(/:"[^"]*"/, ':'),
  (text) => text.replace('"}', '\u0000"}'),
];

export const brokenJson: Quirk = {
  name: 'broken-json',
  number: 'Q55',
  about: 'Every seventh call is first sent cut off, with a hole or with a NUL, and refused.',
  life: eachExchange(() => {
    let calls = 0;
    return (exchange) => {
      if (calls++ % 7 !== 3) return exchange;
      const wreck = wrecks[calls % wrecks.length] ?? String;
      const refused = { ...exchange, error: 'FormationViolation', answered_ms: 2 };
      return [written(refused, wreck), again(exchange, 5)];
    };
  }),
};
