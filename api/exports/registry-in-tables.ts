// Sites, ports and exclusions as the ledger has them, for the range of an export.

import {
  exclusions as exclusionsTable,
  ports as portsTable,
  sites as sitesTable,
  type LedgerTable,
} from '../../processors/ledger/table.ts';
import type { Store } from '../../store/port.ts';
import { asKnown } from '../as-known.ts';
import { readRegistry } from '../billing/registry.ts';
import { storeInstant } from '../encode.ts';
import { openingHoursOf } from '../rulebooks/ocpi-hours.ts';
import type { PortListing, SiteListing } from './listing.ts';
import { ratesAt } from './rates.ts';
import type { Port, PortExclusion, Registry, Site } from './registry.ts';

/** Most things of one kind that are held. */
export const registeredMax = 1_000_000;

interface Range {
  readonly tenant: string;
  readonly from: number;
  readonly to: number;
  /** What had been recorded by then, milliseconds UTC; null: everything. */
  readonly known_at: number | null;
}

type Row = Readonly<Record<string, unknown>>;

const textOf = (row: Row, name: string): string => {
  const value = row[name];
  return typeof value === 'string' ? value : '';
};
const instantIn = (row: Row, name: string): number | null =>
  row[name] === null || row[name] === undefined ? null : storeInstant(row[name]);
const textsOf = (row: Row, name: string): readonly string[] => {
  const list = row[name];
  return Array.isArray(list) ? list.map(String) : [];
};

const isSet = (row: Row, name: string): boolean => row[name] === true || row[name] === 1;

const rowsAt = async (
  store: Store,
  table: LedgerTable,
  { tenant, known_at, valid_at }: Range & { readonly valid_at: number | null },
): Promise<readonly Row[]> => {
  const known = asKnown(table, { tenant, valid_at, known_at });
  const sql = `SELECT * FROM (${known.sql}) ORDER BY ${table.key.join(', ')} LIMIT ${registeredMax}`;
  return store.query<Row>({ sql, params: known.params });
};

/** What stood at the beginning or at the end of the range; the end goes before. */
const rowsOf = async (store: Store, table: LedgerTable, range: Range): Promise<readonly Row[]> => {
  const ids = table.key.filter((name) => name !== 'entry_id');
  const found = new Map<string, Row>();
  for (const valid_at of [range.from, range.to - 1]) {
    for (const row of await rowsAt(store, table, { ...range, valid_at })) {
      found.set(JSON.stringify(ids.map((name) => row[name])), row);
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
};

const detailsOf = (row: Row): Readonly<Record<string, string>> => {
  const text = textOf(row, 'details');
  if (text === '') return {};
  const read = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, String(value)]));
};

/** What EV-ChART asks of a site under its own names, out of the columns that hold it. */
const filingOf = (row: Row): Readonly<Record<string, string>> => {
  const funding = textsOf(row, 'funding');
  const since = instantIn(row, 'operational_at');
  const programmes = ['NEVI', 'CFI', 'EVC_RAA', 'CMAQ', 'CRP', 'OTHER', 'AFC'];
  return {
    ...Object.fromEntries(programmes.map((name) => [name, funding.includes(name) ? '1' : '0'])),
    project_type: textOf(row, 'project_type'),
    operational_date: since === null ? '' : new Date(since).toISOString().slice(0, 10),
    operator_name: textOf(row, 'operator_name'),
    ...detailsOf(row),
  };
};

const numberIn = (row: Row, name: string): number | null =>
  row[name] === null || row[name] === undefined ? null : Number(row[name]);

