// What the board of success must show of the golden fleet.

import { attempts } from '../../processors/attempts/table.ts';
import type { GoldenFleet } from '../golden-fleet.ts';
import { dataRow } from './data-row.ts';
import {
  addressTimes,
  among,
  brokenOff,
  counted,
  energy_wh,
  newestFirst,
  quantile,
  rowOf,
  started,
  type BoardShown,
} from './shown.ts';

/** Attempts are taken as they were written, and counted here one by one. All of them have ended. */
const tried = (fleet: GoldenFleet) => fleet.rows(attempts).filter((one) => among(one.started_at));
const good = (list: ReturnType<typeof tried>): number =>
  list.filter((one) => one.outcome === 'success').length / list.length;

/** Every attempt came to a session: it failed where the session was broken off. */
const success = (fleet: GoldenFleet): number =>
  1 - started(fleet).filter(brokenOff).length / started(fleet).length;

export const shown: BoardShown = {
  uid: 'laddbok-success',
  panels: {
    ...dataRow,
    'Session success': success,
    // Each session took energy.
    'Charge start success': () => 1,
    'First-attempt success': (fleet) => good(tried(fleet).filter((one) => one.visit_attempt === 1)),
    'Visit success': (fleet) => {
      const all = tried(fleet);
      const well = all.filter((one) => one.outcome === 'success').map((one) => one.visit_id);
      return new Set(well).size / new Set(all.map((one) => one.visit_id)).size;
    },
    'Time to charging, median': (fleet) =>
      quantile(
        tried(fleet).flatMap((one) => (one.start_time_s === null ? [] : [one.start_time_s / 1000])),
        0.5,
      ),
    'Outcome not known': () => 0,
    'Why attempts failed': (fleet) => [
      ['failed: bad_stop', started(fleet).filter(brokenOff).length],
    ],
    'Success by model and way of beginning': (fleet) => {
      const modelOf = new Map(fleet.truth.stations.map((one) => [one.station_id, one.model]));
      const named = tried(fleet).map((one) => ({
        ...one,
        named: JSON.stringify([modelOf.get(one.station_id), one.path]),
      }));
      return counted(named.map((one) => one.named))
        .map(([key, count]): [string, string, number, number] => {
          const [model, path] = JSON.parse(key) as [string, string];
          return [model, path, count, good(named.filter((one) => one.named === key))];
        })
        .toSorted((a, b) => a[3] - b[3] || b[2] - a[2] || (a[0] + a[1] < b[0] + b[1] ? -1 : 1));
    },
    'Sessions that were no success': (fleet) =>
      started(fleet)
        .filter(brokenOff)
        .toSorted(newestFirst)
        .map((one) => [
          one.started_at,
          one.station_id,
          one.port,
          rowOf(fleet, one).session_id,
          'failed',
          'bad_stop',
          one.stop_reason,
          energy_wh([one]),
          ...addressTimes(one, fleet),
        ]),
  },
};
