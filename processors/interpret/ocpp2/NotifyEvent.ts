// OCPP 2.x NotifyEvent (use case N07): problems that a component of the station tells of.

import { field, idOf, listOf, textOf } from '../json.ts';
import type { Interpreter, Said } from '../said.ts';
import { whenOf } from '../when.ts';

/** Variables whose true value means that something is wrong (2.0.1 part 2, appendix 3). */
const problems: ReadonlySet<string> = new Set(['Problem', 'Fault', 'Tripped', 'Overload']);

export const interpret: Interpreter = ({ payload, receivedAt }) =>
  listOf(field(payload, 'eventData')).flatMap((event): readonly Said[] => {
    const variable = textOf(field(field(event, 'variable'), 'name'));
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
        vendorErrorCode: textOf(field(event, 'techCode')),
        info: textOf(field(event, 'techInfo')),
        active: value === 'true' && !cleared,
      },
    ];
  });
