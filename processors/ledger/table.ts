// What people decided: one absolute row an entry of the ledger, never changed, valid and recorded.

import {
  count,
  decimal,
  flag,
  instant,
  instantOrNull,
  integerOrNull,
  label,
  labels,
  small,
  table,
  text,
} from '../../schemas/table.ts';

/** What every entry says beside its own columns: which, of what kind, of when, and told when. */
const entry = {
  entry_id: text('The entry, unique within what it is about.'),
  kind: label('What was decided: as SiteRegistered, ExclusionWithdrawn.'),
  valid_from: instant('From when on it holds in the world.'),
  valid_to: instantOrNull('Until when it holds, exclusive; null: no end is known.'),
  recorded_at: instant('When it was decided and recorded.'),
  recorded_by: label('Who recorded it.'),
  withdrawn: flag('Whether the entry takes back (or retires) what it is about.'),
};
const tenant = label('Tenant.');
const details = text('Further attributes as a JSON object, by the names that a filing uses.');
const scope = {
  site_id: label('Site that it is about; empty where station_id says.'),
  station_id: label('Station that it is about; empty: every station of the site.'),
  port: integerOrNull('Port that it is about; null: every port of the station.'),
};

export const sites = table({
  name: 'sites',
  about: 'Charging sites as they were registered, changed and retired.',
  columns: {
    tenant,
    site_id: label('Site: a place with stations. EV-ChART calls it the station.'),
    ...entry,
    name: text('Name that drivers know.'),
    address: text('Street and number.'),
    city: text('City.'),
    state: label('State, province or region, as written in addresses.'),
    postal_code: label('Postal code; of the US the five digits, with ZIP+4 where known.'),
    country: label('Country, ISO 3166-1 alpha-3.'),
    nuts1_region: label('Region of the EU, NUTS-1.'),
    latitude: text('Latitude in degrees, WGS 84, decimal.'),
    longitude: text('Longitude in degrees, WGS 84, decimal.'),
    time_zone: label('IANA time zone.'),
    operator_name: text('Legal name of the operator.'),
    brand_name: text('Commercial name of the operator.'),
    owner_name: text('Legal name of the owner.'),
    helpdesk_phone: text('Help line, international form.'),
    network_provider: label('Code of the network provider, as EV-ChART lists them.'),
    country_code: label('OCPI country_code of the party, ISO 3166-1 alpha-2.'),
    party_id: label('OCPI party_id.'),
    is_public: flag('Whether anybody may charge there.'),
    opening_hours: text('OCPI Hours as JSON; empty: always open.'),
    project_type: label('new_station, existing_station or o_and_m, as EV-ChART asks.'),
    operational_at: instantOrNull('Since when it serves the public.'),
    funding: labels('Funding programmes, as NEVI, CFI, EVC_RAA, CMAQ, CRP, AFC, STATE, OTHER.'),
    facilities: labels('Facilities, as OCPI lists them.'),
    payment_means: labels('Means to pay ad hoc, as contactless, card_reader, app, qr_code.'),
    renewable_percent: integerOrNull('Renewable part of the energy; null: not told.'),
    parking_spaces: integerOrNull('Places to park; null: not told.'),
    accessible_spaces: integerOrNull('Places for disabled drivers; null: not told.'),
    is_staffed: flag('Whether staff is present.'),
    details,
  },
  key: ['tenant', 'site_id', 'entry_id'],
  month: null,
});

export const ports = table({
  name: 'ports',
  about: 'Charging ports as they were registered, changed and retired.',
  columns: {
    tenant,
    station_id: label('Charging station, as it speaks OCPP.'),
    port: small('1.6 connector id or 2.x EVSE id: what charges one vehicle at a time.'),
    ...entry,
    site_id: label('Site that it stands on.'),
    port_id: label('Id in registers and filings; EV-ChART port_id.'),
    evse_id: label('EVSE id, as SE*ABC*E123*1.'),
    power_w_max: count('Rated power, W.'),
    current_type: label('AC or DC.'),
    connectors: labels('Connectors: standards as OCPI names them, as IEC_62196_T2_COMBO.'),
    connector_details: text('OCPI Connector objects as JSON list; empty: not told.'),
    commissioned_at: instantOrNull('When it was put into service.'),
    is_public: flag('Whether anybody may charge there.'),
    is_fleet_only: flag('Whether only vehicles of one fleet charge there.'),
    funding: labels('Funding programmes, as NEVI, CFI, EVC_RAA, CMAQ, CRP, AFC, STATE, OTHER.'),
    is_federally_funded: flag('Whether US federal money is in it.'),
    latitude: text('Latitude in degrees, WGS 84; empty: that of the site.'),
    longitude: text('Longitude in degrees, WGS 84; empty: that of the site.'),
    time_zone: label('IANA time zone; empty: that of the site.'),
    meter_serial: text('Serial number of its meter.'),
    meter_key: text('Public key of its meter, hex.'),
    physical_reference: text('What is written on it.'),
    floor_level: label('Floor.'),
    capabilities: labels('Capabilities, as OCPI lists them.'),
    parking_restrictions: labels('Restrictions, as OCPI lists them.'),
    details,
  },
  key: ['tenant', 'station_id', 'port', 'entry_id'],
  month: null,
});

