// OCPP 1.6 GetConfiguration (§6.23): its answer holds the settings of the station.

import { field, listOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { shownValue } from '../secrets.ts';
import { tells } from '../tells.ts';

export const interpretCommandAnswer: Interpreter = ({ payload, receivedAt }) =>
  listOf(field(payload, 'configurationKey')).map((one) => {
    const variable = textOf(field(one, 'key')).slice(0, 128);
    return tells({
      type: 'VariableReported',
      at: receivedAt,
      port: 0,
      component: '',
      variable,
      attribute: 'Actual',
      value: shownValue(variable, textOf(field(one, 'value'))),
      readonly: field(one, 'readonly') === true,
      message: 'GetConfiguration',
    });
  });
