// Sessions of the store with all that a bill needs of them, page by page.

import type { BillableSession } from '../../lib/billing/bill.ts';
import type { SessionRow } from '../../lib/billing/session.ts';
import { availability } from '../../processors/availability/table.ts';
import { sessionEnergy } from '../../processors/energy/table.ts';
import { qualityFlags } from '../../processors/quality/table.ts';
import { reservations } from '../../processors/reservations/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { Store } from '../../store/port.ts';
import { type Place, placedRows, storedRows } from './stored-rows.ts';

/** Sessions that are read at once, with their energy and their timelines. */
export const page_max = 500;

export const sessionColumns = [
  ...(['tenant', 'opened_at', 'station_id', 'session_id', 'kind', 'port', 'connector_id'] as const),
  ...(['transaction_id', 'state', 'started_at', 'ended_at', 'estimated', 'energy_wh'] as const),
  ...(['charging_s', 'suspended_ev_s', 'suspended_evse_s', 'idle_s', 'unknown_s'] as const),
  ...(['id_token', 'token_type', 'auth_method', 'auth_verdict'] as const),
];

/** A session, when the gateway first heard of it, and where it stands in the log where that is read. */
export type StoredSession = SessionRow & Partial<Place> & { readonly opened_at: number };

const key = '(opened_at, station_id, session_id)';
const instantOf = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

/** A page of the sessions that ended before an instant, in the order in which they were opened. */
const pageAfter = (
  store: Store,
  { tenant, until }: { readonly tenant: string; readonly until: number },
  after: StoredSession | undefined,
): Promise<readonly StoredSession[]> =>
  placedRows(store, {
    table: sessions,
    columns: sessionColumns,
    where:
      `tenant = {tenant:String} AND ended_at < ${instantOf('until')} AND ` +
      `${key} > (${instantOf('opened')}, {station:String}, {session:String}) ` +
      `ORDER BY ${key} LIMIT ${page_max}`,
    params: {
      tenant,
      until,
      opened: after?.opened_at ?? 0,
      station: after?.station_id ?? '',
      session: after?.session_id ?? '',
    },
  });

/** A session by its id; null where there is none. */
export const sessionOf = async (
  store: Store,
  tenant: string,
  session_id: string,
): Promise<StoredSession | null> => {
  const rows: readonly StoredSession[] = await placedRows(store, {
    table: sessions,
    columns: sessionColumns,
    where: 'tenant = {tenant:String} AND session_id = {session_id:String}',
    params: { tenant, session_id },
  });
  return rows[0] ?? null;
};

type Site = BillableSession['site'];

interface Span {
  readonly tenant: string;
  readonly ids: readonly string[];
  readonly stations: readonly string[];
  readonly from: number;
  readonly to: number;
}

const spanOf = (page: readonly StoredSession[], tenant: string): Span => {
  const first = Math.min(
    ...page.map(({ started_at, opened_at }) => Math.min(started_at, opened_at)),
  );
  const last = Math.max(
    ...page.map(({ ended_at, opened_at }) => Math.max(ended_at ?? 0, opened_at)),
  );
  return {
    tenant,
    ids: page.map(({ session_id }) => session_id),
    stations: [...new Set(page.map(({ station_id }) => station_id))],
    from: first,
    to: last,
  };
};

/** What a page needs beside its sessions; the timeline of each port also from before the page. */
const besides = async (store: Store, span: Span) => {
  const { tenant, ids, stations, from, to } = span;
  const ofStations = 'tenant = {tenant:String} AND station_id IN {stations:Array(String)}';
  const params = { tenant, stations, from, to };
  const buckets = await storedRows(store, {
    table: sessionEnergy,
    columns: ['station_id', 'session_id', 'bucket_start', 'energy_wh'],
    where: `${ofStations} AND session_id IN {ids:Array(String)}`,
    params: { tenant, stations, ids },
  });
  const timeline = await storedRows(store, {
    table: availability,
    columns: ['station_id', 'port', 'started_at', 'ended_at', 'state', 'cause'],
    where:
      `${ofStations} AND started_at < ${instantOf('to')} AND ` +
      `(isNull(ended_at) OR (ended_at > ${instantOf('from')} AND ended_at > started_at))`,
    params,
  });
  const flags = await storedRows(store, {
    table: qualityFlags,
    columns: ['station_id', 'port', 'code', 'at', 'since', 'concerns_at'],
    where:
      `${ofStations} AND ((concerns_at >= ${instantOf('from')} AND ` +
      `concerns_at <= ${instantOf('to')}) OR (since <= ${instantOf('to')} AND ` +
      `at >= ${instantOf('from')})) ORDER BY at, code`,
    params,
  });
  const used = await storedRows(store, {
    table: reservations,
    columns: ['station_id', 'requested_at', 'ended_at'],
    where: `${ofStations} AND state = 'used' AND ended_at >= ${instantOf('from')}`,
    params: { tenant, stations, from },
  });
  return { buckets, timeline, flags, used };
};

type Besides = Awaited<ReturnType<typeof besides>>;

const doubtsOf = (session: StoredSession, { flags }: Besides): readonly string[] => {
  const { station_id, port, started_at } = session;
  const end = session.ended_at ?? started_at;
  const about = flags.filter((flag) => {
    if (flag.station_id !== station_id || (flag.port !== 0 && flag.port !== port)) return false;
    const isWithin = flag.concerns_at >= started_at && flag.concerns_at <= end;
    return isWithin || (flag.since !== null && flag.since <= end && flag.at >= started_at);
  });
  return [...new Set(about.map(({ code }) => code))];
};

/** A reservation ends as used when the gateway hears of the session that names it. */
const reservedAt = (session: StoredSession, { used }: Besides): number | null =>
  used.find(
    ({ station_id, ended_at }) =>
      station_id === session.station_id && ended_at === session.opened_at,
  )?.requested_at ?? null;

const placeOf = ({ log_partition, log_offset }: Partial<Place>) =>
  log_partition === undefined || log_offset === undefined
    ? {}
    : { place: `${log_partition}/${log_offset}` };

const billableOf = (session: StoredSession, all: Besides, site: Site): BillableSession => ({
  session,
  beside: {
    buckets: all.buckets.filter((one) => one.session_id === session.session_id),
    timeline: all.timeline.filter(
      (one) => one.station_id === session.station_id && one.port === session.port,
    ),
    reserved_at: reservedAt(session, all),
  },
  doubts: doubtsOf(session, all),
  site,
  ...placeOf(session),
});

/** Finds where a session took place, as it was when the session started. */
export type SiteOf = (session: SessionRow) => Site;

/** Some sessions with all that bills need of them. */
export const billablesOf = async (
  store: Store,
  page: readonly StoredSession[],
  siteOf: SiteOf,
): Promise<readonly BillableSession[]> => {
  const [first] = page;
  if (first === undefined) return [];
  const all = await besides(store, spanOf(page, first.tenant));
  return page.map((session) => billableOf(session, all, siteOf(session)));
};

/** All sessions of a tenant that ended before an instant, in pages that are held one at a time. */
export async function* readBillables(
  store: Store,
  asked: { readonly tenant: string; readonly until: number },
  siteOf: SiteOf,
): AsyncGenerator<readonly BillableSession[]> {
  let after: StoredSession | undefined;
  for (;;) {
    const page = await pageAfter(store, asked, after);
    if (page.length === 0) return;
    yield await billablesOf(store, page, siteOf);
    after = page.at(-1);
  }
}
