// What the registry says of sites and ports, as the exports take it: plain records.

import type { Exclusion } from '../rulebooks/evaluate.ts';
import type { OpeningHours } from '../rulebooks/hours.ts';
import {
  noPortListing,
  noSiteListing,
  type PortListing,
  type Rate,
  type SiteListing,
} from './listing.ts';

/** A site with the names that receivers know it by; fields that only they ask for are in `filing`. */
export interface Site {
  readonly site_id: string;
  readonly name: string;
  readonly address: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  readonly country: string;
  readonly latitude: string;
  readonly longitude: string;
  /** IANA time zone. */
  readonly zone: string;
  /** Null: always open. */
  readonly opening_hours: readonly OpeningHours[] | null;
  /** Code of the network provider, as EV-ChART lists it. */
  readonly network_provider: string;
  /** What a receiver asks of a site and no table holds, by the column's name. */
  readonly filing: Readonly<Record<string, string>>;
  readonly listing: SiteListing;
}

/** A port: what charges one vehicle at a time. */
export interface Port {
  readonly station_id: string;
  readonly port: number;
  readonly site_id: string;
  /** The port's id in the registry of the receiver; published ids go before OCPP's. */
  readonly port_id: string;
  /** EVSE id by ISO 15118 or eMI3, as `DE*ABC*E1`. */
  readonly evse_id: string;
  /** L2 or DCFC; empty where it is not known. */
  readonly port_type: string;
  readonly power_max_w: number;
  /** 2.x and OCPI connector standards, as IEC_62196_T2_COMBO. */
  readonly connectors: readonly string[];
  readonly public: boolean;
  readonly federally_funded: boolean;
  /** When it went into operation, milliseconds UTC; null where the registry does not say. */
  readonly operational_since: number | null;
  /** When it was taken down; null while it stands. */
  readonly operational_until: number | null;
  readonly listing: PortListing;
}

/** Why outages of a port may be left out of account. */
export interface PortExclusion extends Exclusion {
  readonly station_id: string;
  readonly port: number;
  readonly notes: string;
}

export interface Registry {
  readonly sites: readonly Site[];
  readonly ports: readonly Port[];
  readonly exclusions: readonly PortExclusion[];
  /** Prices at the beginning and at the end of the range. */
  readonly rates: { readonly before: readonly Rate[]; readonly now: readonly Rate[] };
}

export const emptyRegistry: Registry = {
  sites: [],
  ports: [],
  exclusions: [],
  rates: { before: [], now: [] },
};

/** A registry as somebody wrote it, who may have left out whatever his filing does not ask for. */
export const wholeRegistry = (given: Partial<Registry>): Registry => ({
  ...emptyRegistry,
  ...given,
  sites: (given.sites ?? []).map((site) => ({
    ...site,
    listing: { ...noSiteListing, ...site.listing },
  })),
  ports: (given.ports ?? []).map((port) => ({
    ...port,
    listing: { ...noPortListing, ...port.listing },
  })),
});

export interface SitedPort {
  readonly port: Port;
  readonly site: Site;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ports with their sites, in the order of their ids; a port without a site is left out. */
export const sitedPorts = ({ sites, ports }: Registry): readonly SitedPort[] => {
  const byId = new Map(sites.map((site) => [site.site_id, site]));
  return ports
    .flatMap((port) => {
      const site = byId.get(port.site_id);
      return site === undefined ? [] : [{ port, site }];
    })
    .toSorted(
      (a, b) => byText(a.site.site_id, b.site.site_id) || byText(a.port.port_id, b.port.port_id),
    );
};
