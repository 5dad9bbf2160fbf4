// What locations are made from: sites, ports and tariffs as they hold, and what ports do now.

import { tariffFor } from '../../lib/billing/choose-tariff.ts';
import { grouped } from '../../lib/grouped.ts';
import { availability } from '../../processors/availability/table.ts';
import {
  type LedgerTable,
  ports,
  sites,
  tariffAssignments,
} from '../../processors/ledger/table.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { Store } from '../../store/port.ts';
import { asKnownDuring, everyEntry } from '../as-known.ts';
import { readTerms } from '../billing/registry.ts';
import { readRows, storedRows } from '../billing/stored-rows.ts';
import { condition } from '../sql.ts';
import type { Paged } from './paging.ts';
import { type AskedPlaces, ever, type PlaceId, readPlaceIds } from './place-ids.ts';
import { type About, type Touched, touched } from './touched.ts';

type Stood<T extends LedgerTable> = RowOf<T> & {
  readonly holds_from: number;
  readonly holds_to: number | null;
};
export type SiteState = Stood<typeof sites>;
export type PortState = Stood<typeof ports>;

/** What a port does: a state of `availability`, and since when. */
export interface Doing {
  readonly state: string;
  readonly since: number;
}

/** Whether a thing is in its place, will be, or was. */
export type Presence = 'planned' | 'present' | 'gone';

export interface Placed<T> {
  readonly row: T;
  readonly presence: Presence;
  /** When what is told of it changed last: recorded, or come into effect. Milliseconds UTC. */
  readonly changed_at: number;
}

export interface PlacedPort extends Placed<PortState> {
  readonly doing: Doing | null;
  /** The tariff that a session that starts now would be under; empty where there is none. */
  readonly tariff_id: string;
  readonly tariff_changed_at: number;
}

export interface PlacedSite extends Placed<SiteState> {
  /** When it, a port of it, a tariff there or what a port does changed last. Milliseconds UTC. */
  readonly updated_at: number;
  readonly ports: readonly PlacedPort[];
}

const stood = async <T extends LedgerTable>(
  store: Store,
  table: T,
  { tenant, only }: About,
): Promise<readonly Stood<T>[]> => {
  const rows = await store.query(asKnownDuring(table, { tenant, known_at: null, ...ever, only }));
  const spans = { holds_from: 'DateTime64(3)', holds_to: 'Nullable(DateTime64(3))' };
  return readRows(table, rows, spans) as readonly Stood<T>[];
};

const doingOf = async (
  store: Store,
  { tenant, only }: About,
): Promise<ReadonlyMap<string, Doing>> => {
  const rows = await storedRows(store, {
    table: availability,
    columns: ['station_id', 'port', 'started_at', 'state'],
    where: `tenant = {tenant:String} AND isNull(ended_at) AND ${only.sql} ORDER BY started_at`,
    params: { tenant, ...only.params },
  });
  return new Map(
    rows.map(({ station_id, port, state, started_at }): [string, Doing] => [
      `${station_id} ${port}`,
      { state, since: started_at },
    ]),
  );
};

type Assignment = RowOf<typeof tariffAssignments>;

const assignmentsOf = async (store: Store, tenant: string): Promise<readonly Assignment[]> => {
  const entries = await store.query(everyEntry(tariffAssignments, { tenant, known_at: null }));
  return readRows(tariffAssignments, entries) as readonly Assignment[];
};

/** The latest of some instants that are over. */
const latest = (now: number, instants: readonly (number | null)[]): number =>
  instants.reduce<number>((best, at) => (at !== null && at <= now && at > best ? at : best), 0);

interface Span {
  readonly holds_from: number;
  readonly holds_to: number | null;
}

/** Of the states of a thing the one that it is told by: that of now, else the last, else the next. */
const placed = <T extends Span>(
  states: readonly T[],
  now: number,
): { readonly row: T; readonly presence: Presence } | null => {
  const inOrder = states.toSorted((one, other) => one.holds_from - other.holds_from);
  const begun = inOrder.filter(({ holds_from }) => holds_from <= now);
  const current = begun.find(({ holds_to }) => holds_to === null || holds_to > now);
  if (current !== undefined) return { row: current, presence: 'present' };
  const last = begun.at(-1);
  if (last !== undefined) return { row: last, presence: 'gone' };
  const [next] = inOrder;
  return next === undefined ? null : { row: next, presence: 'planned' };
};

