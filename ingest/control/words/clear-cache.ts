// Empties a station's memory of tokens that it has seen.

import { said, word } from '../word.ts';

export const clearCache = word({
  name: 'clear-cache',
  about: 'Empties the cache of tokens.',
  args: {},
  say16: () => said('ClearCache'),
  say2: () => said('ClearCache'),
});
