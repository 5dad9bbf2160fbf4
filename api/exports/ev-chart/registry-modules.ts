// EV-ChART modules 1 and 5 to 9: what no station says, out of the registry of sites and ports.

import type { ExportErrand, RowFinding } from '../define.ts';
import { sitedPorts, type Registry, type Site, type SitedPort } from '../registry.ts';
import {
  capitalColumns,
  derColumns,
  maintenanceColumns,
  operatorColumns,
  programColumns,
  registrationColumns,
  type EvColumn,
} from './columns.ts';
import { missing, type NamedRow } from './judge.ts';
import { filedPorts, idsOf, type Cells, type Module } from './module-file.ts';

const filedSites = ({ sites }: Registry): readonly Site[] =>
  sites
    .filter(({ network_provider }) => network_provider !== '')
    .toSorted((a, b) => (a.site_id < b.site_id ? -1 : 1));

const siteCells = (site: Site, columns: readonly EvColumn[]): Cells => ({
  ...Object.fromEntries(columns.map(({ name }) => [name, site.filing[name] ?? null])),
  station_id: site.site_id,
  network_provider: site.network_provider,
});

/** Whether the registry says anything of what the columns ask for. */
const tells = (site: Site, columns: readonly EvColumn[]): boolean =>
  columns.some(({ name }) => (site.filing[name] ?? '') !== '');

const ofSites = (module: Omit<Module, 'cells' | 'emptyIsLeftOut'>): Module => {
  // A note or a project alone files nothing: the columns that only this module has must say it.
  const own = module.columns.slice(2).filter(({ need }) => need !== 'recommended');
  return {
    ...module,
    emptyIsLeftOut: true,
    cells: async function* ({ registry }) {
      const told = filedSites(registry).filter((site) => tells(site, own));
      yield await Promise.resolve(told.map((site) => siteCells(site, module.columns)));
    },
  };
};

const noRules = () => (): readonly RowFinding[] => [];

const capitalRequired = capitalColumns
  .filter(({ need, type }) => need !== 'recommended' && type.of === 'decimal')
  .map(({ name }) => name);
const capitalTotals = capitalColumns
  .filter(({ name }) => name.endsWith('_total') || name.startsWith('equipment_install_cost_'))
  .map(({ name }) => name)
  .filter((name) => !name.endsWith('_federal'));

/** Either all totals are empty, or all that is required is there. */
const capitalRules = (row: NamedRow): readonly RowFinding[] =>
  capitalTotals.every((name) => row(name) === null)
    ? []
    : missing(
        row,
        capitalRequired.filter((name) => name.endsWith('_total')),
      );

const ports = async function* (errand: ExportErrand): AsyncGenerator<readonly Cells[]> {
  const filed = filedPorts(errand.registry);
  const all = sitedPorts(errand.registry);
  yield await Promise.resolve(filed.map((sited) => registration(sited, all)));
};

const registration = (sited: SitedPort, all: readonly SitedPort[]): Cells => {
  const { site, port } = sited;
  const funded = all.filter((one) => one.site.site_id === site.site_id);
  const federal = funded.filter((one) => one.port.federally_funded).length;
  const [zip = '', extended = ''] = site.postcode.split('-');
  return {
    ...siteCells(site, registrationColumns),
    ...idsOf(sited),
    nickname: site.name,
    address: site.address,
    city: site.city,
    state: site.state,
    zip,
    zip_extended: extended,
    latitude: site.latitude,
    longitude: site.longitude,
    num_fed_funded_ports: String(federal),
    num_non_fed_funded_ports: String(funded.length - federal),
    port_type: port.port_type,
    federally_funded: port.federally_funded ? 'TRUE' : 'FALSE',
  };
};

export const registrationModule: Module = {
  number: 1,
  name: 'm1-registration',
  about: 'Stations and ports, as they are to be registered; one row a port.',
  columns: registrationColumns,
  key: ['station_id', 'port_id'],
  emptyIsLeftOut: true,
  cells: ports,
  rules: noRules,
};

export const siteModules: readonly Module[] = [
  ofSites({
    number: 5,
    name: 'm5-maintenance',
    about: 'Cost of maintenance and repair of each station in a year.',
    columns: maintenanceColumns,
    key: ['station_id', 'maintenance_report_start'],
    rules: noRules,
  }),
  ofSites({
    number: 6,
    name: 'm6-operator',
    about: 'Who operates each station.',
    columns: operatorColumns,
    key: ['station_id', 'operator_name'],
    rules: noRules,
  }),
  ofSites({
    number: 7,
    name: 'm7-programs',
    about: 'Business opportunity programmes that operators take part in.',
    columns: programColumns,
    key: ['station_id', 'program_report_year'],
    rules: noRules,
  }),
  ofSites({
    number: 8,
    name: 'm8-der',
    about: 'Energy that is produced or stored at each station.',
    columns: derColumns,
    key: ['station_id', 'der_type'],
    rules: noRules,
  }),
  ofSites({
    number: 9,
    name: 'm9-capital',
    about: 'Cost of property, equipment, installation and upgrades of each station.',
    columns: capitalColumns,
    key: ['station_id'],
    rules: () => capitalRules,
  }),
];
