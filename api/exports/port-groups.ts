// Ports in groups that are asked about at one go, and the keys by which their rows are found.

import type { SitedPort } from './registry.ts';

/** Stations that are asked about at one go: what is held of them is bounded. */
export const stationsAtOnce = 20;

/** Ports in groups of whole stations, in their order. */
export const portGroups = (ports: readonly SitedPort[]): readonly (readonly SitedPort[])[] => {
  const groups: SitedPort[][] = [];
  let stations = new Set<string>();
  for (const one of ports) {
    const group = groups.at(-1);
    stations.add(one.port.station_id);
    if (group === undefined || stations.size > stationsAtOnce) {
      groups.push([one]);
      stations = new Set([one.port.station_id]);
    } else group.push(one);
  }
  return groups;
};

export const stationsOf = (ports: readonly SitedPort[]): readonly string[] => [
  ...new Set(ports.map(({ port }) => port.station_id)),
];

/** Which port a row of a table is about. */
export const portKey = (station_id: string, port: number): string => `${port} ${station_id}`;
