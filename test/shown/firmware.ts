// What the board of firmware and commands must show of the golden fleet.

import { goldenFrom } from '../golden-fleet.ts';
import { hour_ms } from '../../lib/time.ts';
import { dataRow } from './data-row.ts';
import { knownUntil, type BoardShown } from './shown.ts';

export const shown: BoardShown = {
  uid: 'laddbok-firmware',
  panels: {
    ...dataRow,
    // Five models, each with one version, which no station of the simulator changes.
    'Versions in the field': () => 5,
    'Stations by version': ({ truth }) =>
      truth.stations
        .map(({ model, firmware_version }) => [`${model} ${firmware_version}`, 1] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    // Of the two by hand one was installed.
    'Updates that succeeded': () => 0.5,
    'Updates that failed': ({ stations }) => [
      [goldenFrom + 30 * hour_ms, stations[1], '1.0.0', 'failed', 'InstallationFailed', 2, 1],
    ],
    // A version is known from the first boot on. The second station's fault is the one by hand.
    'Faults by version': (fleet) =>
      fleet.truth.stations
        .map(({ station_id, model, firmware_version }) => {
          const boots = fleet.traffic.said.filter(
            (one) => one.station_id === station_id && one.action === 'BootNotification',
          );
          const ran_ms = knownUntil(fleet) - Math.min(...boots.map((one) => one.at));
          const days = ran_ms / 86_400_000;
          const faults =
            fleet.truth.faults.filter((one) => one.station_id === station_id).length +
            Number(station_id === fleet.stations[1]);
          return [model, firmware_version, 1, faults, days, faults / days];
        })
        .toSorted((a, b) => Number(b[5]) - Number(a[5])),
    // Six by hand: 120, 240, 360 and 480 ms for starts, of which the last was rejected; 9 s for one
    // restart, and no answer to the other. Four were accepted.
    'Commands obeyed': () => 4 / 6,
    'Answer to a command, 95th percentile': () => 9_000,
    // The upper one of the two in the middle is 360. Three starts had their effect, no restart had.
    Commands: () => [
      ['RemoteStartTransaction', 4, 3 / 4, 0, 0, 3 / 4, 360],
      ['Reset', 2, 1 / 2, 1, 0, 0, 9_000],
    ],
  },
};
