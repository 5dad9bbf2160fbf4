// The columns of EV-ChART's nine modules: name, type, and what an empty cell means.

import type { FieldKind } from '../../fields.ts';
import type { Column } from '../define.ts';

export type CellType =
  | { readonly of: 'string'; readonly max: number; readonly exact: number | null }
  | { readonly of: 'datetime' }
  | { readonly of: 'boolean' }
  | { readonly of: 'integer'; readonly low: number; readonly high: number; readonly digits: number }
  | {
      readonly of: 'decimal';
      readonly precision: number;
      readonly scale: number;
      readonly low: number;
    };

/**
 * `required`: column and value. `reported`: the column, and the value unless nothing is to be
 * reported. `recommended`: neither.
 */
export type Need = 'required' | 'reported' | 'recommended';

export interface EvColumn extends Column {
  readonly type: CellType;
  readonly need: Need;
}

const kinds: Readonly<Record<CellType['of'], FieldKind>> = {
  string: 'text',
  // Written by ourselves: the portal wants seconds and Z, and the words TRUE and FALSE.
  datetime: 'text',
  boolean: 'text',
  integer: 'integer',
  decimal: 'decimal',
};

const ruleOf = (type: CellType): string => {
  switch (type.of) {
    case 'string':
      if (type.exact !== null) return `exactly ${type.exact} characters`;
      return Number.isFinite(type.max) ? `at most ${type.max} characters` : 'text';
    case 'datetime':
      return 'RFC 3339 in UTC, as 2026-03-01T12:00:00Z';
    case 'boolean':
      return 'TRUE or FALSE';
    case 'integer':
      return `whole number from ${type.low} to ${type.high}`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale}), at least ${type.low}`;
  }
};

const needs: Readonly<Record<Need, string>> = {
  required: '',
  reported: '; empty where nothing is to be reported',
  recommended: '; may be empty',
};

type Made = (name: string, need: Need, about: string) => EvColumn;

const column =
  (type: CellType): Made =>
  (name, need, about) => ({
    name,
    kind: kinds[type.of],
    about,
    required: need !== 'recommended',
    rule: ruleOf(type) + needs[need],
    type,
    need,
  });

const text = (max = Infinity): Made => column({ of: 'string', max, exact: null });
const exactly = (exact: number): Made => column({ of: 'string', max: Infinity, exact });
const datetime = column({ of: 'datetime' });
const flag = column({ of: 'boolean' });
const integer = (low: number, high: number, digits = 0): Made =>
  column({ of: 'integer', low, high, digits });
const decimal = (precision: number, scale = 2, low = 0): Made =>
  column({ of: 'decimal', precision, scale, low });

const station = text(36)('station_id', 'required', 'Station, as registered in EV-ChART.');
const provider = text()('network_provider', 'required', 'Code of the network provider.');
const port = text(36)('port_id', 'required', 'Port, as published to third parties.');
const kwh = decimal(7);
const minutes = decimal(8);

export const sessionColumns: readonly EvColumn[] = [
  station,
  provider,
  port,
  text(36)('charger_id', 'recommended', 'Charging station, as it speaks OCPP.'),
  text(36)('session_id', 'reported', 'Session.'),
  text(36)('connector_id', 'recommended', 'Connector of the port.'),
  datetime('session_start', 'reported', 'When the session became active in the network.'),
  datetime('session_end', 'reported', 'When it was completed.'),
  text(255)('session_error', 'reported', 'Error codes, by commas; NoError where there was none.'),
  text(255)('error_other', 'recommended', 'More of an error that no code tells.'),
  kwh('energy_kwh', 'reported', 'Energy dispensed, kWh.'),
  kwh('power_kw', 'reported', 'Highest power of the session, kW.'),
  text(255)('payment_method', 'reported', 'How the session was paid for.'),
  text(255)('payment_other', 'recommended', 'More of a method that no word tells.'),
];

export const uptimeColumns: readonly EvColumn[] = [
  station,
  port,
  provider,
  datetime('uptime_reporting_start', 'required', 'First instant of the twelve months.'),
  datetime('uptime_reporting_end', 'required', 'Last second of the twelve months.'),
  decimal(5)('uptime', 'reported', 'Percent; empty in the first year of operation.'),
  minutes('total_outage', 'required', 'Minutes without being able to dispense.'),
  minutes('total_outage_excl', 'required', 'Minutes of it outside of the control of the operator.'),
];

export const outageColumns: readonly EvColumn[] = [
  station,
  port,
  provider,
  datetime('outage_id', 'reported', 'Start of the outage, which is its id.'),
  decimal(8, 2, 0.01)('outage_duration', 'reported', 'Minutes.'),
  flag('excluded_outage', 'recommended', 'Whether it is excluded.'),
  integer(1, 6)(
    'excluded_outage_reason',
    'recommended',
    '1 utility, 2 vehicle, 3 scheduled maintenance, 4 vandalism, 5 natural disaster, 6 hours.',
  ),
  text(255)('excluded_outage_notes', 'recommended', 'Notes.'),
];

export const maintenanceColumns: readonly EvColumn[] = [
  station,
  provider,
  text()('project_id', 'recommended', 'Federal award (FAIN).'),
  datetime('maintenance_report_start', 'required', 'Start of the year reported.'),
  datetime('maintenance_report_end', 'required', 'End of the year reported.'),
  flag('caas', 'recommended', 'Whether the cost is that of charging as a service.'),
  decimal(9)('maintenance_cost_total', 'reported', 'Maintenance and repair, USD.'),
  decimal(9)('maintenance_cost_federal', 'required', 'Federal part, USD.'),
  text(255)('maintenance_notes', 'recommended', 'Notes.'),
];

export const operatorColumns: readonly EvColumn[] = [
  station,
  provider,
  text()('operator_name', 'required', 'Operator.'),
  text()('operator_address', 'required', 'Street and number.'),
  text()('operator_city', 'required', 'City.'),
  exactly(2)('operator_state', 'required', 'State.'),
  exactly(5)('operator_zip', 'required', 'ZIP.'),
  exactly(4)('operator_zip_extended', 'recommended', 'ZIP+4.'),
  text(255)('operator_type', 'recommended', 'Kind of operator.'),
  text(255)('operator_notes', 'recommended', 'Notes.'),
];

export const programColumns: readonly EvColumn[] = [
  station,
  provider,
  integer(0, 9_999, 4)('program_report_year', 'required', 'Year reported.'),
  text()('opportunity_program', 'required', 'State or local business opportunity programmes.'),
  text()('program_descript', 'recommended', 'Description.'),
];

export const derColumns: readonly EvColumn[] = [
  station,
  provider,
  flag('der_upgrade', 'recommended', 'Whether it is an upgrade.'),
  flag('der_onsite', 'required', 'Whether energy is produced or stored on site.'),
  text()('der_type', 'required', 'Kind of resource.'),
  text()('der_type_other', 'recommended', 'Another kind.'),
  decimal(10)('der_kw', 'required', 'Power, kW.'),
  decimal(10)('der_kwh', 'required', 'Storage, kWh.'),
];

const usd = decimal(11);

/** A cost with the part that federal money paid. */
const cost = (name: string, about: string): readonly EvColumn[] => [
  usd(`${name}_total`, 'reported', `${about}, USD.`),
  usd(`${name}_federal`, 'required', `${about}: federal part, USD.`),
];

export const capitalColumns: readonly EvColumn[] = [
  station,
  provider,
  text()('project_id', 'recommended', 'Federal award (FAIN).'),
  flag('station_upgrade', 'recommended', 'Whether the station was upgraded.'),
  datetime('real_property_acq_date', 'recommended', 'When real property was acquired.'),
  flag('real_property_acq_owned', 'recommended', 'Whether it is owned.'),
  ...cost('real_property_cost', 'Real property'),
  datetime('equipment_acq_date', 'recommended', 'When equipment was acquired.'),
  flag('equipment_acq_owned', 'recommended', 'Whether it is owned.'),
  ...cost('equipment_cost', 'Equipment'),
  datetime('equipment_install_date', 'recommended', 'When equipment was installed.'),
  ...cost('equipment_install_cost', 'Installation'),
  usd('equipment_install_cost_elec', 'recommended', 'Installation: electrical, USD.'),
  usd('equipment_install_cost_const', 'recommended', 'Installation: construction, USD.'),
  usd('equipment_install_cost_labor', 'recommended', 'Installation: labour, USD.'),
  usd('equipment_install_cost_other', 'recommended', 'Installation: other, USD.'),
  flag('der_acq_owned', 'recommended', 'Whether energy resources are owned.'),
  ...cost('der_cost', 'Energy resources'),
  ...cost('der_install_cost', 'Installation of energy resources'),
  ...cost('dist_sys_cost', 'Upgrade of the distribution system'),
  ...cost('service_cost', 'Upgrade of the service'),
];

export const registrationColumns: readonly EvColumn[] = [
  station,
  text(50)('nickname', 'recommended', 'Name.'),
  text(255)('address', 'required', 'Street and number.'),
  text(100)('city', 'required', 'City.'),
  exactly(2)('state', 'required', 'State.'),
  exactly(5)('zip', 'required', 'ZIP.'),
  exactly(4)('zip_extended', 'recommended', 'ZIP+4.'),
  decimal(10, 8, -90)('latitude', 'required', 'Latitude, degrees.'),
  decimal(11, 8, -180)('longitude', 'required', 'Longitude, degrees.'),
  text()('project_type', 'recommended', 'new_station, existing_station or o_and_m.'),
  text(10)('operational_date', 'recommended', 'First day of operation, as 2026-03-01.'),
  ...['NEVI', 'CFI', 'EVC_RAA', 'CMAQ', 'CRP', 'OTHER', 'AFC'].map((name) =>
    integer(0, 1)(name, 'recommended', `1 where ${name} is in it.`),
  ),
  integer(0, 100_000)('num_fed_funded_ports', 'recommended', 'Ports with federal money.'),
  integer(0, 100_000)('num_non_fed_funded_ports', 'recommended', 'Ports without.'),
  provider,
  port,
  text()('port_type', 'recommended', 'L2 or DCFC.'),
  flag('federally_funded', 'recommended', 'Whether federal money is in the port.'),
];
