// What a board must show of the golden fleet: worked out from the fleet, without the board's SQL.

import type { RowOf } from '../../schemas/table.ts';
import { sessions } from '../../processors/sessions/table.ts';
import type { TrueOutage, TrueSession } from '../../simulator/truth.ts';
import { heardAt } from '../golden-traffic.ts';
import { goldenFrom, goldenTo, type GoldenFleet } from '../golden-fleet.ts';

/** The rows of a table, or the one number of a stat; instants are milliseconds UTC. */
export type Shown = number | null | Near | readonly (readonly unknown[])[];

/** A number that goes on while the test runs. */
export interface Near {
  readonly near: number;
  readonly within: number;
}

export interface BoardShown {
  readonly uid: string;
  /** What is chosen of variables that take one value; the first of each where nothing is said. */
  readonly choice?: (fleet: GoldenFleet) => Readonly<Record<string, string>>;
  /** By the title of a panel. */
  readonly panels: Readonly<Record<string, (fleet: GoldenFleet) => Shown>>;
}

export const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** The one that `quantileExact` takes. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;

export const among = (at: number): boolean => at >= goldenFrom && at <= goldenTo;

/** How many of the list have each word, most first, then by the word. */
export const counted = (words: readonly string[]): readonly (readonly [string, number])[] =>
  [...new Set(words)]
    .map((word) => [word, words.filter((one) => one === word).length] as const)
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

/** When anything was last heard of any station: later is unknown. */
export const knownUntil = ({ traffic, stations }: GoldenFleet): number =>
  Math.max(...stations.map((station) => lastHeard({ traffic }, station)));

export const lastHeard = ({ traffic }: Pick<GoldenFleet, 'traffic'>, station: string): number =>
  Math.max(...heardAt(traffic, station));

/** Ports with their station; what 1.6 calls connector 0 is no port. */
export const portsOf = ({ truth }: GoldenFleet) =>
  truth.stations.flatMap(({ station_id, ports }) => ports.map((port) => ({ station_id, port })));

/** From the first connection of a station to the newest data, milliseconds. */
export const known_ms = (fleet: GoldenFleet, station: string): number => {
  const opened = fleet.traffic.connections.filter((one) => one.station_id === station);
  return knownUntil(fleet) - Math.min(...opened.map((one) => one.opened_at));
};

/** Milliseconds in which a port could serve nobody. */
export const out_ms = (fleet: GoldenFleet, outages: readonly TrueOutage[]): number =>
  sum(outages.map((one) => (one.ended_at ?? knownUntil(fleet)) - one.started_at));

/** Sessions that the simulator started in the range, of one station or of all. */
export const started = (fleet: GoldenFleet, station?: string): readonly TrueSession[] =>
  fleet.truth.sessions.filter(
    (one) => among(one.started_at) && (station === undefined || one.station_id === station),
  );

export const energy_wh = (list: readonly { readonly energy_mwh: number }[]): number =>
  sum(list.map((one) => one.energy_mwh)) / 1000;

/**
 * Every session of the fleet took energy, so that it failed where it was broken off: by a reason
 * which is none of the vehicle's, the driver's or the back end's.
 */
export const brokenOff = ({ stop_reason }: TrueSession): boolean => stop_reason === 'Other';

/** The row that was written of a session: for its id, which is the ledger's own, and its phases. */
export const rowOf = (fleet: GoldenFleet, session: TrueSession): RowOf<typeof sessions> => {
  const found = fleet
    .rows(sessions)
    .find(
      (one) =>
        one.station_id === session.station_id && one.transaction_id === session.transaction_id,
    );
  if (found === undefined) throw new Error(`no row of the session ${session.transaction_id}`);
  return found;
};

/** Ten minutes before and after, as addresses of boards say them. */
export const addressTimes = (session: TrueSession, fleet: GoldenFleet): readonly string[] => [
  String(session.started_at - 600_000),
  String((session.ended_at ?? knownUntil(fleet)) + 600_000),
];

/** Samples of one measurand of a session, in order of time. */
export const sampled = (fleet: GoldenFleet, session: TrueSession, measurand: string) =>
  fleet.traffic.samples
    .filter(
      (one) =>
        one.station_id === session.station_id &&
        one.transaction_id === session.transaction_id &&
        one.measurand === measurand,
    )
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);

export const newestFirst = (a: TrueSession, b: TrueSession): number => b.started_at - a.started_at;
