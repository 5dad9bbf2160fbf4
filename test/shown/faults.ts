// What the board of faults must show of the golden fleet.

import { goldenFrom, goldenTo, type GoldenFleet } from '../golden-fleet.ts';
import { hour_ms } from '../../lib/time.ts';
import { dataRow } from './data-row.ts';
import { counted, knownUntil, quantile, started, type BoardShown } from './shown.ts';

/** Those of the simulator, and the one by hand that nobody has cleared. */
const all = ({ truth, stations }: GoldenFleet) => [
  ...truth.faults,
  {
    station_id: stations[1] ?? '',
    port: 1,
    error_code: 'GroundFailure',
    opened_at: goldenTo - 6 * hour_ms,
    cleared_at: null,
  },
];

/** Seconds that faults stood which were cleared. */
const cleared_s = ({ truth }: GoldenFleet): readonly number[] =>
  truth.faults.flatMap(({ opened_at, cleared_at }) =>
    cleared_at === null ? [] : [(cleared_at - opened_at) / 1000],
  );

export const shown: BoardShown = {
  uid: 'laddbok-faults',
  panels: {
    ...dataRow,
    'Open faults': (fleet) => all(fleet).filter((one) => one.cleared_at === null).length,
    'Faults opened': (fleet) => all(fleet).length,
    'Time to clear, median': (fleet) => quantile(cleared_s(fleet), 0.5),
    'Faults per 100 sessions': (fleet) => (100 * all(fleet).length) / started(fleet).length,
    'Errors by number': (fleet) => counted(all(fleet).map((one) => one.error_code)),
    // One station of each model, so that a model with a fault runs the whole range between two.
    Models: (fleet) =>
      fleet.truth.stations
        .map(({ station_id, vendor, model }) => {
          const faults = all(fleet).filter((one) => one.station_id === station_id).length;
          const between_s = faults === 0 ? null : (goldenTo - goldenFrom) / 1000 / faults;
          return [vendor, model, 1, faults, between_s] as const;
        })
        .toSorted((a, b) => (a[4] ?? Infinity) - (b[4] ?? Infinity) || (a[1] < b[1] ? -1 : 1)),
    // Never two of one port, none of them a warning.
    'Worst ports': (fleet) =>
      all(fleet)
        .toSorted((a, b) => (a.station_id < b.station_id ? -1 : 1))
        .map(({ station_id, port, error_code, opened_at }) => [
          station_id,
          port,
          1,
          0,
          1,
          error_code,
          opened_at,
        ]),
    'Open faults and warnings': (fleet) => [
      [
        fleet.stations[1],
        1,
        'fault',
        'GroundFailure',
        'E7',
        'by hand',
        goldenTo - 6 * hour_ms,
        (knownUntil(fleet) - (goldenTo - 6 * hour_ms)) / 1000,
      ],
    ],
  },
};