const siteListing = (row: Row): SiteListing => ({
  operator_name: textOf(row, 'operator_name'),
  brand_name: textOf(row, 'brand_name'),
  helpdesk_phone: textOf(row, 'helpdesk_phone'),
  country_code: textOf(row, 'country_code'),
  party_id: textOf(row, 'party_id'),
  nuts1_region: textOf(row, 'nuts1_region'),
  payment_means: textsOf(row, 'payment_means'),
  staffed: isSet(row, 'is_staffed'),
  renewable_percent: numberIn(row, 'renewable_percent'),
  parking_spaces: numberIn(row, 'parking_spaces'),
  accessible_spaces: numberIn(row, 'accessible_spaces'),
  funding: textsOf(row, 'funding'),
  facilities: textsOf(row, 'facilities'),
});

const portListing = (row: Row): PortListing => ({
  current_type: textOf(row, 'current_type'),
  fleet_only: isSet(row, 'is_fleet_only'),
  funding: textsOf(row, 'funding'),
  capabilities: textsOf(row, 'capabilities'),
});

const siteOf = (row: Row): Site => ({
  site_id: textOf(row, 'site_id'),
  name: textOf(row, 'name'),
  address: textOf(row, 'address'),
  city: textOf(row, 'city'),
  state: textOf(row, 'state'),
  postcode: textOf(row, 'postal_code'),
  country: textOf(row, 'country'),
  latitude: textOf(row, 'latitude'),
  longitude: textOf(row, 'longitude'),
  zone: textOf(row, 'time_zone') || 'UTC',
  opening_hours: openingHoursOf(textOf(row, 'opening_hours')),
  network_provider: textOf(row, 'network_provider'),
  filing: filingOf(row),
  listing: siteListing(row),
});

const portTypes: Readonly<Record<string, string>> = { AC: 'L2', DC: 'DCFC' };

const portOf = (row: Row): Port => ({
  station_id: textOf(row, 'station_id'),
  port: Number(row['port']),
  site_id: textOf(row, 'site_id'),
  port_id: textOf(row, 'port_id'),
  evse_id: textOf(row, 'evse_id'),
  port_type: portTypes[textOf(row, 'current_type')] ?? '',
  power_max_w: Number(row['power_w_max']),
  connectors: textsOf(row, 'connectors'),
  public: isSet(row, 'is_public'),
  federally_funded: isSet(row, 'is_federally_funded'),
  operational_since: instantIn(row, 'commissioned_at'),
  operational_until: instantIn(row, 'valid_to'),
  listing: portListing(row),
});

const covers = (row: Row, port: Port): boolean => {
  const [site, station] = [textOf(row, 'site_id'), textOf(row, 'station_id')];
  if (station !== '' && station !== port.station_id) return false;
  if (station === '' && site !== port.site_id) return false;
  return row['port'] === null || Number(row['port']) === port.port;
};

const exclusionsOf = (row: Row, ports: readonly Port[]): readonly PortExclusion[] => {
  const exclusion = {
    exclusion_id: textOf(row, 'exclusion_id'),
    incident: textOf(row, 'incident'),
    regimes: textsOf(row, 'regimes'),
    valid_from: instantIn(row, 'valid_from') ?? 0,
    valid_to: instantIn(row, 'valid_to'),
    reason: textOf(row, 'reason'),
    notes: textOf(row, 'notes'),
  };
  return ports
    .filter((port) => covers(row, port))
    .map(({ station_id, port }) => ({ ...exclusion, station_id, port }));
};

/** The registry of a tenant, as it stood within a range and was known. */
export const registryOf = async (store: Store, range: Range): Promise<Registry> => {
  const sites = (await rowsOf(store, sitesTable, range)).map(siteOf);
  const ports = (await rowsOf(store, portsTable, range)).map(portOf);
  // Of any time: uptime is over twelve months, longer than the range.
  const declared = await rowsAt(store, exclusionsTable, { ...range, valid_at: null });
  const exclusions = declared.flatMap((row) => exclusionsOf(row, ports));
  const terms = await readRegistry(store, range);
  const rates = {
    before: ratesAt(ports, terms, range.from),
    now: ratesAt(ports, terms, range.to - 1),
  };
  return { sites, ports, exclusions, rates };
};
