// Has a station report the charging profiles that it holds.

import { oneOf, whole } from '../args.ts';
import { purpose2 } from '../profile.ts';
import { part, said, unsayable, word } from '../word.ts';

export const getChargingProfiles = word({
  name: 'get-charging-profiles',
  about: 'Has the station report its charging profiles (2.x).',
  args: {
    port: whole('Only of this EVSE; 0 is the station.', [0, 65_535]),
    purpose: oneOf(['station_max', 'tx_default', 'tx'], 'Only of this purpose.'),
    stack_level: whole('Only of this level.', [0, 1_000]),
  },
  say16: () => unsayable('OCPP 1.6 does not tell its profiles: ask get-composite-schedule.'),
  say2: ({ port, purpose, stack_level }, { number }) =>
    said('GetChargingProfiles', {
      requestId: number,
      evseId: port,
      chargingProfile:
        part({
          chargingProfilePurpose: purpose === undefined ? undefined : purpose2(purpose),
          stackLevel: stack_level,
        }) ?? {},
    }),
});
