// Planning a campaign: what was asked for is checked, and becomes its first record.

import { uuid7 } from '../../uuid7.ts';
import type { Sealer } from '../seal.ts';
import { complaintsAbout, shownValues, type Values } from '../vocabulary.ts';
import type { CampaignRecord, Window } from './record.ts';

export interface PlanOrder {
  readonly tenant: string;
  readonly by: string;
  readonly title: string;
  readonly stations: readonly string[];
  /** Arguments of `update-firmware`. */
  readonly values: Values;
  readonly window: Window | null;
  readonly atMost: number;
  readonly stopAfter: number;
  readonly patience_ms: number;
}

export const planLimits = {
  stations: 2_000,
  atMost: 1_000,
  at_most_default: 5,
  stop_after_default: 3,
  patience_ms_default: 4 * 3_600_000,
} as const;

const time = /^([01]\d|2[0-3]):[0-5]\d$/;

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
};

const aboutWindow = (window: Window | null): readonly string[] => {
  if (window === null) return [];
  const { from, to, zone } = window;
  return [
    ...(time.test(from) && time.test(to) ? [] : ['The window is two times of day, as 22:00.']),
    ...(from === to ? ['The window begins when it ends.'] : []),
    ...(isZone(zone) ? [] : [`There is no time zone ${zone}.`]),
  ];
};

/** What is wrong with a plan, in sentences; empty where nothing is. */
export const complaintsAboutPlan = (order: PlanOrder): readonly string[] => {
  const { stations, values, window, atMost, stopAfter } = order;
  const { size: length } = new Set(stations);
  const inOrder = (value: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= planLimits.atMost;
  return [
    ...complaintsAbout('update-firmware', values),
    ...aboutWindow(window),
    ...(length === 0 ? ['No station fits.'] : []),
    ...(length > planLimits.stations
      ? [`${length} stations, over ${planLimits.stations}: plan several campaigns.`]
      : []),
    ...(inOrder(atMost) ? [] : ['at_most is a whole number from 1 to 1000.']),
    ...(inOrder(stopAfter) ? [] : ['stop_after is a whole number from 1 to 1000.']),
  ];
};

/** The first record of a campaign. */
export const planned = (
  order: PlanOrder,
  sealer: Sealer,
  now: number,
): CampaignRecord & { readonly kind: 'CampaignPlanned' } => ({
  kind: 'CampaignPlanned',
  tenant: order.tenant,
  campaignId: uuid7(now),
  at: now,
  by: order.by,
  plan: {
    title: order.title,
    stations: [...new Set(order.stations)],
    shown: shownValues('update-firmware', order.values),
    sealed: sealer.sealForTheLog(order.values),
    window: order.window,
    atMost: order.atMost,
    stopAfter: order.stopAfter,
    patience_ms: order.patience_ms,
  },
});
