// What the board of one session must show of the golden fleet.

import type { GoldenFleet } from '../golden-fleet.ts';
import type { TrueSession } from '../../simulator/truth.ts';
import { dataRow } from './data-row.ts';
import { energy_wh, rowOf, sampled, type BoardShown } from './shown.ts';

/** The first session of the first station. */
const chosen = ({ truth }: GoldenFleet): TrueSession => {
  const [first] = truth.sessions;
  if (first === undefined) throw new Error('a fleet without sessions');
  return first;
};

const order = (row: readonly unknown[]): string => JSON.stringify(row.slice(0, 5));

export const shown: BoardShown = {
  uid: 'laddbok-session',
  choice: (fleet) => {
    const session = chosen(fleet);
    return { station: session.station_id, session: rowOf(fleet, session).session_id };
  },
  panels: {
    ...dataRow,
    Energy: (fleet) => energy_wh([chosen(fleet)]),
    Duration: (fleet) => ((chosen(fleet).ended_at ?? 0) - chosen(fleet).started_at) / 1000,
    'Time charging': (fleet) => rowOf(fleet, chosen(fleet)).charging_s / 1000,
    'Highest power': (fleet) => Math.max(...sampled(fleet, chosen(fleet), 'Power.Active.Import')),
    Session: (fleet) => {
      const session = chosen(fleet);
      const row = rowOf(fleet, session);
      return [
        [
          session.port,
          session.started_at,
          session.ended_at,
          'success',
          '',
          session.stop_reason,
          row.auth_method,
          session.register_start_mwh / 1000,
          session.register_end_mwh / 1000,
          // Those that the meter told on the way, and the last, which the end of it tells.
          sampled(fleet, session, 'Energy.Active.Import.Register').length + 1,
        ],
      ];
    },
    Evidence: (fleet) => {
      const session = chosen(fleet);
      const row = rowOf(fleet, session);
      return [
        [
          session.transaction_id,
          'StartTransaction',
          'StopTransaction',
          false,
          row.first_event_id,
          row.last_event_id,
        ],
      ];
    },
    'What the meter told': (fleet) => {
      const { station_id, transaction_id } = chosen(fleet);
      return fleet.traffic.samples
        .filter((one) => one.station_id === station_id && one.transaction_id === transaction_id)
        .map((one) => [
          one.at,
          one.measurand,
          one.phase,
          one.location,
          one.context,
          one.value,
          one.unit,
        ])
        .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
    },
    // The two by hand came on the third day, and the session was over on the first.
    Doubts: () => [],
  },
};
