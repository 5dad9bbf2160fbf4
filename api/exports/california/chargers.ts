// Which chargers are under California's rules, and the half years that are filed.

import { day_ms } from '../../../lib/time.ts';
import { monthAt, startOfMonth, type Window } from '../../rulebooks/windows.ts';
import { sitedPorts, type Registry, type SitedPort } from '../registry.ts';

export const zone = 'America/Los_Angeles';
const since = Date.UTC(2024, 0, 1);
/** How long a port is under the rule once it was installed. */
const kept_ms = 6 * 365.25 * day_ms;

/** All ports in the state: they are inventoried. */
export const statePorts = (registry: Registry): readonly SitedPort[] =>
  sitedPorts(registry).filter(({ site }) => site.country === 'USA' && site.state === 'CA');

const funded = ({ site, port }: SitedPort): boolean =>
  port.listing.funding.length > 0 || site.listing.funding.length > 0;

/**
 * Fast ports with public money, installed since 2024, not for one fleet alone, for six years.
 * Source: CEC, summary of the reliability standards.
 */
export const coveredPorts = (registry: Registry, { from }: Window): readonly SitedPort[] =>
  statePorts(registry).filter((sited) => {
    const { operational_since: installed, listing, port_type } = sited.port;
    if (port_type !== 'DCFC' || listing.fleet_only || !funded(sited)) return false;
    return installed !== null && installed >= since && from < installed + kept_ms;
  });

/** The half year in which an instant lies, and the year of it, by the clock of the state. */
export const halfYearAt = (at: number): { readonly half: Window; readonly year: Window } => {
  const month = monthAt(at, zone);
  const first = month - (month % 6);
  const january = month - (month % 12);
  return {
    half: { from: startOfMonth(first, zone), to: startOfMonth(first + 6, zone) },
    year: { from: startOfMonth(january, zone), to: startOfMonth(january + 12, zone) },
  };
};
