// What the time of ports is worked out from: a rulebook, a ledger as relations, and a window.

import type { QueryParams } from '../../store/port.ts';
import type { ClosedRelations } from './closed-hours.ts';
import type { Rulebook } from './rulebook.ts';
import type { Window } from './windows.ts';

/**
 * What the ledger says, as relations; null where there is no ledger. Instants are milliseconds.
 *
 * - `exclusions`: station_id, port (0: every port), exclusion_id, incident, reason, regimes,
 *   starts_ms, ends_ms (the largest Int64 while it lasts).
 * - `ports`: station_id, port, site_id, since_ms, until_ms (0 and the largest Int64 where not
 * told),
 *   power_w_max, is_public.
 * - `closed`: when the sites of ports are not open.
 * - `cut`: stations of which a port came or went within the window; all others stood for the whole
 *   of it. Null: too many to name, or not read ahead.
 */
export interface LedgerRelations {
  readonly exclusions: string | null;
  readonly ports: string | null;
  readonly closed: ClosedRelations | null;
  readonly cut: readonly string[] | null;
  /** Values of the placeholders within them. */
  readonly params: QueryParams;
}

export const noLedger: LedgerRelations = {
  exclusions: null,
  ports: null,
  closed: null,
  cut: [],
  params: {},
};

export interface SumsAsked {
  readonly rulebook: Rulebook;
  readonly ledger: LedgerRelations;
  readonly tenant: string;
  readonly window: Window;
  readonly known_until: number;
  readonly station_id?: readonly string[];
  readonly port?: number;
}

/** The end of what lasts. */
export const lasts_ms = 'toInt64(9223372036854775807)';
