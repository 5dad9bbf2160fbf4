// OCPP 1.6 StatusNotification (§6.47): state and error of a connector; connector 0 is the station.

import type { PortStatus } from '../../facts/status.ts';
import { field, idOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { optionalWhenOf } from '../when.ts';

const statuses: ReadonlyMap<string, PortStatus> = new Map([
  ['Available', 'available'],
  ['Preparing', 'occupied'],
  ['Charging', 'charging'],
  ['SuspendedEV', 'occupied'],
  ['SuspendedEVSE', 'occupied'],
  ['Finishing', 'occupied'],
  ['Reserved', 'reserved'],
  ['Unavailable', 'unavailable'],
  ['Faulted', 'faulted'],
]);

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = optionalWhenOf(field(payload, 'timestamp'), receivedAt);
  const statusReported = textOf(field(payload, 'status'));
  const status = statuses.get(statusReported);
  const connectorId = idOf(field(payload, 'connectorId'));
  const errorCode = textOf(field(payload, 'errorCode'));
  if (status === undefined) return when.doubts;
  return [
    ...when.doubts,
    {
      type: 'PortStatus',
      at: when.at,
      port: connectorId,
      connectorId,
      status,
      statusReported,
      errorCode: errorCode === 'NoError' ? '' : errorCode,
      vendorErrorCode: textOf(field(payload, 'vendorErrorCode')),
      info: textOf(field(payload, 'info')),
    },
  ];
};
