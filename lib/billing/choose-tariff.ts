// Which tariff a session is under: the most specific assignment at the moment it started.

import type { Tariff } from '../tariff/tariff.ts';
import type { SessionRow } from './session.ts';

/** A version of a tariff: what it was while it was valid, as it was last recorded. */
export interface TariffVersion {
  readonly tariff: Tariff;
  readonly valid_from: number;
  /** Null: until another version. */
  readonly valid_to: number | null;
  readonly recorded_at: number;
}

/** Where a tariff applies. Empty names and port 0 stand for all. */
export interface TariffAssignment {
  readonly tariff_id: string;
  readonly site_id: string;
  readonly station_id: string;
  readonly port: number;
  readonly valid_from: number;
  readonly valid_to: number | null;
  readonly recorded_at: number;
}

interface Validity {
  readonly valid_from: number;
  readonly valid_to: number | null;
  readonly recorded_at: number;
}

const isValid = ({ valid_from, valid_to }: Validity, at: number): boolean =>
  valid_from <= at && (valid_to === null || at < valid_to);

/** Of rows that hold at an instant, the one recorded last counts. */
const newest = <T extends Validity>(rows: readonly T[]): T | null =>
  rows.reduce<T | null>(
    (best, one) => (best === null || one.recorded_at >= best.recorded_at ? one : best),
    null,
  );

const rank = ({ site_id, station_id, port }: TariffAssignment): number => {
  if (station_id !== '') return port === 0 ? 2 : 3;
  return site_id === '' ? 0 : 1;
};

/** The tariff at the start of a session; null where none is assigned, or none was valid. */
export const tariffFor = (
  session: Pick<SessionRow, 'station_id' | 'port' | 'started_at'>,
  site_id: string,
  {
    tariffs,
    assignments,
  }: {
    readonly tariffs: readonly TariffVersion[];
    readonly assignments: readonly TariffAssignment[];
  },
): TariffVersion | null => {
  const at = session.started_at;
  const fits = assignments.filter(
    (one) =>
      isValid(one, at) &&
      (one.site_id === '' || one.site_id === site_id) &&
      (one.station_id === '' || one.station_id === session.station_id) &&
      (one.port === 0 || one.port === session.port),
  );
  const best = Math.max(...fits.map(rank));
  const chosen = newest(fits.filter((one) => rank(one) === best));
  if (chosen === null) return null;
  return newest(
    tariffs.filter(
      (one) =>
        one.tariff.id === chosen.tariff_id &&
        isValid(one, at) &&
        (one.tariff.starts_at ?? at) <= at &&
        (one.tariff.ends_at ?? at) >= at,
    ),
  );
};
