// OCPP 2.x GetVariables (use case B06): its answer holds values of the device model.

import { variableOf } from '../device-model.ts';
import { field, listOf, textOf } from '../json.ts';
import type { Interpreter, Said } from '../said.ts';

export const interpretCommandAnswer: Interpreter = ({ payload, receivedAt }) =>
  listOf(field(payload, 'getVariableResult')).flatMap((one): readonly Said[] =>
    field(one, 'attributeStatus') === 'Accepted'
      ? variableOf(one, {
          at: receivedAt,
          message: 'GetVariables',
          attribute: textOf(field(one, 'attributeType')).slice(0, 64) || 'Actual',
          value: textOf(field(one, 'attributeValue')),
          readonly: false,
        })
      : [],
  );