export const exclusions = table({
  name: 'exclusions',
  about: 'Times that a rule may leave out of outages, declared and withdrawn.',
  columns: {
    tenant,
    exclusion_id: label('Exclusion: one cause, from when to when, at one place.'),
    ...entry,
    ...scope,
    reason: label('Why, as a rule names it: utility_interruption, vandalism, and so on.'),
    regimes: labels('Rules that it is declared for; empty: every rule that knows the reason.'),
    incident: label('Incident that it belongs to, where a rule caps the time per incident.'),
    evidence: text('Where the evidence is: an address, or the number of a case.'),
    notes: text('What a filing may print.'),
  },
  key: ['tenant', 'exclusion_id', 'entry_id'],
  month: null,
});

export const tariffs = table({
  name: 'tariffs',
  about: 'Tariffs as they were published: from valid_from on in this form.',
  columns: {
    tenant,
    tariff_id: label('Tariff.'),
    ...entry,
    title: text('Name for people.'),
    currency: label('Currency, ISO 4217.'),
    tariff_type: label('OCPI type: AD_HOC_PAYMENT, PROFILE_CHEAP, REGULAR, and so on.'),
    tax_included: label('YES, NO or N/A: whether its prices hold the taxes.'),
    tariff: text('The OCPI Tariff object as JSON: elements, restrictions, min and max price.'),
  },
  key: ['tenant', 'tariff_id', 'entry_id'],
  month: null,
});

export const tariffAssignments = table({
  name: 'tariff_assignments',
  about: 'Which tariff holds where: that of the port before that of the station and of the site.',
  columns: {
    tenant,
    assignment_id: label('Assignment.'),
    ...entry,
    ...scope,
    tariff_id: label('Tariff that holds.'),
    audience: label('For whom: a group of contracts; empty: everybody.'),
  },
  key: ['tenant', 'assignment_id', 'entry_id'],
  month: null,
});

export const periods = table({
  name: 'periods',
  about: 'Closed periods: what is said of them later is an adjustment.',
  columns: {
    tenant,
    period_id: label('Period, as 2026-03.'),
    ...entry,
    purpose: label('billing or filing: periods of one purpose never overlap.'),
    stored_until: instantOrNull('Until when all that was said was in the tables at the closing.'),
    notes: text('Whatever is to be remembered.'),
  },
  key: ['tenant', 'period_id', 'entry_id'],
  month: null,
});

export const cdrs = table({
  name: 'cdrs',
  about: 'Charge detail records as they were issued and credited; valid while the session lasted.',
  columns: {
    tenant,
    cdr_id: label('CDR.'),
    ...entry,
    credit: flag('Whether it credits another.'),
    credit_reference_id: label('CDR that it credits; empty where it credits none.'),
    replaces_cdr_id: label('Credited CDR in whose place it stands; empty where in none.'),
    session_id: label('Session that it bills.'),
    site_id: label('Site.'),
    station_id: label('Charging station.'),
    port: small('1.6 connector id or 2.x EVSE id.'),
    token: label('Pseudonym of the token.'),
    tariff_id: label('Tariff that priced it; empty where several did.'),
    period_id: label('Period that it is billed in.'),
    adjusts_period_id: label('Closed period that it adjusts; empty where none.'),
    currency: label('Currency, ISO 4217.'),
    energy_wh: decimal('Energy billed, Wh.'),
    duration_s: decimal('Whole time of the session, s.'),
    total_excl_vat: decimal('Total cost without taxes.'),
    total_incl_vat: decimal('Total cost with taxes.'),
    session_version: text('Position in the log of the session as it was priced.'),
    cdr: text('The OCPI CDR object as JSON.'),
  },
  key: ['tenant', 'cdr_id', 'entry_id'],
  month: null,
});

/** The tables of the ledger. */
export const ledgerTables = [
  sites,
  ports,
  exclusions,
  tariffs,
  tariffAssignments,
  periods,
  cdrs,
] as const;

export type LedgerTable = (typeof ledgerTables)[number];

/** Columns that every table of the ledger has, beside those of what it is about. */
export const entryColumns: readonly string[] = ['tenant', ...Object.keys(entry)];

/** Columns that name what an entry is about. */
export const idColumns = (of: LedgerTable): readonly string[] =>
  of.key.filter((name) => !entryColumns.includes(name));

/**
 * Tables of things that have states one after another: a later entry speaks of its own span only,
 * and leaves the rest to those before. In the others the newest entry stands for the whole.
 */
export const overlaid: ReadonlySet<LedgerTable> = new Set([sites, ports, tariffs]);

/** A kind of entry. */
interface Kind {
  readonly table: LedgerTable;
  /** Whether it takes back, or retires, what it is about. */
  readonly withdraws: boolean;
}

const tells = (of: LedgerTable): Kind => ({ table: of, withdraws: false });
const withdraws = (of: LedgerTable): Kind => ({ table: of, withdraws: true });

export const kinds = {
  SiteRegistered: tells(sites),
  SiteChanged: tells(sites),
  SiteRetired: withdraws(sites),
  PortRegistered: tells(ports),
  PortChanged: tells(ports),
  PortRetired: withdraws(ports),
  ExclusionDeclared: tells(exclusions),
  ExclusionWithdrawn: withdraws(exclusions),
  TariffPublished: tells(tariffs),
  TariffWithdrawn: withdraws(tariffs),
  TariffAssigned: tells(tariffAssignments),
  TariffUnassigned: withdraws(tariffAssignments),
  PeriodClosed: tells(periods),
  CdrIssued: tells(cdrs),
  CdrCredited: tells(cdrs),
} satisfies Readonly<Record<string, Kind>>;

export type EntryKind = keyof typeof kinds;

export const isEntryKind = (kind: string): kind is EntryKind => Object.hasOwn(kinds, kind);
