// What the board of charge curves must show of the golden fleet.

import type { GoldenFleet } from '../golden-fleet.ts';
import { dataRow } from './data-row.ts';
import {
  addressTimes,
  energy_wh,
  newestFirst,
  quantile,
  rowOf,
  sampled,
  started,
  type BoardShown,
} from './shown.ts';

/** Sessions whose vehicle told its charge, with the first and the last value that it told. */
const charged = (fleet: GoldenFleet) =>
  started(fleet).flatMap((session) => {
    const values = sampled(fleet, session, 'SoC');
    const [arrival] = values;
    const departure = values.at(-1);
    return arrival === undefined || departure === undefined
      ? []
      : [{ session, arrival, departure }];
  });

/** The highest power of each session of which power was told. */
const highest_w = (fleet: GoldenFleet) =>
  started(fleet).flatMap((session) => {
    const values = sampled(fleet, session, 'Power.Active.Import');
    return values.length === 0 ? [] : [{ session, power_w: Math.max(...values) }];
  });

export const shown: BoardShown = {
  uid: 'laddbok-curves',
  panels: {
    ...dataRow,
    // Every session took energy.
    'Sessions with state of charge': (fleet) => charged(fleet).length / started(fleet).length,
    'Charge at arrival, median': (fleet) =>
      quantile(
        charged(fleet).map(({ arrival }) => arrival),
        0.5,
      ),
    'Charge at departure, median': (fleet) =>
      quantile(
        charged(fleet).map(({ departure }) => departure),
        0.5,
      ),
    'Highest power, 95th percentile': (fleet) =>
      quantile(
        highest_w(fleet).map(({ power_w }) => power_w),
        0.95,
      ),
    'Power by model': (fleet) =>
      fleet.truth.stations
        .map(({ station_id, model }) => {
          const all = highest_w(fleet).filter((one) => one.session.station_id === station_id);
          const powers = all.map(({ power_w }) => power_w);
          // A session that was never said to charge has no average.
          const averages = all.flatMap(({ session }) => {
            const { power_w_average } = rowOf(fleet, session);
            return power_w_average === null ? [] : [power_w_average / 1000];
          });
          return [
            model,
            all.length,
            quantile(powers, 0.5),
            Math.max(...powers),
            quantile(averages, 0.5),
          ];
        })
        .toSorted((a, b) => Number(b[3]) - Number(a[3])),
    'Sessions by state of charge': (fleet) =>
      charged(fleet)
        .toSorted((a, b) => newestFirst(a.session, b.session))
        .map(({ session, arrival, departure }) => [
          session.started_at,
          session.station_id,
          rowOf(fleet, session).session_id,
          arrival,
          departure,
          energy_wh([session]),
          Math.max(...sampled(fleet, session, 'Power.Active.Import')),
          ...addressTimes(session, fleet),
        ]),
  },
};
