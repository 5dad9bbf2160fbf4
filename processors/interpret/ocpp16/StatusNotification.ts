// OCPP 1.6 StatusNotification (§6.47): state and error of a connector; connector 0 is the station.

import type { DoubtCode } from '../../doubts.ts';
import { field, idOf, textOf } from '../json.ts';
import type { Interpreter, Said } from '../said.ts';
import { isErrorCode, statusWords, vendorCodeOf } from '../status-words.ts';
import { optionalWhenOf } from '../when.ts';

/** Some stations speak of an EVSE here too, as they would in 2.x. */
const eitherOf = (payload: unknown, key: string, other: string): unknown =>
  field(payload, key) ?? field(payload, other);

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = optionalWhenOf(field(payload, 'timestamp'), receivedAt);
  const statusReported = textOf(eitherOf(payload, 'status', 'connectorStatus'));
  const status = statusWords.get(statusReported);
  const connectorId = idOf(eitherOf(payload, 'evseId', 'connectorId'));
  const doubt = (code: DoubtCode, detail: string): Said => ({
    type: 'Doubt',
    at: when.at,
    port: connectorId,
    code,
    detail: detail.slice(0, 64),
  });
  if (status === undefined) return [...when.doubts, doubt('status_unknown', statusReported)];
  const reported = textOf(field(payload, 'errorCode'));
  const sound = reported === '' || reported === 'NoError';
  const strange = !sound && !isErrorCode(reported);
  const vendorId = textOf(field(payload, 'vendorId'));
  return [
    ...when.doubts,
    {
      type: 'PortStatus',
      at: when.at,
      port: connectorId,
      connectorId,
      status,
      statusReported,
      errorCode: sound ? '' : strange ? 'OtherError' : reported,
      ...(strange ? { errorCodeReported: reported } : {}),
      vendorErrorCode: vendorCodeOf(textOf(field(payload, 'vendorErrorCode'))),
      ...(vendorId === '' ? {} : { vendorId }),
      info: textOf(field(payload, 'info')),
    },
    ...(strange ? [doubt('error_code_unknown', reported)] : []),
    ...(sound && status === 'faulted' ? [doubt('fault_unnamed', reported)] : []),
  ];
};
