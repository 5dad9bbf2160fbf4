// What the board of one station must show of the golden fleet.

import { commands } from '../../processors/commands/table.ts';
import { goldenTo, type GoldenFleet } from '../golden-fleet.ts';
import { hour_ms } from '../../lib/time.ts';
import { dataRow } from './data-row.ts';
import {
  addressTimes,
  energy_wh,
  knownUntil,
  lastHeard,
  newestFirst,
  out_ms,
  rowOf,
  started,
  type BoardShown,
} from './shown.ts';

/** The first of the fleet, which is what the board opens with. */
const id = ({ stations }: GoldenFleet): string => stations[0] ?? '';
const its = <T extends { readonly station_id: string }>(fleet: GoldenFleet, all: readonly T[]) =>
  all.filter((one) => one.station_id === id(fleet));
const boots = (fleet: GoldenFleet): readonly number[] =>
  its(fleet, fleet.traffic.said)
    .filter((one) => one.action === 'BootNotification')
    .map(({ at }) => at);

export const shown: BoardShown = {
  uid: 'laddbok-station',
  panels: {
    ...dataRow,
    Station: (fleet) =>
      its(fleet, fleet.truth.stations).map((one) => [
        one.vendor,
        one.model,
        one.serial_number,
        one.firmware_version,
        one.protocol,
        'connected',
        lastHeard(fleet, id(fleet)),
        Math.max(...boots(fleet)),
      ]),
    'Time out of service': (fleet) => out_ms(fleet, its(fleet, fleet.truth.outages)) / 1000,
    Sessions: (fleet) => started(fleet, id(fleet)).length,
    'Energy delivered': (fleet) => energy_wh(its(fleet, fleet.truth.buckets)),
    'Connections lost': (fleet) =>
      its(fleet, fleet.traffic.connections).filter((one) => one.closed_at !== null).length,
    'Sessions of the station': (fleet) =>
      started(fleet, id(fleet))
        .toSorted(newestFirst)
        .map((one) => [
          rowOf(fleet, one).session_id,
          one.port,
          one.started_at,
          ((one.ended_at ?? 0) - one.started_at) / 1000,
          energy_wh([one]),
          'success',
          '',
          one.stop_reason,
          rowOf(fleet, one).auth_method,
          one.station_id,
          ...addressTimes(one, fleet),
        ]),
    Faults: (fleet) =>
      its(fleet, fleet.truth.faults).map((one) => [
        one.opened_at,
        one.port,
        one.error_code,
        one.vendor_error_code,
        'fault',
        ((one.cleared_at ?? 0) - one.opened_at) / 1000,
        one.reports,
        one.info,
      ]),
    // The six by hand are all of this station.
    Commands: (fleet) =>
      fleet
        .rows(commands)
        .toSorted((a, b) => b.issued_at - a.issued_at)
        .map((one) => [
          one.issued_at,
          one.action,
          one.port,
          one.state,
          one.status,
          one.latency_ms,
          one.effect,
          one.detail,
        ]),
    Connections: (fleet) =>
      its(fleet, fleet.traffic.connections)
        .toSorted((a, b) => b.opened_at - a.opened_at)
        .map(({ opened_at, protocol }) => [
          opened_at,
          (knownUntil(fleet) - opened_at) / 1000,
          protocol,
          '',
          null,
          '',
        ]),
    Doubts: () => [
      [goldenTo - 5 * hour_ms, 'clock_ahead', 0, 'by hand', 'doubtful-0'],
      [goldenTo - 5 * hour_ms - 1, 'register_fell', 1, 'by hand', 'doubtful-1'],
    ],
    Firmware: (fleet) => {
      const first = Math.min(...boots(fleet));
      const [station] = its(fleet, fleet.truth.stations);
      const ran_s = (knownUntil(fleet) - first) / 1000;
      return [[first, station?.firmware_version, ran_s, 'boot']];
    },
  },
};
