// The static document: an EnergyInfrastructureTablePublication of public points in the EU.

import { instantText } from '../../../lib/time.ts';
import type { RowValues } from '../../encode.ts';
import type { ExportErrand } from '../define.ts';
import type { Rate } from '../listing.ts';
import type { Registry, SitedPort } from '../registry.ts';
import {
  authentication,
  helpdesk,
  locationReference,
  operatingHours,
  operator,
  parking,
  paymentMeans,
  staff,
  text,
} from './place.ts';
import {
  bySite,
  byStation,
  pointId,
  publishedPorts,
  rateId,
  versionOf,
  versioned,
} from './published.ts';

/** Connectors of OCPI in the words of DATEX II. Sources: OCPI 2.2.1, 8.4.5; ConnectorTypeEnum. */
const connectorTypes: Readonly<Record<string, string>> = {
  IEC_62196_T1: 'iec62196T1',
  IEC_62196_T1_COMBO: 'iec62196T1COMBO',
  IEC_62196_T2: 'iec62196T2',
  IEC_62196_T2_COMBO: 'iec62196T2COMBO',
  IEC_62196_T3A: 'iec62196T3A',
  IEC_62196_T3C: 'iec62196T3C',
  IEC_60309_2_single_16: 'iec60309x2single16',
  IEC_60309_2_three_16: 'iec60309x2three16',
  IEC_60309_2_three_32: 'iec60309x2three32',
  IEC_60309_2_three_64: 'iec60309x2three64',
  CHADEMO: 'chademo',
  DOMESTIC_E: 'domesticE',
  DOMESTIC_F: 'domesticF',
  MCS: 'mcs',
  TESLA_R: 'teslaR',
  TESLA_S: 'teslaS',
};

/** Components of OCPI in the words of DATEX II, and by what an hour is divided. */
const priceTypes: Readonly<Record<string, readonly [word: string, per: number]>> = {
  ENERGY: ['pricePerKWh', 1],
  TIME: ['pricePerMinute', 60],
  FLAT: ['basePrice', 1],
};

const idle = 'Fee for a vehicle that does not charge, by the hour.';

/** Six places hold a price by the minute that was said by the hour in ten-thousandths. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Prices of a rate; the fee for idling is one that the profile has no word for. */
export const energyPrice = ({ prices, tax_included }: Rate) =>
  prices.map(({ type, price, tax_percent }) => {
    const [word, per] = priceTypes[type] ?? ['other', 1];
    return {
      priceType: { value: word },
      value: rounded(price / per),
      taxIncluded: tax_included,
      ...(tax_percent === null ? {} : { taxRate: tax_percent }),
      ...(word === 'other' ? { additionalInformation: text(idle) } : {}),
    };
  });

export const rateAt = (rates: readonly Rate[], { port }: SitedPort): Rate | undefined =>
  rates.find((one) => one.station_id === port.station_id && one.port === port.port);

const energy = (sited: SitedPort, registry: Registry) => {
  const rate = rateAt(registry.rates.now, sited);
  const { renewable_percent } = sited.site.listing;
  const green = renewable_percent === null ? {} : { isGreenEnergy: renewable_percent === 100 };
  if (rate === undefined) return renewable_percent === null ? {} : { electricEnergy: [green] };
  const energyRate = {
    idG: rateId(sited),
    ratePolicy: { value: 'adHoc' },
    lastUpdated: instantText(rate.since),
    applicableCurrency: [rate.currency],
    ...paymentMeans(sited),
    energyPrice: energyPrice(rate),
  };
  return { electricEnergy: [{ ...green, energyRate: [energyRate] }] };
};

const plugAndCharge = new Set(['PLUG_AND_CHARGE_CAPABLE', 'ISO_15118_2_PLUG_AND_CHARGE']);

const pointContent = (sited: SitedPort) => {
  const { port } = sited;
  const plugs = port.listing.capabilities.some((one) => plugAndCharge.has(one));
  return {
    externalIdentifier: [
      {
        identifier: port.evse_id,
        typeOfIdentifier: { value: 'extendedG', extendedValueG: 'evseId' },
      },
    ],
    deliveryUnit: { value: 'kWh' },
    currentType: { value: port.listing.current_type.toLowerCase() },
    usageType: [{ value: 'electricVehicle' }],
    vehicleToGridCommunicationType: [{ value: plugs ? 'iso15118' : 'unknown' }],
    numberOfConnectors: port.connectors.length,
    availableChargingPower: [port.power_max_w],
    ...(plugs ? { smartRechargingServices: [{ value: 'plugAndCharge' }] } : {}),
    connector: port.connectors.map((standard) => ({
      connectorType: { value: connectorTypes[standard] ?? 'other' },
      ...(connectorTypes[standard] === undefined ? { otherConnector: standard } : {}),
      maxPowerAtSocket: port.power_max_w,
    })),
  };
};

/** A price changes more often than a point: it is no part of its version. */
const point = (sited: SitedPort, registry: Registry) => ({
  aegiElectricChargingPoint: {
    ...versioned(pointId(sited), pointContent(sited)),
    ...energy(sited, registry),
  },
});

const stationContent = (ports: readonly SitedPort[]) => {
  const [first] = ports;
  if (first === undefined) throw new RangeError('a group of ports holds one');
  const { site } = first;
  return {
    operatingHours: operatingHours(site),
    locationReference: locationReference(site),
    operator: operator(site),
    ...helpdesk(site),
    totalMaximumPower: ports.reduce((sum, { port }) => sum + port.power_max_w, 0),
    ...authentication(site),
    numberOfRefillPoints: ports.length,
    serviceType: staff(site),
  };
};

const siteContent = (ports: readonly SitedPort[]) => {
  const [first] = ports;
  if (first === undefined) throw new RangeError('a group of ports holds one');
  const { site } = first;
  return {
    name: text(site.name),
    operatingHours: operatingHours(site),
    locationReference: locationReference(site),
    operator: operator(site),
    ...parking(site),
    brand: text(site.listing.brand_name || site.listing.operator_name),
    serviceType: staff(site),
  };
};

/** The versions by which statuses refer to what the table says. */
export const pointVersion = (sited: SitedPort): string => versionOf(pointContent(sited));
export const stationVersion = (ports: readonly SitedPort[]): string =>
  versionOf(stationContent(ports));
export const siteVersion = (ports: readonly SitedPort[]): string => versionOf(siteContent(ports));

const siteObject = (ports: readonly SitedPort[], registry: Registry) => ({
  ...versioned(ports[0]?.site.site_id ?? '', siteContent(ports)),
  energyInfrastructureStation: byStation(ports).map((own) => ({
    ...versioned(own[0]?.port.station_id ?? '', stationContent(own)),
    refillPoint: own.map((sited) => point(sited, registry)),
  })),
});

/** The table that statuses refer to: as old as anything that stands in it. */
export const tableOf = ({ registry, tenant }: Pick<ExportErrand, 'registry' | 'tenant'>) => {
  const sites = bySite(publishedPorts(registry));
  const versions = sites.map((ports) => [
    siteVersion(ports),
    byStation(ports).map((own) => [stationVersion(own), own.map(pointVersion)]),
  ]);
  return { idG: `${tenant}*table`, versionG: versionOf(versions) };
};

/** A row for each site: its id and its object. */
export const tableRows = async function* ({
  registry,
}: ExportErrand): AsyncGenerator<readonly RowValues[]> {
  for (const ports of bySite(publishedPorts(registry))) {
    const id = ports[0]?.site.site_id ?? '';
    yield await Promise.resolve([[id, JSON.stringify(siteObject(ports, registry))]]);
  }
};
