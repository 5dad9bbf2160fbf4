// The ledger of the golden fleet: two sites, an exclusion, closed periods, and bills by hand.

import { day_ms, hour_ms } from '../lib/time.ts';
import type { sessions } from '../processors/sessions/table.ts';
import {
  cdrs,
  exclusions,
  periods,
  ports,
  sites,
  type LedgerTable,
} from '../processors/ledger/table.ts';
import type { Row, RowOf } from '../schemas/table.ts';
import type { StationProfile } from '../simulator/station.ts';
import type { Truth } from '../simulator/truth.ts';

const since = Date.UTC(2024, 4, 1);

const emptyOf = (type: string): Row[string] => {
  if (type.startsWith('Nullable')) return null;
  if (type.startsWith('Array')) return [];
  if (type === 'Bool') return false;
  return type.includes('String') ? '' : 0;
};

/** An entry of the ledger: what is not said is empty. */
const entry = (table: LedgerTable, said: Row): Row => ({
  ...Object.fromEntries(
    Object.entries(table.columns).map(([name, { type }]) => [name, emptyOf(type)]),
  ),
  tenant: 'default',
  entry_id: 'e1',
  recorded_at: since,
  recorded_by: 'golden',
  valid_from: since,
  ...said,
});

interface Ground {
  readonly from: number;
  readonly to: number;
  readonly stations: readonly StationProfile[];
  readonly truth: Truth;
  readonly sessions: readonly RowOf<typeof sessions>[];
}

const places = [
  { site_id: 'S-NORR', name: 'Norra hamnen', latitude: '59.34950', longitude: '18.11430' },
  { site_id: 'S-LEEDS', name: 'Leeds Ring Road', latitude: '53.79650', longitude: '-1.54785' },
] as const;

/** Stations of the first site; the others stand on the second. */
const ofFirstSite = 3;
export const siteAt = (index: number): string =>
  (index < ofFirstSite ? places[0] : places[1]).site_id;

const portRows = ({ stations, from }: Ground): readonly Row[] => [
  ...stations.flatMap((profile, index) =>
    profile.ports.map(({ port }) =>
      entry(ports, {
        station_id: profile.station_id,
        port,
        site_id: siteAt(index),
        power_w_max: profile.model.power_w_max,
        current_type: profile.model.current,
        is_public: true,
        // The last station joined a day after the others were heard of.
        commissioned_at: index === stations.length - 1 ? from + day_ms : since,
      }),
    ),
  ),
  // Registered, and never heard of.
  entry(ports, {
    station_id: 'SILENT-1',
    port: 1,
    site_id: 'S-LEEDS',
    power_w_max: 150_000,
    is_public: true,
    commissioned_at: since,
  }),
];

/** Half of the longest outage that ended is excluded; a second exclusion was taken back. */
const exclusionRows = ({ truth }: Ground): readonly Row[] => {
  const ended = truth.outages.flatMap((one) =>
    one.ended_at === null || one.port === 0 ? [] : [{ ...one, ended_at: one.ended_at }],
  );
  const [longest] = ended.toSorted(
    (a, b) => b.ended_at - b.started_at - (a.ended_at - a.started_at),
  );
  if (longest === undefined) throw new Error('The golden fleet has no outage that ended.');
  const { station_id, port, started_at, ended_at } = longest;
  const said = {
    station_id,
    port,
    valid_from: started_at,
    valid_to: started_at + Math.floor((ended_at - started_at) / 2),
    evidence: 'case 1',
  };
  const taken = { ...said, exclusion_id: 'X-2', valid_to: ended_at, reason: 'natural_disaster' };
  return [
    entry(exclusions, { ...said, exclusion_id: 'X-1', reason: 'vandalism' }),
    entry(exclusions, taken),
    entry(exclusions, {
      ...taken,
      entry_id: 'e2',
      withdrawn: true,
      recorded_at: since + hour_ms,
    }),
  ];
};

const periodRows = ({ from }: Ground): readonly Row[] => [
  entry(periods, {
    period_id: '2026-02',
    purpose: 'billing',
    valid_from: Date.UTC(2026, 1, 1),
    valid_to: from,
    recorded_at: from + hour_ms,
  }),
  entry(periods, {
    period_id: '2025-Q4',
    purpose: 'filing',
    valid_from: Date.UTC(2025, 9, 1),
    valid_to: Date.UTC(2026, 0, 1),
    recorded_at: Date.UTC(2026, 0, 20),
    notes: 'EV-ChART',
  }),
];

/** Sessions that may be billed: they ended, have energy and a token that was accepted. */
const billable = ({ sessions: all, to }: Ground) =>
  all
    .filter(
      ({ ended_at, energy_wh, id_token, kind, auth_verdict }) =>
        ended_at !== null &&
        ended_at < to &&
        energy_wh > 0 &&
        id_token !== '' &&
        kind === 'transaction' &&
        ['', 'Accepted'].includes(auth_verdict),
    )
    .toSorted((a, b) => a.started_at - b.started_at || (a.session_id < b.session_id ? -1 : 1));

/**
 * Bills of the first four sessions: 10, 20 and 30 GBP before 20 % of tax, and 40 SEK before 25 %.
 * The second was credited and issued again as 15 GBP; the fourth adjusts February, which is closed.
 */
const cdrRows = (ground: Ground): readonly Row[] => {
  const firsts = billable(ground).slice(0, 4);
  const bill = (index: number, excl: number, said: Row = {}): Row => {
    const session = firsts[index];
    if (session === undefined) throw new Error('The golden fleet has too few sessions to bill.');
    const [site_id, currency, tax] =
      index === 3 ? ['S-NORR', 'SEK', 1.25] : ['S-LEEDS', 'GBP', 1.2];
    const sign = said['credit'] === true ? -1 : 1;
    return entry(cdrs, {
      cdr_id: `C-${index}`,
      kind: 'CdrIssued',
      session_id: session.session_id,
      station_id: session.station_id,
      port: session.port,
      site_id,
      tariff_id: `T-${currency}`,
      currency,
      // A credit turns the total alone, as OCPI has it.
      energy_wh: session.energy_wh,
      period_id: '2026-03',
      duration_s: session.duration_s,
      valid_from: session.started_at,
      valid_to: session.ended_at,
      recorded_at: ground.from + 2 * day_ms,
      total_excl_vat: sign * excl * 1000,
      total_incl_vat: Math.round(sign * excl * tax * 1000),
      ...said,
    });
  };
  const credit = { credit: true, cdr_id: 'C-1-credit', credit_reference_id: 'C-1' };
  return [
    bill(0, 10),
    bill(1, 20),
    bill(1, 20, { ...credit, kind: 'CdrCredited', recorded_at: ground.from + 60 * hour_ms }),
    bill(1, 15, {
      cdr_id: 'C-1-again',
      replaces_cdr_id: 'C-1',
      recorded_at: ground.from + 60 * hour_ms,
    }),
    bill(2, 30),
    bill(3, 40, { adjusts_period_id: '2026-02' }),
  ];
};

/** All entries of the ledger by table. */
export const goldenLedger = (ground: Ground): ReadonlyMap<LedgerTable, readonly Row[]> =>
  new Map<LedgerTable, readonly Row[]>([
    [sites, places.map((place) => entry(sites, { ...place, is_public: true }))],
    [ports, portRows(ground)],
    [exclusions, exclusionRows(ground)],
    [periods, periodRows(ground)],
    [cdrs, cdrRows(ground)],
  ]);
