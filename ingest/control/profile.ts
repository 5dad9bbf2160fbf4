// Charging profiles in one shape, and as 1.6 and 2.x write them.

import type { ValuesOf } from './args.ts';
import { amount, instant, listOf, oneOf, required, text, utcOrNone, whole } from './args.ts';
import { part } from './word.ts';

const period = {
  start_s: required(whole('Seconds after the start of the schedule.')),
  limit: required(amount('Limit in the unit of the profile.')),
  phases: whole('Number of phases.', [1, 3]),
};

/** Purposes: 1.6 calls the one of the station ChargePointMaxProfile. */
const purposes = ['station_max', 'tx_default', 'tx'] as const;

export const profileArgs = {
  profile_id: whole('Id of the profile; derived from the command where absent.'),
  stack_level: whole('Higher wins; 0 where absent.', [0, 1_000]),
  purpose: required(
    oneOf(purposes, 'station_max: the station as a whole; tx_default; tx: one transaction.'),
  ),
  kind: oneOf(['absolute', 'recurring', 'relative'], 'absolute where absent.'),
  recurrency: oneOf(['daily', 'weekly'], 'Of a recurring profile.'),
  valid_from: instant('From when it may be used.'),
  valid_to: instant('Until when it may be used.'),
  transaction_id: text('Of purpose tx.', 36),
  unit: required(oneOf(['W', 'A'], 'Unit of the limits.')),
  start_at: instant('Start of the schedule; needed where it is absolute or recurring.'),
  duration_s: whole('Length of the schedule, seconds.'),
  min_rate: amount('Below this charging is not efficient.'),
  periods: required(listOf(period, 'At least one; the first starts at 0.')),
};

export type Profile = ValuesOf<typeof profileArgs>;

const kinds = { absolute: 'Absolute', recurring: 'Recurring', relative: 'Relative' } as const;
const recurrencies = { daily: 'Daily', weekly: 'Weekly' } as const;
const purposes16 = {
  station_max: 'ChargePointMaxProfile',
  tx_default: 'TxDefaultProfile',
  tx: 'TxProfile',
} as const;
const purposes2 = { ...purposes16, station_max: 'ChargingStationMaxProfile' } as const;

export type Purpose = (typeof purposes)[number];
export const purpose16 = (purpose: Purpose): string => purposes16[purpose];
export const purpose2 = (purpose: Purpose): string => purposes2[purpose];

const recurrencyOf = ({ recurrency }: Profile) =>
  recurrency === undefined ? undefined : recurrencies[recurrency];

const scheduleOf = (profile: Profile) => ({
  duration: profile.duration_s,
  startSchedule: utcOrNone(profile.start_at),
  chargingRateUnit: profile.unit,
  minChargingRate: profile.min_rate,
  chargingSchedulePeriod: profile.periods.map(({ start_s, limit, phases }) =>
    part({ startPeriod: start_s, limit, numberPhases: phases }),
  ),
});

const common = (profile: Profile) => ({
  stackLevel: profile.stack_level ?? 0,
  chargingProfileKind: kinds[profile.kind ?? 'absolute'],
  recurrencyKind: recurrencyOf(profile),
  validFrom: utcOrNone(profile.valid_from),
  validTo: utcOrNone(profile.valid_to),
});

/** The profile as 1.6 writes it. `number` is its id where it has none. */
export const profile16 = (profile: Profile, number: number) =>
  part({
    chargingProfileId: profile.profile_id ?? number,
    transactionId:
      profile.transaction_id === undefined ? undefined : Number(profile.transaction_id),
    chargingProfilePurpose: purposes16[profile.purpose],
    ...common(profile),
    chargingSchedule: part(scheduleOf(profile)),
  });

/** The profile as 2.x writes it, with its one schedule. */
export const profile2 = (profile: Profile, number: number) =>
  part({
    id: profile.profile_id ?? number,
    transactionId: profile.transaction_id,
    chargingProfilePurpose: purposes2[profile.purpose],
    ...common(profile),
    chargingSchedule: [part({ id: 1, ...scheduleOf(profile) })],
  });
