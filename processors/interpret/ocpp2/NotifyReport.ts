// OCPP 2.x NotifyReport (use cases B07, B08): a part of the device model with its values.

import { variableOf } from '../device-model.ts';
import { field, listOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'generatedAt'), receivedAt);
  const values = listOf(field(payload, 'reportData')).flatMap((one) =>
    listOf(field(one, 'variableAttribute')).flatMap((attribute) =>
      // A variable that can only be written has no value to tell.
      field(attribute, 'value') === undefined
        ? []
        : variableOf(one, {
            at: when.at,
            message: 'NotifyReport',
            attribute: textOf(field(attribute, 'type')).slice(0, 64) || 'Actual',
            value: textOf(field(attribute, 'value')),
            readonly: field(attribute, 'mutability') === 'ReadOnly',
          }),
    ),
  );
  return [...when.doubts, ...values];
};
