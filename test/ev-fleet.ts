// A small registry of US stations, as filings need it: two sites, three ports.

import { noPortListing, noSiteListing } from '../api/exports/listing.ts';
import { emptyRegistry, type Port, type Registry, type Site } from '../api/exports/registry.ts';

export const aSite = (over: Partial<Site>): Site => ({
  site_id: 'US-001',
  name: 'Main Street',
  address: '1 Main Street',
  city: 'Albany',
  state: 'NY',
  postcode: '12207-1234',
  country: 'USA',
  latitude: '42.65258000',
  longitude: '-73.75623000',
  zone: 'America/New_York',
  opening_hours: null,
  network_provider: 'abm',
  filing: {},
  listing: noSiteListing,
  ...over,
});

export const aPort = (over: Partial<Port>): Port => ({
  station_id: 'A',
  port: 1,
  site_id: 'US-001',
  port_id: 'P1',
  evse_id: 'US*ABM*E1',
  port_type: 'DCFC',
  power_max_w: 150_000,
  connectors: ['IEC_62196_T1_COMBO'],
  public: true,
  federally_funded: true,
  operational_since: Date.parse('2024-01-01T00:00:00Z'),
  operational_until: null,
  listing: noPortListing,
  ...over,
});

export const evRegistry: Registry = {
  ...emptyRegistry,
  sites: [
    aSite({
      filing: {
        operator_name: 'Charging Inc.',
        operator_address: '2 Side Street',
        operator_city: 'Albany',
        operator_state: 'NY',
        operator_zip: '12207',
        maintenance_report_start: '2025-01-01T00:00:00Z',
        maintenance_report_end: '2025-12-31T23:59:59Z',
        maintenance_cost_total: '1200.50',
        maintenance_cost_federal: '960.40',
      },
    }),
    aSite({ site_id: 'US-002', name: 'Mall', network_provider: 'blink' }),
  ],
  ports: [
    aPort({}),
    aPort({ port: 2, port_id: 'P2' }),
    aPort({ station_id: 'B', port_id: 'P1', site_id: 'US-002', federally_funded: false }),
  ],
  exclusions: [
    {
      exclusion_id: 'x1',
      incident: '',
      regimes: [],
      station_id: 'A',
      port: 1,
      valid_from: Date.parse('2026-02-10T00:30:00Z'),
      valid_to: Date.parse('2026-02-10T02:00:00Z'),
      reason: 'vandalism',
      notes: 'Cable cut, case 17.',
    },
  ],
};
