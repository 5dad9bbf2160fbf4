// OCPP 2.x StatusNotification (use case G01): state of a connector of an EVSE.

import type { PortStatus } from '../../facts/status.ts';
import { field, idOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { whenOf } from '../when.ts';

const statuses: ReadonlyMap<string, PortStatus> = new Map([
  ['Available', 'available'],
  ['Occupied', 'occupied'],
  ['Reserved', 'reserved'],
  ['Unavailable', 'unavailable'],
  ['Faulted', 'faulted'],
]);

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  const statusReported = textOf(field(payload, 'connectorStatus'));
  const status = statuses.get(statusReported);
  if (status === undefined) return when.doubts;
  return [
    ...when.doubts,
    {
      type: 'PortStatus',
      at: when.at,
      port: idOf(field(payload, 'evseId')),
      connectorId: idOf(field(payload, 'connectorId')),
      status,
      statusReported,
      errorCode: '',
      vendorErrorCode: '',
      info: '',
    },
  ];
};
