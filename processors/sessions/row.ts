// The row of a session, and a copy of it to be changed.

import type { RowOf } from '../../schemas/table.ts';
import type { Writable } from '../../lib/writable.ts';
import type { sessions } from './table.ts';

export type Row = RowOf<typeof sessions>;

/** A copy, to be changed before it is handed on: every reading of a session makes one. */
export const copyOf = (row: Row): Writable<Row> => ({
  tenant: row.tenant,
  opened_at: row.opened_at,
  station_id: row.station_id,
  session_id: row.session_id,
  kind: row.kind,
  port: row.port,
  connector_id: row.connector_id,
  transaction_id: row.transaction_id,
  state: row.state,
  started_at: row.started_at,
  ended_at: row.ended_at,
  estimated: row.estimated,
  offline: row.offline,
  energy_wh: row.energy_wh,
  register_start_wh: row.register_start_wh,
  register_end_wh: row.register_end_wh,
  readings: row.readings,
  first_energy_at: row.first_energy_at,
  duration_s: row.duration_s,
  charging_s: row.charging_s,
  suspended_ev_s: row.suspended_ev_s,
  suspended_evse_s: row.suspended_evse_s,
  idle_s: row.idle_s,
  unknown_s: row.unknown_s,
  power_w_max: row.power_w_max,
  power_w_average: row.power_w_average,
  soc_percent_start: row.soc_percent_start,
  soc_percent_end: row.soc_percent_end,
  id_token: row.id_token,
  id_token_normal: row.id_token_normal,
  token_type: row.token_type,
  auth_method: row.auth_method,
  auth_verdict: row.auth_verdict,
  start_trigger: row.start_trigger,
  stop_reason: row.stop_reason,
  outcome: row.outcome,
  failure: row.failure,
  model: row.model,
  firmware_version: row.firmware_version,
  start_evidence: row.start_evidence,
  end_evidence: row.end_evidence,
  seq_gaps: row.seq_gaps,
  seq_repeats: row.seq_repeats,
  first_event_id: row.first_event_id,
  last_event_id: row.last_event_id,
  changed_at: row.changed_at,
});
