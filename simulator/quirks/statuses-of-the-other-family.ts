// A quirk: A 2.x station sends the statuses of 1.6.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const statusesOfTheOtherFamily: Quirk = {
  name: 'statuses-of-the-other-family',
  number: 'Q60',
  about: 'A 2.x station sends the statuses of 1.6.',
  life: plainly((exchange) => {
    const { connectorStatus, evseId, timestamp } = fields(exchange.payload);
    if (connectorStatus === undefined) return exchange;
    const status = connectorStatus === 'Occupied' ? 'Charging' : connectorStatus;
    const errorCode = status === 'Faulted' ? 'OtherError' : 'NoError';
    return { ...exchange, payload: { connectorId: evseId, status, errorCode, timestamp } };
  }),
};
