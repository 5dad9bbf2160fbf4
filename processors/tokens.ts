// Tokens as stations write them, compared without the noise that stations add.

import { normalToken } from '../lib/token.ts';

/** Whether two writings are of one token; an absent token is equal to none. */
export const sameToken = (a: string, b: string): boolean =>
  a !== '' && (a === b || normalToken(a) === normalToken(b));
