// What the owner of a fleet would have registered: sites, ports, tariffs, and an excluded outage.

import { builtAnew, builtByState } from './filing.ts';
import type { StationProfile } from './station.ts';
import type { TrueOutage } from './truth.ts';

/** Entries of the ledger by the columns of their tables, in the order in which they are told. */
export type Registry = Readonly<
  Record<'sites' | 'ports' | 'tariffs' | 'tariff_assignments', readonly Entry[]>
>;

export type Entry = Readonly<Record<string, unknown>>;

/** Before any traffic of a fleet. */
const since = '2024-05-01T00:00:00Z';

interface Place {
  readonly site_id: string;
  readonly country_code: string;
  readonly currency: string;
  readonly price: number;
  readonly vat: number;
  readonly funding: readonly string[];
  readonly site: Entry;
}

/** Four sites under the rules of four regimes. Addresses are made up. */
const places: readonly [Place, ...Place[]] = [
  {
    site_id: 'S-NORR',
    country_code: 'SE',
    currency: 'SEK',
    price: 4.8,
    vat: 25,
    funding: [],
    site: {
      name: 'Norra hamnen',
      address: 'Kajvägen 1',
      city: 'Stockholm',
      postal_code: '11501',
      country: 'SWE',
      nuts1_region: 'SE1',
      latitude: '59.34950',
      longitude: '18.11430',
      time_zone: 'Europe/Stockholm',
      helpdesk_phone: '+46 80000000',
    },
  },
  {
    site_id: 'S-COLUMBUS',
    country_code: 'US',
    currency: 'USD',
    price: 0.43,
    vat: 0,
    funding: ['NEVI'],
    site: {
      name: 'Columbus East',
      address: '1 Charging Way',
      city: 'Columbus',
      state: 'OH',
      postal_code: '43215',
      country: 'USA',
      latitude: '39.96120',
      longitude: '-82.99880',
      time_zone: 'America/New_York',
      network_provider: 'other',
      project_type: 'new_station',
      details: JSON.stringify(builtAnew),
    },
  },
  {
    site_id: 'S-LEEDS',
    country_code: 'GB',
    currency: 'GBP',
    price: 0.69,
    vat: 20,
    funding: [],
    site: {
      name: 'Leeds Ring Road',
      address: '1 Charging Lane',
      city: 'Leeds',
      postal_code: 'LS1 1AA',
      country: 'GBR',
      latitude: '53.79650',
      longitude: '-1.54785',
      time_zone: 'Europe/London',
      helpdesk_phone: '+44 1130000000',
    },
  },
  {
    site_id: 'S-FRESNO',
    country_code: 'US',
    currency: 'USD',
    price: 0.52,
    vat: 0,
    funding: ['STATE'],
    site: {
      name: 'Fresno North',
      address: '2 Charging Way',
      city: 'Fresno',
      state: 'CA',
      postal_code: '93701',
      country: 'USA',
      latitude: '36.73780',
      longitude: '-119.78710',
      time_zone: 'America/Los_Angeles',
      network_provider: 'other',
      project_type: 'existing_station',
      details: JSON.stringify(builtByState),
    },
  },
];

/** Stations stand on a site ten by ten, so that each site has all models. */
const stationsOfSite = 10;

const placeAt = (index: number): Place =>
  places[Math.floor(index / stationsOfSite) % places.length] ?? places[0];

const siteOf = ({ site_id, country_code, funding, site }: Place): Entry => ({
  site_id,
  ...site,
  country_code,
  party_id: 'LBK',
  operator_name: 'Demo Charging',
  brand_name: 'Demo Charging',
  is_public: true,
  operational_at: since,
  funding,
  payment_means: ['contactless', 'app'],
});

const standards = { AC: 'IEC_62196_T2', DC: 'IEC_62196_T2_COMBO' } as const;

const portsOf = (profile: StationProfile, index: number): readonly Entry[] => {
  const { site_id, country_code, funding } = placeAt(index);
  const { station_id, model, ports } = profile;
  const number = station_id.replaceAll(/[^A-Z0-9]/gi, '');
  return ports.map(({ port }) => ({
    station_id,
    port,
    site_id,
    port_id: `${station_id}-${port}`,
    evse_id: `${country_code}*LBK*E${number}*${port}`,
    power_w_max: model.power_w_max,
    current_type: model.current,
    connectors: [standards[model.current]],
    commissioned_at: since,
    is_public: true,
    funding,
    is_federally_funded: funding.includes('NEVI'),
    meter_serial: profile.serial_number,
  }));
};

const tariffOf = ({ currency, price, vat }: Place): Entry => ({
  tariff_id: `T-${currency}-${Math.round(price * 100)}`,
  title: `Energy and a fee for idling, ${currency}`,
  currency,
  tariff_type: 'REGULAR',
  tax_included: 'NO',
  valid_from: since,
  tariff: {
    elements: [
      {
        price_components: [
          { type: 'ENERGY', price, vat, step_size: 1 },
          // In whole hundredths: OCPI takes four decimals, and a bill no more.
          { type: 'PARKING_TIME', price: Math.round(price * 500) / 100, vat, step_size: 60 },
        ],
      },
    ],
  },
});

/** The tariff of the first site as it should have been from an instant on: a tenth less. */
export const correctedTariff = (from: number): Entry => {
  const [place] = places;
  const cheaper = tariffOf({ ...place, price: Math.round(place.price * 90) / 100 });
  const { tariff_id } = tariffOf(place);
  return { ...cheaper, tariff_id, valid_from: new Date(from).toISOString() };
};

/** The registry of stations, the same for the same stations. */
export const registryOf = (stations: readonly StationProfile[]): Registry => {
  const used = places.slice(0, Math.ceil(stations.length / stationsOfSite));
  return {
    sites: used.map(siteOf),
    ports: stations.flatMap(portsOf),
    tariffs: used.map(tariffOf),
    tariff_assignments: used.map((place) => ({
      assignment_id: `A-${place.site_id}`,
      site_id: place.site_id,
      tariff_id: tariffOf(place)['tariff_id'],
      valid_from: since,
    })),
  };
};

/** The exclusion of the longest outage by a fault that ended; none where no fault did. */
export const exclusionOf = (outages: readonly TrueOutage[]): readonly Entry[] => {
  let longest: { readonly outage: TrueOutage; readonly lasted_ms: number } | null = null;
  for (const outage of outages) {
    if (outage.cause !== 'fault' || outage.ended_at === null) continue;
    const lasted_ms = outage.ended_at - outage.started_at;
    if (longest === null || lasted_ms > longest.lasted_ms) longest = { outage, lasted_ms };
  }
  if (longest === null) return [];
  const { station_id, port, started_at, ended_at } = longest.outage;
  return [
    {
      exclusion_id: `X-${station_id}-${started_at}`,
      station_id,
      // A fault of the whole station has no port.
      port: port === 0 ? null : port,
      reason: 'vandalism',
      evidence: 'Report of the site visit, case 1',
      notes: 'Cable cut; replaced.',
      valid_from: new Date(started_at).toISOString(),
      valid_to: ended_at === null ? null : new Date(ended_at).toISOString(),
    },
  ];
};
