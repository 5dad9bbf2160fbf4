// Limits the power or current of a station or port, until told otherwise.

import { amount, instant, oneOf, required, whole } from '../args.ts';
import { type Profile, profile16, profile2 } from '../profile.ts';
import { said, word } from '../word.ts';

/** One id for the limit of a place: a new limit takes the place of the one before. */
const limitId = (port: number): number => 1_000 + port;

interface Limit {
  readonly limit: number;
  readonly unit: 'W' | 'A';
  readonly port?: number | undefined;
  readonly until?: string | undefined;
  readonly stack_level?: number | undefined;
}

const profileOf = ({ limit, unit, port = 0, until, stack_level }: Limit, at: string): Profile => ({
  profile_id: limitId(port),
  stack_level,
  purpose: port === 0 ? 'station_max' : 'tx_default',
  kind: 'absolute',
  recurrency: undefined,
  valid_from: undefined,
  valid_to: until,
  transaction_id: undefined,
  unit,
  start_at: at,
  duration_s: undefined,
  min_rate: undefined,
  periods: [{ start_s: 0, limit, phases: undefined }],
});

export const setLimit = word({
  name: 'set-limit',
  about: 'Limits the power or current of a station or port.',
  args: {
    limit: required(amount('The limit.')),
    unit: required(oneOf(['W', 'A'], 'Its unit.')),
    port: whole('1.6 connector or 2.x EVSE; absent: the whole station.', [0, 65_535]),
    until: instant('When it ends; absent: clear-charging-profile ends it.'),
    stack_level: whole('Higher wins; 0 where absent.', [0, 1_000]),
  },
  say16: (limit, { askedAt }) =>
    said('SetChargingProfile', {
      connectorId: limit.port ?? 0,
      csChargingProfiles: profile16(profileOf(limit, askedAt), 0),
    }),
  say2: (limit, { askedAt }) =>
    said('SetChargingProfile', {
      evseId: limit.port ?? 0,
      chargingProfile: profile2(profileOf(limit, askedAt), 0),
    }),
});
