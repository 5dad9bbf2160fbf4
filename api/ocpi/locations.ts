// Sites, ports and connectors of the registry as Locations, EVSEs and Connectors of OCPI. Pure.

import { connectorKind, connectorsOf, type Connector } from '../billing/location.ts';
import type { PlacedPort, PlacedSite } from './places.ts';
import type { Version } from './version.ts';
import { cut, degrees, evseUid, fittingId, ocpiTime, told } from './values.ts';
import {
  capabilityWords,
  connectorWords,
  facilityWords,
  restrictionWords,
  type Status,
} from './words.ts';

/** Who owns what is told, where the registry does not say it of a site. */
export interface OwnParty {
  readonly country_code: string;
  readonly party_id: string;
  /** Name of the operator. */
  readonly name: string;
}

export interface Told {
  readonly version: Version;
  readonly own: OwnParty;
  /** Tariffs that are told of; a connector names no other. */
  readonly tariffIds: ReadonlySet<string>;
}

export type OcpiObject = Readonly<Record<string, unknown>> & { readonly last_updated: string };
export type OcpiConnector = OcpiObject & { readonly id: string };
export type OcpiEvse = OcpiObject & {
  readonly uid: string;
  readonly connectors: readonly OcpiConnector[];
};
export type OcpiLocation = OcpiObject & {
  readonly id: string;
  readonly evses: readonly OcpiEvse[];
};

/** States of the timeline as OCPI calls them. Source: OCPI 2.2.1 mod_locations, Status. */
export const statusOf: Readonly<Record<string, Status>> = {
  available: 'AVAILABLE',
  // A car is plugged in and does not charge: nobody else can.
  occupied: 'CHARGING',
  charging: 'CHARGING',
  reserved: 'RESERVED',
  unavailable: 'INOPERATIVE',
  faulted: 'OUTOFORDER',
  offline: 'UNKNOWN',
  unknown: 'UNKNOWN',
};

const evseStatus = ({ presence, doing }: PlacedPort): Status => {
  if (presence === 'gone') return 'REMOVED';
  if (presence === 'planned') return 'PLANNED';
  return statusOf[doing?.state ?? 'unknown'] ?? 'UNKNOWN';
};

const words = (said: readonly string[], known: readonly string[]): readonly string[] =>
  said.filter((word) => known.includes(word));

const list = (name: string, said: readonly unknown[]) =>
  said.length === 0 ? {} : { [name]: said };

/** What a connector bears where the registry does not say it; docs/ocpi.md tells of it. */
const nominal = (powerType: string, power_w: number) => {
  if (powerType === 'DC')
    return { max_voltage: 1_000, max_amperage: Math.min(500, Math.round(power_w / 400)) };
  const phases = powerType === 'AC_3_PHASE' ? 3 : powerType === 'AC_1_PHASE' ? 1 : 2;
  return { max_voltage: 230, max_amperage: Math.round(power_w / (230 * phases)) };
};

const whole = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;

