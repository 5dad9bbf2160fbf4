// The place of a CDR as the registry has it.

import type { CdrLocation } from '../../lib/billing/cdr.ts';
import type { Party } from '../../lib/billing/make-cdr.ts';
import type { SessionRow } from '../../lib/billing/session.ts';
import type { Reason } from '../../lib/billing/unbillable.ts';
import type { ports, sites } from '../../processors/ledger/table.ts';
import type { RowOf } from '../../schemas/table.ts';

export interface Place {
  readonly site: RowOf<typeof sites>;
  readonly port: RowOf<typeof ports>;
}

export const partyOf = ({ country_code, party_id }: RowOf<typeof sites>): Party => ({
  country_code,
  party_id,
});

/** An OCPI Connector object as somebody typed it. */
export type Connector = Readonly<Record<string, unknown>>;

const isConnector = (value: unknown): value is Connector =>
  typeof value === 'object' && value !== null;

/** The connectors that the registry tells of one by one; none where it does not. */
export const connectorsOf = (json: string): readonly Connector[] => {
  const parsed: unknown = json === '' ? [] : JSON.parse(json);
  return Array.isArray(parsed) ? parsed.filter(isConnector) : [];
};

const word = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

/** Above it a port feeds three phases: 32 A at 230 V. */
const onePhase_w_max = 7_400;

/**
 * The connector of a session. What the registry does not tell of it follows from the port: DC
 * comes by a cable that is fixed, and AC above 7.4 kW by three phases.
 */
export const connectorKind = (port: Place['port'], told: Connector | undefined) => {
  const isDc = port.current_type === 'DC';
  const phases = port.power_w_max > onePhase_w_max ? 'AC_3_PHASE' : 'AC_1_PHASE';
  return {
    standard: word(told?.['standard'], port.connectors[0] ?? ''),
    format: word(told?.['format'], isDc ? 'CABLE' : 'SOCKET'),
    power_type: word(told?.['power_type'], isDc ? 'DC' : phases),
  };
};

const connectorOf = ({ port }: Place, { connector_id }: SessionRow) => {
  const id = String(connector_id === 0 ? 1 : connector_id);
  const all = connectorsOf(port.connector_details);
  const told =
    all.find((one) => String(one['id']) === id) ?? (all.length === 1 ? all[0] : undefined);
  const { standard, format, power_type } = connectorKind(port, told);
  return {
    connector_id: id,
    connector_standard: standard,
    connector_format: format,
    connector_power_type: power_type,
  };
};

/** What a CDR must say and the registry may lack, by its name there. */
const lacking = (location: CdrLocation, { site }: Place): readonly string[] =>
  Object.entries({
    country_code: site.country_code,
    party_id: site.party_id,
    address: location.address,
    city: location.city,
    country: location.country,
    latitude: location.coordinates.latitude,
    longitude: location.coordinates.longitude,
    connectors: location.connector_standard,
  }).flatMap(([name, value]) => (value === '' ? [name] : []));

/** The place of a session, or what the registry lacks of it. OCPI has `#NA` for an EVSE without id. */
export const locationOf = (place: Place, session: SessionRow): CdrLocation | Reason => {
  const { site, port } = place;
  const has = (name: string, value: string) => (value === '' ? {} : { [name]: value });
  const location: CdrLocation = {
    id: site.site_id,
    ...has('name', site.name),
    address: site.address,
    city: site.city,
    ...has('postal_code', site.postal_code),
    ...has('state', site.state),
    country: site.country,
    coordinates: {
      latitude: port.latitude === '' ? site.latitude : port.latitude,
      longitude: port.longitude === '' ? site.longitude : port.longitude,
    },
    evse_uid: `${port.station_id}-${port.port}`,
    evse_id: port.evse_id === '' ? '#NA' : port.evse_id,
    ...connectorOf(place, session),
  };
  const lacks = lacking(location, place);
  if (lacks.length === 0) return location;
  return {
    reason: 'site_incomplete',
    says: `The registry does not say ${lacks.join(', ')} of site ${site.site_id} or its port.`,
  };
};
