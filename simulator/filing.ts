// What the owner of the demo's US sites would file once or yearly. All of it is invented.

/** Attributes of a site by the names of EV-ChART's columns. */
export type Filing = Readonly<Record<string, string>>;

/** Money of a project: what was paid, and the part that came from federal funds. */
const cost = (name: string, total: number, federal: number): Filing => ({
  [`${name}_total`]: total.toFixed(2),
  [`${name}_federal`]: federal.toFixed(2),
});

const operator: Filing = {
  operator_name: 'Demo Charging',
  operator_address: '100 Demo Plaza',
  operator_city: 'Columbus',
  operator_state: 'OH',
  operator_zip: '43215',
  operator_type: 'charging_network',
  operator_notes: 'A demonstration: no such company exists.',
};

const maintenance = (total: number, federal: number): Filing => ({
  maintenance_report_start: '2025-01-01T00:00:00Z',
  maintenance_report_end: '2025-12-31T23:59:59Z',
  caas: 'FALSE',
  ...cost('maintenance_cost', total, federal),
});

const programme: Filing = {
  program_report_year: '2025',
  opportunity_program: 'none',
  program_descript: 'The demonstration takes part in no programme.',
};

/** A site of a federal programme that was built anew, with storage beside it. */
export const builtAnew: Filing = {
  ...operator,
  ...maintenance(18_250.4, 14_600.32),
  ...programme,
  project_id: 'DEMO-FAIN-001',
  der_upgrade: 'FALSE',
  der_onsite: 'TRUE',
  der_type: 'battery_storage',
  der_kw: '250.00',
  der_kwh: '500.00',
  station_upgrade: 'FALSE',
  real_property_acq_owned: 'FALSE',
  ...cost('real_property_cost', 0, 0),
  equipment_acq_date: '2024-02-01T00:00:00Z',
  equipment_acq_owned: 'TRUE',
  ...cost('equipment_cost', 840_000, 672_000),
  equipment_install_date: '2024-04-15T00:00:00Z',
  ...cost('equipment_install_cost', 310_000, 248_000),
  equipment_install_cost_elec: '140000.00',
  equipment_install_cost_const: '95000.00',
  equipment_install_cost_labor: '60000.00',
  equipment_install_cost_other: '15000.00',
  der_acq_owned: 'TRUE',
  ...cost('der_cost', 220_000, 176_000),
  ...cost('der_install_cost', 41_000, 32_800),
  ...cost('dist_sys_cost', 75_000, 60_000),
  ...cost('service_cost', 28_500, 22_800),
};

/** A site with money of its state, and none of the federation. */
export const builtByState: Filing = {
  ...operator,
  ...maintenance(9_310.05, 0),
  ...programme,
  der_onsite: 'FALSE',
  der_type: 'none',
  der_kw: '0.00',
  der_kwh: '0.00',
};
