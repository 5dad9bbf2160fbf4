// OCPP 2.x NotifyMonitoringReport (use case N02): the monitors that are set on variables.

import { variableOf } from '../device-model.ts';
import { field, listOf, textOf } from '../json.ts';
import type { Interpreter } from '../said.ts';
import { whenOf } from '../when.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const when = whenOf(field(payload, 'generatedAt'), receivedAt);
  const monitors = listOf(field(payload, 'monitor')).flatMap((one) =>
    listOf(field(one, 'variableMonitoring')).flatMap((monitor) =>
      variableOf(one, {
        at: when.at,
        message: 'NotifyMonitoringReport',
        attribute:
          `${textOf(field(monitor, 'type'))} monitor ${textOf(field(monitor, 'id'))}`.slice(0, 64),
        value: textOf(field(monitor, 'value')),
        readonly: false,
      }),
    ),
  );
  return [...when.doubts, ...monitors];
};
