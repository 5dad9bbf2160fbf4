// Asks which version of the local list a station holds.

import { said, word } from '../word.ts';

export const getLocalListVersion = word({
  name: 'get-local-list-version',
  about: 'Asks which version of the local list the station holds.',
  args: {},
  say16: () => said('GetLocalListVersion'),
  say2: () => said('GetLocalListVersion'),
});
