// Which version a message is of, by its shape: some stations send 1.6 on a 2.x connection.

import type { OcppEvent } from '../../schemas/events.gen.ts';
import { actionsOf } from './actions.ts';
import { field } from './json.ts';

/** By action: a member that only the 1.6 message has, where both families know the action. */
const only16: Readonly<Record<string, string>> = {
  BootNotification: 'chargePointVendor',
  StatusNotification: 'errorCode',
  MeterValues: 'connectorId',
};

/** Whether a CALL on a 2.x connection is a message of OCPP 1.6. */
export const speaks16 = ({ protocol, action }: OcppEvent, payload: unknown): boolean => {
  if (!protocol.startsWith('ocpp2')) return false;
  if (!actionsOf(protocol).has(action)) return actionsOf('ocpp1.6').has(action);
  const mark = only16[action];
  return mark !== undefined && field(payload, mark) !== undefined;
};
