// Rows of EV-ChART's modules that the portal takes.

import { capitalColumns } from '../api/exports/ev-chart/columns.ts';

export type EvRow = Readonly<Record<string, string>>;

export const ids = { station_id: 'US-001', network_provider: 'abm', port_id: 'P1' };
export const session = {
  ...ids,
  session_id: 's1',
  session_start: '2026-01-05T10:00:00Z',
  session_end: '2026-01-05T10:30:00Z',
  session_error: 'NoError',
  energy_kwh: '20.15',
  power_kw: '148.00',
  payment_method: 'membership',
};
export const uptime = {
  ...ids,
  uptime_reporting_start: '2025-02-01T00:00:00Z',
  uptime_reporting_end: '2026-01-31T23:59:59Z',
  uptime: '99.52',
  total_outage: '2500.00',
  total_outage_excl: '0.00',
};
export const outage = { ...ids, outage_id: '2026-01-05T10:00:00Z', outage_duration: '30.00' };
export const maintenance = {
  station_id: 'US-001',
  network_provider: 'abm',
  maintenance_report_start: '2025-01-01T00:00:00Z',
  maintenance_report_end: '2025-12-31T23:59:59Z',
  maintenance_cost_total: '10.00',
  maintenance_cost_federal: '8.00',
};

const der = { ...ids, der_onsite: 'FALSE', der_type: 'none', der_kw: '0.00', der_kwh: '0.00' };
const money = Object.fromEntries(
  capitalColumns.filter(({ kind }) => kind === 'decimal').map(({ name }) => [name, '1.00']),
);

/** A row of each module that nothing is wrong with. */
export const wholeRows: Readonly<Record<string, EvRow>> = {
  'm2-sessions': session,
  'm3-uptime': uptime,
  'm4-outages': outage,
  'm5-maintenance': maintenance,
  'm6-operator': {
    ...ids,
    operator_name: 'O',
    operator_address: 'A',
    operator_city: 'C',
    operator_state: 'NY',
    operator_zip: '12207',
  },
  'm7-programs': { ...ids, program_report_year: '2025', opportunity_program: 'none' },
  'm8-der': der,
  'm9-capital': { ...ids, ...money },
};
