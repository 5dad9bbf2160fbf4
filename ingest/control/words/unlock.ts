// Opens the lock of a connector, for a cable that is stuck.

import { required, whole } from '../args.ts';
import { said, word } from '../word.ts';

export const unlock = word({
  name: 'unlock',
  about: 'Unlocks a connector.',
  args: {
    port: required(whole('1.6 connector or 2.x EVSE.', [1, 65_535])),
    connector: whole('2.x: connector of the EVSE; 1 where absent.', [1, 65_535]),
  },
  say16: ({ port }) => said('UnlockConnector', { connectorId: port }),
  say2: ({ port, connector = 1 }) =>
    said('UnlockConnector', { evseId: port, connectorId: connector }),
});
