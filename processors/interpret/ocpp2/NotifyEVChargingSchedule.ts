// OCPP 2.x NotifyEVChargingSchedule (use case K17): the course that the vehicle means to charge by.

import { instantIn, limitsOf, wholeIn } from '../battery/said.ts';
import { field, idOf, listOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const schedule = field(payload, 'chargingSchedule');
  return [
    {
      type: 'Battery',
      at: receivedAt,
      port: idOf(field(payload, 'evseId')),
      transactionId: '',
      told: {
        type: 'ChargingScheduleNotified',
        timeBase: instantIn(payload, 'timeBase'),
        duration_s: wholeIn(schedule, 'duration'),
        periods: Math.min(listOf(field(schedule, 'chargingSchedulePeriod')).length, 0xffff),
        limits: limitsOf(schedule),
      },
    },
  ];
};
