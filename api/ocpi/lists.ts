// The modules whose objects are pulled: each list, a page of it, and single locations.

import type { Version } from './version.ts';
import type { OcpiDesk } from './ocpi.ts';
import { tellerFor } from './ocpi.ts';
import { readCdrs } from './cdrs.ts';
import { locationOf, type OcpiLocation, type OcpiObject } from './locations.ts';
import { pageIn, type Page, type Paged } from './paging.ts';
import type { PartyEntry } from './party.ts';
import { readPlaces } from './places.ts';
import { readSessions } from './sessions.ts';
import { readTariffs } from './tariffs.ts';

export interface Asking {
  readonly party: PartyEntry;
  readonly version: Version;
  readonly page: Page;
}

/** All locations of the party's tenant, as they are now. */
export const readLocations = async (
  { desk, ocpi }: OcpiDesk,
  { party, version }: Pick<Asking, 'party' | 'version'>,
): Promise<readonly OcpiLocation[]> => {
  const { tenant } = party;
  const now = desk.now();
  const known = await readTariffs(desk.store, { tenant, now, version });
  const tariffIds = new Set(known.map(({ id }) => id));
  const places = await readPlaces(desk.store, tenant, now);
  return places.flatMap((site) => locationOf(site, { version, own: ocpi.own, tariffIds }) ?? []);
};

type List = (of: OcpiDesk, asking: Asking) => Promise<Paged<OcpiObject>>;

/** The lists by the identifier of their module. */
export const lists: Readonly<Record<'locations' | 'sessions' | 'cdrs' | 'tariffs', List>> = {
  locations: async (of, asking) => pageIn(await readLocations(of, asking), asking.page),
  sessions: async ({ desk, ocpi }, { party, version, page }) => {
    const { as_of } = await desk.watermark();
    const until = as_of === null ? 0 : Date.parse(as_of);
    const asked = { ...page, tenant: party.tenant, as_of: until };
    return readSessions(desk.store, asked, { version, own: ocpi.own, tell: tellerFor(party) });
  },
  cdrs: ({ desk }, { party, version, page }) =>
    readCdrs(desk.store, { ...page, tenant: party.tenant }, { version, tell: tellerFor(party) }),
  tariffs: async ({ desk }, { party, version, page }) => {
    const { tenant } = party;
    return pageIn(await readTariffs(desk.store, { tenant, now: desk.now(), version }), page);
  },
};
