// What the board of demand must show of the golden fleet.

import { availability } from '../../processors/availability/table.ts';
import { goldenFrom, goldenTo, type GoldenFleet } from '../golden-fleet.ts';
import { dataRow } from './data-row.ts';
import {
  energy_wh,
  knownUntil,
  known_ms,
  portsOf,
  quantile,
  rowOf,
  started,
  sum,
  type BoardShown,
} from './shown.ts';

const taken = ['charging', 'occupied', 'reserved'];

/**
 * Milliseconds that ports were in one of the states: added up span by span from the timeline, which
 * is held against the simulator elsewhere. Port 0 is no port.
 */
const spent_ms = (fleet: GoldenFleet, states: readonly string[], station?: string): number =>
  sum(
    fleet
      .rows(availability)
      .filter((one) => one.port > 0 && states.includes(one.state))
      .filter((one) => station === undefined || one.station_id === station)
      .map(({ started_at, ended_at }) =>
        Math.max(0, Math.min(ended_at ?? knownUntil(fleet), goldenTo) - started_at),
      ),
  );

const share = (fleet: GoldenFleet, states: readonly string[], station?: string): number => {
  const ports = portsOf(fleet).filter((one) => station === undefined || one.station_id === station);
  const known = sum(ports.map(({ station_id }) => known_ms(fleet, station_id)));
  return spent_ms(fleet, states, station) / known;
};

const days = (goldenTo - goldenFrom) / 86_400_000;

export const shown: BoardShown = {
  uid: 'laddbok-demand',
  panels: {
    ...dataRow,
    'Energy delivered': ({ truth }) => energy_wh(truth.buckets),
    Sessions: (fleet) => started(fleet).length,
    // Every session has ended and has taken energy.
    'Energy of a session, median': (fleet) =>
      quantile(
        started(fleet).map((one) => energy_wh([one])),
        0.5,
      ),
    'Time charging': (fleet) => share(fleet, ['charging']),
    'Time taken': (fleet) => share(fleet, taken),
    'Plugged in without charging': (fleet) => {
      const all = started(fleet);
      const idle_s = sum(all.map((one) => rowOf(fleet, one).idle_s)) / 1000;
      return idle_s / sum(all.map((one) => ((one.ended_at ?? 0) - one.started_at) / 1000));
    },
    'Stations by use': (fleet) =>
      fleet.truth.stations
        .map(({ station_id, ports }) => {
          const own = started(fleet, station_id);
          const energy = energy_wh(own);
          return [
            station_id,
            ports.length,
            share(fleet, ['charging'], station_id),
            share(fleet, taken, station_id),
            own.length,
            energy,
            energy / ports.length / days,
          ];
        })
        .toSorted((a, b) => Number(b[2]) - Number(a[2])),
  },
};
