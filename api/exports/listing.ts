// What the public is told of sites and ports, and of the price there: more of the registry.

/** What a register of charging places asks of a site, beside where it is. */
export interface SiteListing {
  readonly operator_name: string;
  readonly brand_name: string;
  readonly helpdesk_phone: string;
  /** OCPI party: ISO 3166-1 alpha-2, and three letters or digits. */
  readonly country_code: string;
  readonly party_id: string;
  readonly nuts1_region: string;
  /** As contactless, card_reader, app, qr_code. */
  readonly payment_means: readonly string[];
  readonly staffed: boolean;
  /** Null: not told. */
  readonly renewable_percent: number | null;
  readonly parking_spaces: number | null;
  readonly accessible_spaces: number | null;
  readonly funding: readonly string[];
  /** As OCPI lists them. */
  readonly facilities: readonly string[];
}

/** What is asked of a port, beside what it charges with. */
export interface PortListing {
  /** AC, DC, or empty where it is not known. */
  readonly current_type: string;
  readonly fleet_only: boolean;
  readonly funding: readonly string[];
  /** As OCPI lists them. */
  readonly capabilities: readonly string[];
}

export const noSiteListing: SiteListing = {
  operator_name: '',
  brand_name: '',
  helpdesk_phone: '',
  country_code: '',
  party_id: '',
  nuts1_region: '',
  payment_means: [],
  staffed: false,
  renewable_percent: null,
  parking_spaces: null,
  accessible_spaces: null,
  funding: [],
  facilities: [],
};

export const noPortListing: PortListing = {
  current_type: '',
  fleet_only: false,
  funding: [],
  capabilities: [],
};

/** A price that anybody may charge for, at one port. */
export interface Rate {
  readonly station_id: string;
  readonly port: number;
  readonly tariff_id: string;
  /** Since when it holds, milliseconds UTC. */
  readonly since: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly tax_included: boolean;
  readonly prices: readonly RatePrice[];
  /** Whether further prices hold under restrictions of time, energy or power. */
  readonly varies: boolean;
}

export interface RatePrice {
  /** Dimension of OCPI: ENERGY per kWh, TIME and PARKING_TIME per hour, FLAT once. */
  readonly type: string;
  readonly price: number;
  /** Null: none was given. */
  readonly tax_percent: number | null;
}
