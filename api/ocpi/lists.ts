// The modules whose objects are pulled: each list, a page of it, and single locations.

import type { Version } from './version.ts';
import type { OcpiDesk } from './ocpi.ts';
import { tellerFor } from './ocpi.ts';
import { readCdrs } from './cdrs.ts';
import { locationOf, type OcpiLocation, type OcpiObject, type Told } from './locations.ts';
import { pageIn, type Page, type Paged } from './paging.ts';
import type { PartyEntry } from './party.ts';
import { ever, siteIdsOf } from './place-ids.ts';
import { readPlaces } from './places.ts';
import { readSessions } from './sessions.ts';
import { readTariffs } from './tariffs.ts';
import { fittingId, sameId } from './values.ts';

export interface Asking {
  readonly party: PartyEntry;
  readonly version: Version;
  readonly page: Page;
}

/** How locations of a version are told: whose they are, and which tariffs there are. */
const tellingOf = async (
  { desk, ocpi }: OcpiDesk,
  { party, version }: Pick<Asking, 'party' | 'version'>,
): Promise<Told> => {
  const about = { tenant: party.tenant, now: desk.now(), version };
  const known = await readTariffs(desk.store, about);
  return { version, own: ocpi.own, tariffIds: new Set(known.map(({ id }) => id)) };
};

const readLocations = async (
  of: OcpiDesk,
  asking: Asking & { readonly site_id?: string },
): Promise<Paged<OcpiLocation>> => {
  const { desk, ocpi } = of;
  const { party, page, site_id } = asking;
  const { items, total } = await readPlaces(desk.store, {
    ...page,
    tenant: party.tenant,
    now: desk.now(),
    tellable: ocpi.own,
    ...(site_id === undefined ? {} : { site_id }),
  });
  const told = await tellingOf(of, asking);
  return { items: items.flatMap((site) => locationOf(site, told) ?? []), total };
};

/** The location of an id, whatever the case of its letters; null where there is none. */
export const readLocation = async (
  of: OcpiDesk,
  { party, version }: Pick<Asking, 'party' | 'version'>,
  id: string,
): Promise<OcpiLocation | null> => {
  const known = await siteIdsOf(of.desk.store, party.tenant);
  const site_id = known.find((one) => sameId(fittingId(one), id));
  if (site_id === undefined) return null;
  const page = { ...ever, offset: 0, limit: 1 };
  const { items } = await readLocations(of, { party, version, page, site_id });
  return items[0] ?? null;
};

type List = (of: OcpiDesk, asking: Asking) => Promise<Paged<OcpiObject>>;

/** The lists by the identifier of their module. */
export const lists: Readonly<Record<'locations' | 'sessions' | 'cdrs' | 'tariffs', List>> = {
  locations: readLocations,
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
