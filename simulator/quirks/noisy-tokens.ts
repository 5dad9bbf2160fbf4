// A quirk: tokens of a start have spaces, colons, control characters or small letters.

import type { Quirk } from '../quirk.ts';
import { eachExchange, saying } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

const noises: readonly ((token: string) => string)[] = [
  (token) => ` ${token.replaceAll(/(..)(?=.)/g, '$1 ')}`,
  (token) => token.replaceAll(/(..)(?=.)/g, '$1:'),
  (token) => `${token}\u0010\u000E`,
  (token) => token.toLowerCase(),
];

export const noisyTokens: Quirk = {
  name: 'noisy-tokens',
  number: 'Q34',
  about: 'Tokens of a start have spaces, colons, control characters or small letters.',
  life: eachExchange(() => {
    let starts = 0;
    return (exchange) => {
      const { idTag } = fields(exchange.payload);
      if (typeof idTag !== 'string') return exchange;
      const noisy = noises[starts++ % noises.length]?.(idTag) ?? idTag;
      return saying(exchange, { idTag: noisy });
    };
  }),
};
