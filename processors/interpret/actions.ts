// Which file reads which message: the one place to enter an action.

import * as boot16 from './ocpp16/BootNotification.ts';
import * as meterValues16 from './ocpp16/MeterValues.ts';
import * as start16 from './ocpp16/StartTransaction.ts';
import * as status16 from './ocpp16/StatusNotification.ts';
import * as stop16 from './ocpp16/StopTransaction.ts';
import * as battery2 from './ocpp2/BatterySwap.ts';
import * as boot2 from './ocpp2/BootNotification.ts';
import * as clearedLimit2 from './ocpp2/ClearedChargingLimit.ts';
import * as meterValues2 from './ocpp2/MeterValues.ts';
import * as limit2 from './ocpp2/NotifyChargingLimit.ts';
import * as needs2 from './ocpp2/NotifyEVChargingNeeds.ts';
import * as schedule2 from './ocpp2/NotifyEVChargingSchedule.ts';
import * as notifyEvent2 from './ocpp2/NotifyEvent.ts';
import * as status2 from './ocpp2/StatusNotification.ts';
import * as transactionEvent2 from './ocpp2/TransactionEvent.ts';
import type { Interpreter } from './said.ts';

/** How the CALL of an action is read, and its answer where that says something. */
interface Action {
  readonly interpret: Interpreter;
  readonly interpretAnswer?: Interpreter;
}

type Actions = ReadonlyMap<string, Action>;

const ocpp16: Actions = new Map<string, Action>([
  ['BootNotification', boot16],
  ['MeterValues', meterValues16],
  ['StartTransaction', start16],
  ['StatusNotification', status16],
  ['StopTransaction', stop16],
]);

const ocpp2: Actions = new Map<string, Action>([
  ['BatterySwap', battery2],
  ['BootNotification', boot2],
  ['ClearedChargingLimit', clearedLimit2],
  ['MeterValues', meterValues2],
  ['NotifyChargingLimit', limit2],
  ['NotifyEVChargingNeeds', needs2],
  ['NotifyEVChargingSchedule', schedule2],
  ['NotifyEvent', notifyEvent2],
  ['StatusNotification', status2],
  ['TransactionEvent', transactionEvent2],
]);

/** The actions of a WebSocket subprotocol; a connection without one is read as OCPP 1.6. */
export const actionsOf = (protocol: string): Actions =>
  protocol.startsWith('ocpp2') ? ocpp2 : ocpp16;
