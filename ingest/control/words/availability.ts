// Takes a station or a port out of operation, or back into it.

import { required, whole, yesNo } from '../args.ts';
import { evse, said, word } from '../word.ts';

export const availability = word({
  name: 'availability',
  about: 'Puts a station or port in or out of operation.',
  args: {
    operative: required(yesNo('Whether it is to be in operation.')),
    port: whole('1.6 connector or 2.x EVSE; absent: the whole station.', [0, 65_535]),
    connector: whole('2.x: only this connector of the EVSE.', [1, 65_535]),
  },
  say16: ({ operative, port = 0 }) =>
    said('ChangeAvailability', {
      connectorId: port,
      type: operative ? 'Operative' : 'Inoperative',
    }),
  say2: ({ operative, port, connector }) =>
    said('ChangeAvailability', {
      operationalStatus: operative ? 'Operative' : 'Inoperative',
      evse: evse(port, connector),
    }),
});
