// A fact that needs nothing of what came before, said as it is.

import type { Fact } from '../facts.ts';
import type { Said } from './said.ts';

export const tells = (fact: Fact): Said => ({ type: 'Tells', at: fact.at, fact });
