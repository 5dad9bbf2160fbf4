// Asks what all charging profiles together allow.

import { oneOf, required, whole } from '../args.ts';
import { said, word } from '../word.ts';

export const getCompositeSchedule = word({
  name: 'get-composite-schedule',
  about: 'Asks what all charging profiles together allow.',
  args: {
    port: required(whole('1.6 connector or 2.x EVSE; 0 is the station.', [0, 65_535])),
    duration_s: required(whole('How far ahead, seconds.', [1, 2_592_000])),
    unit: oneOf(['W', 'A'], 'Unit of the answer.'),
  },
  say16: ({ port, duration_s, unit }) =>
    said('GetCompositeSchedule', {
      connectorId: port,
      duration: duration_s,
      chargingRateUnit: unit,
    }),
  say2: ({ port, duration_s, unit }) =>
    said('GetCompositeSchedule', { evseId: port, duration: duration_s, chargingRateUnit: unit }),
});
