// Rows of the room `battery` that are said once and stay as they are.

import type { RowOf } from '../../schemas/table.ts';
import type { Context, Emission } from '../define.ts';
import { emit } from '../define.ts';
import type { FactOf } from '../facts.ts';
import { batterySwaps, chargingNeeds } from './table.ts';

type Needs = RowOf<typeof chargingNeeds>;

type OfVehicle = FactOf<'ChargingNeedsNotified' | 'ChargingScheduleNotified'>;

const common = (fact: OfVehicle, context: Context) => ({
  tenant: context.tenant,
  station_id: context.stationId,
  received_at: context.receivedAt,
  event_id: context.eventId,
  port: fact.port,
  session_id: fact.sessionId ?? '',
  at: fact.at,
});

/** The columns of needs, of which a schedule says nothing. */
const noNeeds = {
  transfer: '',
  departure_at: null,
  energy_requested_wh: null,
  power_w_max: null,
  discharge_power_w_max: null,
  current_a_max: null,
  current_a_min: null,
  voltage_v_max: null,
  capacity_wh: null,
  soc_percent: null,
  soc_percent_target: null,
  soc_percent_full: null,
  soc_percent_bulk: null,
} satisfies Partial<Needs>;

/** The columns of a schedule, of which needs say nothing. */
const noSchedule = {
  schedule_start_at: null,
  schedule_duration_s: null,
  schedule_periods: 0,
  limit_unit: '',
  limit_min: null,
  limit_max: null,
} satisfies Partial<Needs>;

export const needsRow = (fact: FactOf<'ChargingNeedsNotified'>, context: Context): Emission =>
  emit(chargingNeeds, {
    ...common(fact, context),
    ...noSchedule,
    kind: 'needs',
    transfer: fact.transfer,
    departure_at: fact.departureAt,
    energy_requested_wh: fact.energy_mwh,
    power_w_max: fact.power_mw_max,
    discharge_power_w_max: fact.dischargePower_mw_max,
    current_a_max: fact.current_ma_max,
    current_a_min: fact.current_ma_min,
    voltage_v_max: fact.voltage_mv_max,
    capacity_wh: fact.capacity_mwh,
    soc_percent: fact.soc_mpercent,
    soc_percent_target: fact.socTarget_mpercent,
    soc_percent_full: fact.socFull_mpercent,
    soc_percent_bulk: fact.socBulk_mpercent,
  });

export const planRow = (fact: FactOf<'ChargingScheduleNotified'>, context: Context): Emission =>
  emit(chargingNeeds, {
    ...common(fact, context),
    ...noNeeds,
    kind: 'schedule',
    schedule_start_at: fact.timeBase,
    schedule_duration_s: fact.duration_s,
    schedule_periods: fact.periods,
    limit_unit: fact.limits.unit,
    limit_min: fact.limits.min,
    limit_max: fact.limits.max,
  });

export const swapRow = (fact: FactOf<'BatterySwapped'>, context: Context): Emission =>
  emit(batterySwaps, {
    tenant: context.tenant,
    station_id: context.stationId,
    at: context.receivedAt,
    event_id: context.eventId,
    port: fact.port,
    event: fact.event,
    request_id: fact.requestId,
    serial_number: fact.serialNumber,
    soc_percent: fact.soc_mpercent,
    soh_percent: fact.soh_mpercent,
    produced_at: fact.producedAt,
  });