const edges = (states: readonly Span[]): readonly (number | null)[] =>
  states.flatMap(({ holds_from, holds_to }) => [holds_from, holds_to]);

interface Known {
  readonly now: number;
  readonly terms: Awaited<ReturnType<typeof readTerms>>;
  readonly assignments: readonly Assignment[];
  readonly doing: ReadonlyMap<string, Doing>;
  readonly touched: ReadonlyMap<string, Touched>;
}

const covers = (one: Assignment, { site_id, station_id, port }: PortState): boolean =>
  (one.site_id === '' || one.site_id === site_id) &&
  (one.station_id === '' || one.station_id === station_id) &&
  (one.port === null || one.port === port);

const portOf = (states: readonly PortState[], known: Known): PlacedPort | null => {
  const { now, terms, assignments, doing } = known;
  const found = placed(states, now);
  if (found === null) return null;
  const { row, presence } = found;
  const key = `${row.station_id} ${row.port}`;
  const { station_id, port, site_id } = row;
  const tariff = tariffFor({ station_id, port, started_at: now }, site_id, terms);
  const about = assignments.filter((one) => covers(one, row));
  const said = about.flatMap((one) => [one.recorded_at, one.valid_from, one.valid_to]);
  return {
    row,
    presence,
    changed_at: latest(now, [known.touched.get(key)?.recorded_at ?? 0, ...edges(states)]),
    doing: presence === 'present' ? (doing.get(key) ?? null) : null,
    tariff_id: tariff?.tariff.id ?? '',
    tariff_changed_at: latest(now, said),
  };
};

/** Sites of a page, and the ports that ever stood on one of them. */
const aboutSites = (tenant: string, ids: readonly string[]) => {
  const params = { page_sites: ids };
  const here = 'site_id IN {page_sites:Array(String)}';
  const everThere =
    '(station_id, port) IN (SELECT station_id, port FROM laddbok.ports ' +
    `WHERE tenant = {tenant:String} AND ${here})`;
  return {
    sites: { tenant, only: condition(here, params) },
    ports: { tenant, only: condition(everThere, params) },
  };
};

const knownOf = async (store: Store, about: About, now: number): Promise<Known> => {
  const { tenant } = about;
  return {
    now,
    terms: await readTerms(store, { tenant, known_at: null, from: now, to: now + 1 }),
    assignments: await assignmentsOf(store, tenant),
    doing: await doingOf(store, about),
    touched: await touched(store, ports, about),
  };
};

/**
 * A page of the places that changed within a span, in the order in which they were first told of,
 * which nothing changes; only what is on the page is read.
 */
export const readPlaces = async (store: Store, asked: AskedPlaces): Promise<Paged<PlacedSite>> => {
  const { items, total } = await readPlaceIds(store, asked);
  if (items.length === 0) return { items: [], total };
  const { tenant, now } = asked;
  const about = aboutSites(
    tenant,
    items.map(({ site_id }) => site_id),
  );
  const siteStates = grouped(await stood(store, sites, about.sites), ({ site_id }) => site_id);
  const siteTouched = await touched(store, sites, about.sites);
  const portStates = await stood(store, ports, about.ports);
  const known = await knownOf(store, about.ports, now);
  // A port that moved is told at each of its sites: where it was it is gone.
  const byPort = grouped(portStates, (row) => `${row.site_id} ${row.station_id} ${row.port}`);
  const bySite = grouped(
    [...byPort.values()].flatMap((states) => portOf(states, known) ?? []),
    ({ row }) => row.site_id,
  );
  const placesOf = ({ site_id, updated_at }: PlaceId): readonly PlacedSite[] => {
    const states = siteStates.get(site_id) ?? [];
    const found = placed(states, now);
    if (found === null) return [];
    const { recorded_at = 0 } = siteTouched.get(site_id) ?? {};
    const changed_at = latest(now, [recorded_at, ...edges(states)]);
    const own = (bySite.get(site_id) ?? []).toSorted(
      ({ row: one }, { row: other }) =>
        one.station_id.localeCompare(other.station_id, 'en') || one.port - other.port,
    );
    return [{ ...found, updated_at, changed_at, ports: own }];
  };
  return { items: items.flatMap(placesOf), total };
};
