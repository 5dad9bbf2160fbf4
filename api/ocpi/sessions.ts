// Sessions of the store as Session objects of OCPI; what they cost is what their CDR says.

import { billOf, type BillableSession } from '../../lib/billing/bill.ts';
import { tariffFor } from '../../lib/billing/choose-tariff.ts';
import { authMethodOf, tokenOf } from '../../lib/billing/make-cdr.ts';
import { refusalOf } from '../../lib/billing/unbillable.ts';
import { ports } from '../../processors/ledger/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { Query, Store } from '../../store/port.ts';
import { asKnownDuring } from '../as-known.ts';
import { billablesOf, sessionColumns, type StoredSession } from '../billing/billables.ts';
import { readRegistry, type Registry } from '../billing/registry.ts';
import { readRows } from '../billing/stored-rows.ts';
import { instantParam } from '../sql.ts';
import { priceIn, tokenTold, type TokenTeller } from './cdrs.ts';
import type { OcpiObject, OwnParty } from './locations.ts';
import type { Page, Paged } from './paging.ts';
import { evseUid, fittingId, ocpiNumber, ocpiTime } from './values.ts';
import type { Version } from './version.ts';

/** A session on a port that the registry has, and when what is told of it changed last. */
type ToldSession = StoredSession & { readonly site_id: string; readonly updated_at: number };

interface AskedSessions extends Page {
  readonly tenant: string;
  /** Up to when everything said is in the tables. */
  readonly as_of: number;
}

/** Longest token that OCPI can name. */
const tokenLengthMax = 36;

const tellable =
  "tenant = {tenant:String} AND kind = 'transaction' AND id_token != '' " +
  `AND length(id_token) <= ${tokenLengthMax}`;

/**
 * When the gateway received what last changed a session, and no later than everything is in the
 * tables: what is folded later than its neighbours is later than all that was told before.
 */
const updated = `least(changed_at, ${instantParam('as_of')})`;

/** Sessions that OCPI can tell of: of a token, on a port that was registered when they began. */
const toldSessions = ({ tenant, from, to, as_of }: AskedSessions): Query => {
  const ever = { from: 0, to: Date.UTC(2299, 0, 1) };
  const known = asKnownDuring(ports, { tenant, known_at: null, ...ever });
  const own = `SELECT ${sessionColumns.join(', ')}, ${updated} AS updated_at
    FROM laddbok.sessions WHERE ${tellable} AND updated_at >= ${instantParam('updated_from')}
    AND updated_at < ${instantParam('updated_to')}`;
  const sql = `SELECT s.* , p.site_id AS site_id FROM (${own}) AS s
    INNER JOIN (SELECT station_id, port, site_id, holds_from, holds_to FROM (${known.sql})) AS p
    ON s.station_id = p.station_id AND s.port = p.port
    WHERE p.holds_from <= s.started_at AND (isNull(p.holds_to) OR s.started_at < p.holds_to)`;
  return { sql, params: { ...known.params, as_of, updated_from: from, updated_to: to } };
};

const pageOfSessions = async (store: Store, asked: AskedSessions): Promise<Paged<ToldSession>> => {
  const { sql, params } = toldSessions(asked);
  const counting = { sql: `SELECT count() AS total FROM (${sql})`, params };
  const [counted] = await store.query<{ total: string }>(counting);
  const names = [...sessionColumns, 'site_id', 'updated_at'];
  const rows = await store.query({
    sql:
      `SELECT ${names.join(', ')} FROM (${sql}) ORDER BY opened_at, station_id, session_id ` +
      'LIMIT {limit:UInt32} OFFSET {offset:UInt64}',
    params: { ...params, limit: asked.limit, offset: asked.offset },
  });
  const more = { site_id: 'String', updated_at: 'DateTime64(3)' };
  const items = readRows(sessions, rows, more) as unknown as readonly ToldSession[];
  return { items, total: Number(counted?.total ?? 0) };
};

interface Telling {
  readonly version: Version;
  readonly own: OwnParty;
  readonly tell: TokenTeller;
}

/** COMPLETED is billed, or waits for somebody to look; INVALID never will be, whatever the tariff. */
const statusOf = (session: StoredSession): string => {
  if (session.state !== 'ended') return 'ACTIVE';
  return refusalOf(session) === null ? 'COMPLETED' : 'INVALID';
};

/** ISO 4217 for no currency: the session is under no tariff. */
const noCurrency = 'XXX';

/** What the session costs, with the periods that it is reckoned by; nothing where it has no bill. */
const costOf = (billable: BillableSession, registry: Registry, { version }: Telling) => {
  const { session } = billable;
  const billed = billOf(billable, registry, { id: '', at: session.ended_at ?? session.started_at });
  if ('reason' in billed) return {};
  const { total_cost, charging_periods } = billed.cdr;
  return { charging_periods, total_cost: priceIn(version, total_cost) };
};

const sessionTold = (
  session: ToldSession,
  { billable, registry }: { billable: BillableSession; registry: Registry },
  telling: Telling,
): OcpiObject | null => {
  const { site } = billable;
  const known = 'reason' in site ? null : site;
  const party = {
    country_code: known?.party.country_code || telling.own.country_code,
    party_id: known?.party.party_id || telling.own.party_id,
  };
  if (party.country_code === '' || party.party_id === '') return null;
  const { started_at, ended_at, station_id, port, connector_id, site_id, energy_wh } = session;
  return {
    ...party,
    id: fittingId(session.session_id),
    start_date_time: ocpiTime(started_at),
    ...(ended_at === null ? {} : { end_date_time: ocpiTime(ended_at) }),
    kwh: ocpiNumber(energy_wh / 1_000_000),
    cdr_token: tokenTold(tokenOf(session, party), telling.tell),
    auth_method: authMethodOf(session),
    location_id: fittingId(site_id),
    evse_uid: evseUid(station_id, port),
    connector_id: fittingId(known?.location.connector_id ?? String(connector_id || 1)),
    currency: tariffFor(session, site_id, registry)?.tariff.currency ?? noCurrency,
    ...costOf(billable, registry, telling),
    status: statusOf(session),
    last_updated: ocpiTime(session.updated_at),
  };
};

/** A page of the sessions that changed within a span, in the order in which they were heard of. */
export const readSessions = async (
  store: Store,
  asked: AskedSessions,
  telling: Telling,
): Promise<Paged<OcpiObject>> => {
  const { items, total } = await pageOfSessions(store, asked);
  const starts = items.map(({ started_at }) => started_at);
  if (starts.length === 0) return { items: [], total };
  const registry = await readRegistry(store, {
    tenant: asked.tenant,
    known_at: null,
    from: Math.min(...starts),
    to: Math.max(...starts) + 1,
  });
  const billables = await billablesOf(store, items, registry.siteOf);
  const all = billables.flatMap((billable, i) => {
    const session = items[i];
    const one = session && sessionTold(session, { billable, registry }, telling);
    return one === undefined || one === null ? [] : [one];
  });
  return { items: all, total };
};
