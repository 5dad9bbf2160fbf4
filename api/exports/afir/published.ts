// Which points are published under AFIR, and the ids by which its documents call them.

import { createHash } from 'node:crypto';
import { grouped } from '../../../lib/grouped.ts';
import { sitedPorts, type Registry, type SitedPort } from '../registry.ts';

/** Member states of the EU: ISO 3166-1 alpha-3 and alpha-2. */
const memberStates =
  'AUT AT BEL BE BGR BG CYP CY CZE CZ DEU DE DNK DK ESP ES EST EE FIN FI FRA FR GRC GR HRV HR ' +
  'HUN HU IRL IE ITA IT LTU LT LUX LU LVA LV MLT MT NLD NL POL PL PRT PT ROU RO SVK SK SVN SI SWE SE';

const twoLetters: ReadonlyMap<string, string> = new Map(
  [...memberStates.matchAll(/(\w{3}) (\w{2})/g)].map(([, three = '', two = '']) => [three, two]),
);

/** ISO 3166-1 alpha-2 of a member state; null of any other country. */
export const memberState = (country: string): string | null => twoLetters.get(country) ?? null;

/** Public points in the EU, in the order of their ids. Source: Regulation (EU) 2023/1804 Art. 20. */
export const publishedPorts = (registry: Registry): readonly SitedPort[] =>
  sitedPorts(registry).filter(
    ({ site, port }) =>
      port.public && !port.listing.fleet_only && memberState(site.country) !== null,
  );

type Groups = readonly (readonly SitedPort[])[];

/** Points by site and station, each group in their order. */
export const bySite = (ports: readonly SitedPort[]): Groups => [
  ...grouped(ports, ({ site }) => site.site_id).values(),
];
export const byStation = (ports: readonly SitedPort[]): Groups => [
  ...grouped(ports, ({ port }) => port.station_id).values(),
];

export const pointId = ({ port }: SitedPort): string =>
  port.evse_id || port.port_id || `${port.station_id}*${port.port}`;

/** The ad hoc price of a point keeps its id whatever the tariff: an update must refer to one. */
export const rateId = (sited: SitedPort): string => `${pointId(sited)}*adhoc`;

/** Who publishes: the party of the first site. */
export const publisherOf = (ports: readonly SitedPort[]) => {
  const [first] = ports;
  const country = memberState(first?.site.country ?? '') ?? '';
  return { country, nationalIdentifier: `${country}*${first?.site.listing.party_id ?? ''}` };
};

/** A version that says whether two objects are the same: the same content has the same. */
export const versionOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);

/** An object of the table with the version of what stands in it. */
export const versioned = <T extends object>(idG: string, content: T) => ({
  idG,
  versionG: versionOf(content),
  ...content,
});
