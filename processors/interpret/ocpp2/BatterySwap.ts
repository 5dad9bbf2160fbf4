// OCPP 2.1 BatterySwap (use case S): batteries put into a swap station and taken out of it.

import type { SaidBattery } from '../battery/said.ts';
import { amountIn, instantIn, wordIn } from '../battery/said.ts';
import { field, idOf, listOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

/** Batteries of one message that are read; a swap is of two, or of a few. */
const batteries_max = 32;

export const interpret: Interpreter = ({ payload, receivedAt }) =>
  listOf(field(payload, 'batteryData'))
    .slice(0, batteries_max)
    .map((data): SaidBattery => ({
      type: 'Battery',
      at: receivedAt,
      port: idOf(field(data, 'evseId')),
      transactionId: '',
      told: {
        type: 'BatterySwapped',
        event: wordIn(payload, 'eventType'),
        requestId: wordIn(payload, 'requestId'),
        serialNumber: wordIn(data, 'serialNumber'),
        soc_mpercent: amountIn(data, 'soC'),
        soh_mpercent: amountIn(data, 'soH'),
        producedAt: instantIn(data, 'productionDate'),
      },
    }));
