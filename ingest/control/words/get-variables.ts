// Reads settings: configuration keys of 1.6, variables of 2.x.

import { texts } from '../args.ts';
import { said, unsayable, word } from '../word.ts';
import { misnamed, variableOf } from '../variables.ts';

export const getVariables = word({
  name: 'get-variables',
  about: 'Reads settings.',
  args: {
    names: texts(
      '1.6: configuration keys, absent for all. 2.x: Component.Variable, with an instance in ' +
        'brackets, as SampledDataCtrlr.TxUpdatedInterval or Connector[1].Available.',
    ),
  },
  say16: ({ names }) => said('GetConfiguration', { key: names }),
  say2: ({ names = [] }) => {
    if (names.length === 0)
      return unsayable('OCPP 2.x reads variables by name; for all of them give get-report.');
    const variables = names.map(variableOf);
    if (variables.includes(null)) return unsayable(misnamed(names));
    return said('GetVariables', { getVariableData: variables });
  },
});
