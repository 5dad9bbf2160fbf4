// The CDR of OCPI 2.2.1 (mod_cdrs, CDR object), as far as it is issued here.

/** A price as JSON of OCPI: numbers of at most four decimals. */
export interface OcpiPrice {
  readonly excl_vat: number;
  readonly incl_vat: number;
}

export interface CdrToken {
  readonly country_code: string;
  readonly party_id: string;
  readonly uid: string;
  readonly type: 'AD_HOC_USER' | 'APP_USER' | 'OTHER' | 'RFID';
  readonly contract_id: string;
}

export interface CdrLocation {
  readonly id: string;
  readonly name?: string;
  readonly address: string;
  readonly city: string;
  readonly postal_code?: string;
  readonly state?: string;
  /** ISO 3166-1 alpha-3. */
  readonly country: string;
  readonly coordinates: { readonly latitude: string; readonly longitude: string };
  readonly evse_uid: string;
  readonly evse_id: string;
  readonly connector_id: string;
  readonly connector_standard: string;
  readonly connector_format: string;
  readonly connector_power_type: string;
}

export interface CdrDimension {
  readonly type: 'ENERGY' | 'TIME' | 'PARKING_TIME' | 'RESERVATION_TIME';
  /** kWh, or hours. */
  readonly volume: number;
}

export interface ChargingPeriod {
  readonly start_date_time: string;
  readonly dimensions: readonly CdrDimension[];
  readonly tariff_id: string;
}

export interface Cdr {
  readonly country_code: string;
  readonly party_id: string;
  readonly id: string;
  readonly start_date_time: string;
  readonly end_date_time: string;
  readonly session_id: string;
  readonly cdr_token: CdrToken;
  readonly auth_method: 'AUTH_REQUEST' | 'COMMAND' | 'WHITELIST';
  readonly cdr_location: CdrLocation;
  readonly currency: string;
  readonly tariffs: readonly Readonly<Record<string, unknown>>[];
  readonly charging_periods: readonly ChargingPeriod[];
  readonly total_cost: OcpiPrice;
  readonly total_fixed_cost?: OcpiPrice;
  /** kWh. */
  readonly total_energy: number;
  readonly total_energy_cost?: OcpiPrice;
  /** Hours, reservation left aside. */
  readonly total_time: number;
  readonly total_time_cost?: OcpiPrice;
  readonly total_parking_time: number;
  readonly total_parking_cost?: OcpiPrice;
  readonly total_reservation_cost?: OcpiPrice;
  readonly remark?: string;
  readonly credit?: true;
  readonly credit_reference_id?: string;
  readonly last_updated: string;
}
