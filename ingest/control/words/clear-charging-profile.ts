// Removes charging profiles: one by its id, or all that fit.

import { oneOf, whole } from '../args.ts';
import { purpose16, purpose2 } from '../profile.ts';
import { part, said, word } from '../word.ts';

export const clearChargingProfile = word({
  name: 'clear-charging-profile',
  about: 'Removes charging profiles, and with them limits.',
  args: {
    profile_id: whole('Only this one.'),
    port: whole('Only of this 1.6 connector or 2.x EVSE; 0 is the station.', [0, 65_535]),
    purpose: oneOf(['station_max', 'tx_default', 'tx'], 'Only of this purpose.'),
    stack_level: whole('Only of this level.', [0, 1_000]),
  },
  say16: ({ profile_id, port, purpose, stack_level }) =>
    said('ClearChargingProfile', {
      id: profile_id,
      connectorId: port,
      chargingProfilePurpose: purpose === undefined ? undefined : purpose16(purpose),
      stackLevel: stack_level,
    }),
  say2: ({ profile_id, port, purpose, stack_level }) =>
    said('ClearChargingProfile', {
      chargingProfileId: profile_id,
      chargingProfileCriteria: part({
        evseId: port,
        chargingProfilePurpose: purpose === undefined ? undefined : purpose2(purpose),
        stackLevel: stack_level,
      }),
    }),
});
