// What the overview must show of the golden fleet.

import { dataRow } from './data-row.ts';
import {
  brokenOff,
  energy_wh,
  known_ms,
  lastHeard,
  out_ms,
  portsOf,
  started,
  sum,
  type BoardShown,
} from './shown.ts';

export const shown: BoardShown = {
  uid: 'laddbok-overview',
  panels: {
    ...dataRow,
    // Each outage of the three days has ended.
    'Ports out of service': ({ truth }) =>
      truth.outages.filter((one) => one.ended_at === null).length,
    'Time in service': (fleet) => {
      const known = sum(portsOf(fleet).map(({ station_id }) => known_ms(fleet, station_id)));
      return 1 - out_ms(fleet, fleet.truth.outages) / known;
    },
    Sessions: (fleet) => started(fleet).length,
    'Energy delivered': ({ truth }) => energy_wh(truth.buckets),
    // Each session is one attempt, and no attempt ended without a session.
    'Session success': (fleet) =>
      1 - started(fleet).filter(brokenOff).length / started(fleet).length,
    // The one that was put there by hand; those of the simulator were cleared.
    'Open faults': () => 1,
    // Two ports of three stations, four of one, one of a wallbox: eleven, all at rest at midnight.
    'Ports by state': (fleet) => [['available', portsOf(fleet).length]],
    Stations: (fleet) =>
      fleet.truth.stations
        .map(({ station_id, model }) => {
          const own = started(fleet, station_id);
          const good = own.filter((one) => !brokenOff(one)).length;
          // By hand the second station has one more.
          const faults =
            fleet.truth.faults.filter((one) => one.station_id === station_id).length +
            Number(station_id === fleet.stations[1]);
          return [
            station_id,
            model,
            0,
            faults,
            own.length,
            energy_wh(own),
            good / own.length,
            // A row of a station is written once a minute at most.
            { near: lastHeard(fleet, station_id), within: 60_000 },
          ];
        })
        .toSorted((a, b) => Number(b[3]) - Number(a[3])),
  },
};
