// Which dialect a model speaks.

import type { Model } from '../station.ts';
import type { Dialect } from './dialect.ts';
import { ocpp16 } from './ocpp16.ts';
import { ocpp2 } from './ocpp2.ts';

export const dialectOf = (model: Model): Dialect => (model.protocol === 'ocpp1.6' ? ocpp16 : ocpp2);
