// What the board of the pipeline must show of the golden fleet.

import { silences_s } from '../golden-traffic.ts';
import { dataRow } from './data-row.ts';
import { sum, type BoardShown } from './shown.ts';

export const shown: BoardShown = {
  uid: 'laddbok-pipeline',
  panels: {
    ...dataRow,
    // Every station speaks once an hour at least, and the last word of each is younger than that.
    'Stations silent': () => 0,
    'Silent stations': () => [],
    // One event a line of the recording, none left out.
    'Events in the log': ({ traffic }) => traffic.lines.length,
    'Events missing': () => 0,
    // The fleet agrees on a heartbeat an hour, so that no single hour owes one.
    'Heartbeats heard': () => null,
    'Doubts by code': () => [
      ['clock_ahead', 1],
      ['register_fell', 1],
    ],
    'Sessions that do not end': () => [],
    // Stations of the simulator are right about the time, and send no frame that breaks the schema.
    'Behaviour of stations, whole days': ({ traffic, truth }) =>
      truth.stations
        .map(({ station_id }) => {
          const frames = traffic.lines.filter(
            (line) =>
              line.station_id === station_id &&
              'direction' in line &&
              line.direction === 'from_station',
          );
          // A row is written once a minute at most; in the last one a single frame came.
          const counted = { near: frames.length, within: 1 };
          return [station_id, counted, 0, 0, sum(silences_s(traffic, station_id)), 0, 0];
        })
        .toSorted((a, b) => Number(b[4]) - Number(a[4])),
  },
};
