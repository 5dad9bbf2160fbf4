// Limits from outside: each lasts until it is cleared, or another of its source replaces it.

import type { Context, Emission, Step } from '../define.ts';
import { emit, still } from '../define.ts';
import type { FactOf } from '../facts.ts';
import type { Limits } from '../facts/battery.ts';
import { chargingLimits } from './table.ts';

export interface OpenLimit {
  readonly setAt: number;
  readonly port: number;
  readonly source: string;
  readonly isGridCritical: boolean;
  readonly limits: Limits;
  readonly eventId: string;
}

type Open = readonly OpenLimit[];

/** Limits held per station; beyond it the oldest is let go, and stays open in its table. */
export const openLimits_max = 16;

const isOf =
  (fact: { readonly port: number; readonly source: string }) =>
  ({ port, source }: OpenLimit): boolean =>
    port === fact.port && source === fact.source;

const limitRow = (limit: OpenLimit, clearedAt: number | null, context: Context): Emission =>
  emit(chargingLimits, {
    tenant: context.tenant,
    station_id: context.stationId,
    set_at: limit.setAt,
    port: limit.port,
    source: limit.source,
    is_grid_critical: limit.isGridCritical,
    limit_unit: limit.limits.unit,
    limit_min: limit.limits.min,
    limit_max: limit.limits.max,
    cleared_at: clearedAt,
    event_id: limit.eventId,
  });

export const limitSet = (
  open: Open,
  fact: FactOf<'ChargingLimitSet'>,
  context: Context,
): Step<Open> => {
  const limit: OpenLimit = {
    setAt: context.receivedAt,
    port: fact.port,
    source: fact.source,
    isGridCritical: fact.isGridCritical,
    limits: fact.limits,
    eventId: context.eventId,
  };
  const replaced = open.filter(isOf(fact));
  const others = open.filter((one) => !replaced.includes(one));
  return {
    state: [...others.slice(-openLimits_max + 1), limit],
    rows: [
      ...replaced.map((one) => limitRow(one, context.receivedAt, context)),
      limitRow(limit, null, context),
    ],
  };
};

export const limitCleared = (
  open: Open,
  fact: FactOf<'ChargingLimitCleared'>,
  context: Context,
): Step<Open> => {
  const cleared = open.filter(isOf(fact));
  if (cleared.length === 0) return still(open);
  return {
    state: open.filter((one) => !cleared.includes(one)),
    rows: cleared.map((one) => limitRow(one, context.receivedAt, context)),
  };
};
