// OCPP 2.x NotifyEvent (use case N07): problems that a component tells of, and availability.

import { field, idOf, listOf, textOf } from '../json.ts';
import type { Interpreter, Said } from '../said.ts';
import { statusWords, vendorCodeOf } from '../status-words.ts';
import { whenOf } from '../when.ts';

/** Variables whose true value means that something is wrong (2.0.1 part 2, appendix 3). */
const problems: ReadonlySet<string> = new Set(['Problem', 'Fault', 'Tripped', 'Overload']);

export const interpret: Interpreter = ({ payload, receivedAt }) =>
  listOf(field(payload, 'eventData')).flatMap((event): readonly Said[] => {
    const variable = textOf(field(field(event, 'variable'), 'name'));
    if (variable === 'AvailabilityState') return availability(event, receivedAt);
    if (!problems.has(variable)) return [];
    const component = field(event, 'component');
    const when = whenOf(field(event, 'timestamp'), receivedAt);
    const value = textOf(field(event, 'actualValue')).toLowerCase();
    const cleared = field(event, 'cleared') === true;
    return [
      ...when.doubts,
      {
        type: 'Fault',
        at: when.at,
        port: idOf(field(field(component, 'evse'), 'id')),
        errorCode: `${textOf(field(component, 'name'))}/${variable}`,
        vendorErrorCode: vendorCodeOf(textOf(field(event, 'techCode'))),
        info: textOf(field(event, 'techInfo')),
        active: value === 'true' && !cleared,
      },
    ];
  });

/** The state of an EVSE, of a connector, or of the whole station (2.1, use case G01). */
const availability = (event: unknown, receivedAt: number): readonly Said[] => {
  const when = whenOf(field(event, 'timestamp'), receivedAt);
  const evse = field(field(event, 'component'), 'evse');
  const port = idOf(field(evse, 'id'));
  const statusReported = textOf(field(event, 'actualValue'));
  const status = statusWords.get(statusReported);
  if (status === undefined) {
    const detail = statusReported.slice(0, 64);
    return [...when.doubts, { type: 'Doubt', at: when.at, port, code: 'status_unknown', detail }];
  }
  const connectorId = Math.max(1, idOf(field(evse, 'connectorId')));
  const noError = { errorCode: '', vendorErrorCode: '', info: '' };
  return [
    ...when.doubts,
    { type: 'PortStatus', at: when.at, port, connectorId, status, statusReported, ...noError },
  ];
};
