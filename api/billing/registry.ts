// What the ledger says that bills follow from: sites, ports, tariffs, their assignment, periods.

import type { BilledSite, Terms } from '../../lib/billing/bill.ts';
import type { ClosedPeriod } from '../../lib/billing/issue.ts';
import type { SessionRow } from '../../lib/billing/session.ts';
import type { Reason } from '../../lib/billing/unbillable.ts';
import { grouped } from '../../lib/grouped.ts';
import { readTariff } from '../../lib/tariff/read-tariff.ts';
import {
  type LedgerTable,
  periods,
  ports,
  sites,
  tariffAssignments,
  tariffs,
} from '../../processors/ledger/table.ts';
import type { RowOf } from '../../schemas/table.ts';
import type { Store } from '../../store/port.ts';
import { asKnownDuring, type KnownDuring } from '../as-known.ts';
import { locationOf, partyOf } from './location.ts';
import { readRows } from './stored-rows.ts';
import { tariffObject } from './tariff-object.ts';
import { offsetAt, zoneNamed } from '../zone.ts';

/** A row of the ledger with the span in which it stood. */
type Stood<T extends LedgerTable> = RowOf<T> & {
  readonly holds_from: number;
  readonly holds_to: number | null;
};

const stood = async <T extends LedgerTable>(
  store: Store,
  table: T,
  when: KnownDuring,
): Promise<readonly Stood<T>[]> => {
  const rows = await store.query(asKnownDuring(table, when));
  const spans = { holds_from: 'DateTime64(3)', holds_to: 'Nullable(DateTime64(3))' };
  return readRows(table, rows, spans) as readonly Stood<T>[];
};

/** A tariff that the ledger holds and that nothing can be priced with. */
export interface UnreadTariff {
  readonly tariff_id: string;
  readonly faults: readonly string[];
}

export interface Registry extends Terms {
  readonly siteOf: (session: SessionRow) => BilledSite | Reason;
  readonly closed: readonly ClosedPeriod[];
  readonly unread: readonly UnreadTariff[];
}

interface Span {
  readonly holds_from: number;
  readonly holds_to: number | null;
}

const at = <T extends Span>(rows: readonly T[] | undefined, instant: number): T | undefined =>
  rows?.find(({ holds_from, holds_to }) => {
    return holds_from <= instant && (holds_to === null || instant < holds_to);
  });

const unknown: Reason = { reason: 'no_site', says: 'The registry does not know the port.' };

const finder = (
  known: readonly Stood<typeof sites>[],
  held: readonly Stood<typeof ports>[],
): Registry['siteOf'] => {
  const siteBy = grouped(known, ({ site_id }) => site_id);
  const portBy = grouped(held, ({ station_id, port }) => `${port} ${station_id}`);
  return (session) => {
    const { station_id, started_at } = session;
    const port = at(portBy.get(`${session.port} ${station_id}`), started_at);
    const site = port === undefined ? undefined : at(siteBy.get(port.site_id), started_at);
    if (port === undefined || site === undefined) return unknown;
    const zone = zoneNamed(port.time_zone === '' ? site.time_zone : port.time_zone);
    const location = locationOf({ site, port }, session);
    if (zone === null) return { reason: 'site_incomplete', says: 'The site has no time zone.' };
    if ('reason' in location) return location;
    const party = partyOf(site);
    return { site_id: site.site_id, party, location, offsetAt: (when) => offsetAt(when, zone) };
  };
};

const readOne = (row: Stood<typeof tariffs>, site: Stood<typeof sites> | undefined) =>
  readTariff(tariffObject(row, site === undefined ? {} : partyOf(site)));

const readTariffs = (
  rows: readonly Stood<typeof tariffs>[],
  site: Stood<typeof sites> | undefined,
) => {
  const unread: UnreadTariff[] = [];
  const versions = rows.flatMap((row) => {
    const read = readOne(row, site);
    const { tariff_id, holds_from, holds_to, recorded_at } = row;
    const validity = { valid_from: holds_from, valid_to: holds_to, recorded_at };
    if ('tariff' in read) return [{ tariff: read.tariff, ...validity }];
    unread.push({ tariff_id, faults: read.faults.map(({ path, says }) => `${path} ${says}`) });
    return [];
  });
  return { tariffs: versions, unread };
};

/** The tariffs of a span and whom they were for; their party is that of any site. */
export const readTerms = async (store: Store, when: KnownDuring) => {
  const known = asKnownDuring(sites, when);
  const owned = `SELECT * FROM (${known.sql}) WHERE party_id != '' ORDER BY site_id LIMIT 1`;
  const found = await store.query({ sql: owned, params: known.params });
  const [owner] = readRows(sites, found) as readonly Stood<typeof sites>[];
  const assigned = await stood(store, tariffAssignments, when);
  // Assignments for some contracts alone are not for everybody; nobody here knows contracts.
  const everybody = assigned.filter(({ audience }) => audience === '');
  return {
    ...readTariffs(await stood(store, tariffs, when), owner),
    assignments: everybody.map((row) => ({
      ...row,
      port: row.port ?? 0,
      valid_from: row.holds_from,
      valid_to: row.holds_to,
    })),
  };
};

/** What stood in a span of time, by what was known at an instant. */
export const readRegistry = async (store: Store, when: KnownDuring): Promise<Registry> => {
  const known = await stood(store, sites, when);
  const held = await stood(store, ports, when);
  const shut = await stood(store, periods, when);
  return {
    ...(await readTerms(store, when)),
    siteOf: finder(known, held),
    closed: shut
      .filter(({ purpose, valid_to }) => purpose === 'billing' && valid_to !== null)
      .map(({ period_id, valid_from, valid_to }) => ({
        period_id,
        from: valid_from,
        to: valid_to ?? valid_from,
      })),
  };
};
