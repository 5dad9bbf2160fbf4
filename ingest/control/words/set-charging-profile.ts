// Installs a charging profile.

import { whole } from '../args.ts';
import { profile16, profile2, profileArgs } from '../profile.ts';
import { said, word } from '../word.ts';

export const setChargingProfile = word({
  name: 'set-charging-profile',
  about: 'Installs a charging profile.',
  args: {
    port: whole('1.6 connector or 2.x EVSE; absent: the whole station.', [0, 65_535]),
    ...profileArgs,
  },
  say16: ({ port = 0, ...profile }, { number }) =>
    said('SetChargingProfile', {
      connectorId: port,
      csChargingProfiles: profile16(profile, number),
    }),
  say2: ({ port = 0, ...profile }, { number }) =>
    said('SetChargingProfile', { evseId: port, chargingProfile: profile2(profile, number) }),
});
