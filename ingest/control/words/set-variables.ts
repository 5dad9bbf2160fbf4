// Changes settings: a configuration key of 1.6, variables of 2.x.

import { pairs, required, secret } from '../args.ts';
import { said, unsayable, word } from '../word.ts';
import { misnamed, variableOf } from '../variables.ts';

export const setVariables = word({
  name: 'set-variables',
  about: 'Changes settings.',
  args: {
    values: required(
      secret(pairs('Values by name; names as in get-variables. 1.6 takes one at a time.')),
    ),
  },
  say16: ({ values }) => {
    const [first, ...more] = Object.entries(values);
    if (first === undefined || more.length > 0)
      return unsayable('OCPP 1.6 changes one key at a time: ask once for each.');
    return said('ChangeConfiguration', { key: first[0], value: first[1] });
  },
  say2: ({ values }) => {
    const names = Object.keys(values);
    const data = Object.entries(values).map(([name, attributeValue]) => {
      const variable = variableOf(name);
      return variable === null ? null : { attributeValue, ...variable };
    });
    if (data.includes(null)) return unsayable(misnamed(names));
    return said('SetVariables', { setVariableData: data });
  },
});