const textIn = (connector: Connector, name: string): string => {
  const value = connector[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const connectorAt = (
  { row, changed_at, tariff_id, tariff_changed_at }: PlacedPort,
  said: Connector,
  { place, version, tariffIds }: Told & { readonly place: number },
): readonly OcpiConnector[] => {
  const kind = connectorKind(row, said);
  // A connector that this version has no word for cannot be told in it.
  if (!connectorWords[version].includes(kind.standard)) return [];
  const bears = nominal(kind.power_type, row.power_w_max);
  return [
    {
      id: fittingId(textIn(said, 'id') || String(place)),
      ...kind,
      max_voltage: whole(said['max_voltage']) ?? bears.max_voltage,
      max_amperage: whole(said['max_amperage']) ?? bears.max_amperage,
      max_electric_power: whole(said['max_electric_power']) ?? row.power_w_max,
      ...list('tariff_ids', tariffIds.has(tariff_id) ? [tariff_id] : []),
      ...told('terms_and_conditions', textIn(said, 'terms_and_conditions'), 255),
      last_updated: ocpiTime(Math.max(changed_at, tariff_changed_at)),
    },
  ];
};

const evseOf = (port: PlacedPort, about: Told): readonly OcpiEvse[] => {
  const { row, doing, changed_at, tariff_changed_at } = port;
  const detailed = connectorsOf(row.connector_details);
  const said = detailed.length > 0 ? detailed : row.connectors.map((standard) => ({ standard }));
  const connectors = said.flatMap((one, i) => connectorAt(port, one, { ...about, place: i + 1 }));
  if (connectors.length === 0) return [];
  const hasPlace = row.latitude !== '' && row.longitude !== '';
  return [
    {
      uid: evseUid(row.station_id, row.port),
      ...told('evse_id', row.evse_id, 48),
      status: evseStatus(port),
      ...list('capabilities', words(row.capabilities, capabilityWords)),
      connectors,
      ...told('floor_level', row.floor_level, 4),
      ...(hasPlace ? { coordinates: coordinatesOf(row) } : {}),
      ...told('physical_reference', row.physical_reference, 16),
      ...list(
        'parking_restrictions',
        words(row.parking_restrictions, restrictionWords[about.version]),
      ),
      last_updated: ocpiTime(Math.max(changed_at, tariff_changed_at, doing?.since ?? 0)),
    },
  ];
};

const coordinatesOf = ({ latitude, longitude }: { latitude: string; longitude: string }) => ({
  latitude: degrees(latitude),
  longitude: degrees(longitude),
});

/** Opening hours as they were typed; always open where nothing was. */
const hoursOf = (json: string): unknown =>
  json === '' ? { twentyfourseven: true } : JSON.parse(json);

const mixOf = ({ renewable_percent: percent }: PlacedSite['row']) =>
  percent === null
    ? {}
    : {
        energy_mix: {
          is_green_energy: percent === 100,
          energy_sources: [{ source: 'GENERAL_GREEN', percentage: percent }],
        },
      };

const namedAs = (name: string, text: string) =>
  text === '' ? {} : { [name]: { name: cut(text, 100) } };

/** Whose a site is: by the registry, else by the settings. */
export const ownerOf = (
  { country_code, party_id }: Pick<PlacedSite['row'], 'country_code' | 'party_id'>,
  own: OwnParty,
) => ({
  country_code: country_code === '' ? own.country_code : country_code,
  party_id: party_id === '' ? own.party_id : party_id,
});

/** What OCPI needs of a site and the registry does not say, by its name there. */
export const lackingOf = ({ row }: PlacedSite, own: OwnParty): readonly string[] => {
  const { address, city, country, latitude, longitude, time_zone } = row;
  const needed = { ...ownerOf(row, own), address, city, country, latitude, longitude, time_zone };
  return Object.entries(needed).flatMap(([name, value]) => (value === '' ? [name] : []));
};

/** A port of a site that is not in its place is not either. */
const atSite = (port: PlacedPort, { presence, changed_at }: PlacedSite): PlacedPort =>
  presence === 'present' || port.presence === 'gone'
    ? port
    : { ...port, presence, changed_at: Math.max(port.changed_at, changed_at) };

/** The Location of a site; null where the registry does not say all that one needs. */
export const locationOf = (site: PlacedSite, about: Told): OcpiLocation | null => {
  const { row } = site;
  if (lackingOf(site, about.own).length > 0) return null;
  const evses = site.ports.flatMap((port) => evseOf(atSite(port, site), about));
  return {
    ...ownerOf(row, about.own),
    id: fittingId(row.site_id),
    publish: row.is_public,
    ...told('name', row.name, 255),
    address: cut(row.address, 45),
    city: cut(row.city, 45),
    ...told('postal_code', row.postal_code, 10),
    ...told('state', row.state, 20),
    country: row.country,
    coordinates: coordinatesOf(row),
    evses,
    ...namedAs('operator', row.brand_name || row.operator_name || about.own.name),
    ...namedAs('owner', row.owner_name),
    ...list('facilities', words(row.facilities, facilityWords)),
    time_zone: row.time_zone,
    opening_times: hoursOf(row.opening_hours),
    ...mixOf(row),
    ...(about.version === '2.3.0' ? told('help_phone', row.helpdesk_phone, 25) : {}),
    last_updated: ocpiTime(site.updated_at),
  };
};
