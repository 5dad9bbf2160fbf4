// OCPP 2.x StatusNotification (use case G01): state of a connector of an EVSE.

import { field, idOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { statusWords } from '../status-words.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  const statusReported = textOf(field(payload, 'connectorStatus') ?? field(payload, 'status'));
  const status = statusWords.get(statusReported);
  const connectorId = idOf(field(payload, 'connectorId'));
  // Some stations speak of a connector alone here, as they would in 1.6.
  const port =
    field(payload, 'evseId') === undefined ? connectorId : idOf(field(payload, 'evseId'));
  if (status === undefined) {
    const detail = statusReported.slice(0, 64);
    return [...when.doubts, { type: 'Doubt', at: when.at, port, code: 'status_unknown', detail }];
  }
  return [
    ...when.doubts,
    {
      type: 'PortStatus',
      at: when.at,
      port,
      connectorId: Math.max(1, connectorId),
      status,
      statusReported,
      errorCode: '',
      vendorErrorCode: '',
      info: '',
    },
  ];
};
