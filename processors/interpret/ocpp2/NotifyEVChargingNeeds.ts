// OCPP 2.x NotifyEVChargingNeeds (use case K15): what the vehicle asks for, and when it leaves.

import { amountIn, instantIn, wordIn } from '../battery/said.ts';
import { field, idOf } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = ({ payload, receivedAt }) => {
  const needs = field(payload, 'chargingNeeds');
  const ac = field(needs, 'acChargingParameters');
  const dc = field(needs, 'dcChargingParameters');
  const v2x = field(needs, 'v2xChargingParameters');
  return [
    {
      type: 'Battery',
      at: instantIn(payload, 'timestamp') ?? receivedAt,
      port: idOf(field(payload, 'evseId')),
      transactionId: '',
      told: {
        type: 'ChargingNeedsNotified',
        transfer: wordIn(needs, 'requestedEnergyTransfer'),
        departureAt: instantIn(needs, 'departureTime'),
        energy_mwh:
          amountIn(dc, 'energyAmount') ??
          amountIn(ac, 'energyAmount') ??
          amountIn(v2x, 'evTargetEnergyRequest'),
        power_mw_max: amountIn(dc, 'evMaxPower') ?? amountIn(v2x, 'maxChargePower'),
        dischargePower_mw_max: amountIn(v2x, 'maxDischargePower'),
        current_ma_max:
          amountIn(dc, 'evMaxCurrent') ??
          amountIn(ac, 'evMaxCurrent') ??
          amountIn(v2x, 'maxChargeCurrent'),
        current_ma_min: amountIn(ac, 'evMinCurrent') ?? amountIn(v2x, 'minChargeCurrent'),
        voltage_mv_max:
          amountIn(dc, 'evMaxVoltage') ??
          amountIn(ac, 'evMaxVoltage') ??
          amountIn(v2x, 'maxVoltage'),
        capacity_mwh: amountIn(dc, 'evEnergyCapacity'),
        soc_mpercent: amountIn(dc, 'stateOfCharge'),
        socTarget_mpercent: amountIn(v2x, 'targetSoC'),
        socFull_mpercent: amountIn(dc, 'fullSoC'),
        socBulk_mpercent: amountIn(dc, 'bulkSoC'),
      },
    },
  ];
};
