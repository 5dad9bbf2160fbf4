// Which file reads which message: the one place to enter an action.

import * as authorize16 from './ocpp16/Authorize.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import * as boot16 from './ocpp16/BootNotification.ts';
import * as cancelReservation16 from './ocpp16/CancelReservation.ts';
import * as dataTransfer16 from './ocpp16/DataTransfer.ts';
import * as diagnosticsStatus16 from './ocpp16/DiagnosticsStatusNotification.ts';
import * as firmwareStatus16 from './ocpp16/FirmwareStatusNotification.ts';
import * as getConfiguration16 from './ocpp16/GetConfiguration.ts';
import * as getDiagnostics16 from './ocpp16/GetDiagnostics.ts';
import * as getLog16 from './ocpp16/GetLog.ts';
import * as logStatus16 from './ocpp16/LogStatusNotification.ts';
import * as meterValues16 from './ocpp16/MeterValues.ts';
import * as reserveNow16 from './ocpp16/ReserveNow.ts';
import * as securityEvent16 from './ocpp16/SecurityEventNotification.ts';
import * as signCertificate16 from './ocpp16/SignCertificate.ts';
import * as signedStatus16 from './ocpp16/SignedFirmwareStatusNotification.ts';
import * as signedUpdate16 from './ocpp16/SignedUpdateFirmware.ts';
import * as start16 from './ocpp16/StartTransaction.ts';
import * as status16 from './ocpp16/StatusNotification.ts';
import * as stop16 from './ocpp16/StopTransaction.ts';
import * as authorize2 from './ocpp2/Authorize.ts';
import * as updateFirmware16 from './ocpp16/UpdateFirmware.ts';
import * as boot2 from './ocpp2/BootNotification.ts';
import * as cancelReservation2 from './ocpp2/CancelReservation.ts';
import * as costUpdated2 from './ocpp2/CostUpdated.ts';
import * as dataTransfer2 from './ocpp2/DataTransfer.ts';
import * as firmwareStatus2 from './ocpp2/FirmwareStatusNotification.ts';
import * as getLog2 from './ocpp2/GetLog.ts';
import * as getVariables2 from './ocpp2/GetVariables.ts';
import * as logStatus2 from './ocpp2/LogStatusNotification.ts';
import * as meterValues2 from './ocpp2/MeterValues.ts';
import * as derAlarm2 from './ocpp2/NotifyDERAlarm.ts';
import * as derStartStop2 from './ocpp2/NotifyDERStartStop.ts';
import * as displayMessages2 from './ocpp2/NotifyDisplayMessages.ts';
import * as battery2 from './ocpp2/BatterySwap.ts';
import * as clearedLimit2 from './ocpp2/ClearedChargingLimit.ts';
import * as chargingLimit2 from './ocpp2/NotifyChargingLimit.ts';
import * as needs2 from './ocpp2/NotifyEVChargingNeeds.ts';
import * as schedule2 from './ocpp2/NotifyEVChargingSchedule.ts';
import * as notifyEvent2 from './ocpp2/NotifyEvent.ts';
import * as monitoringReport2 from './ocpp2/NotifyMonitoringReport.ts';
import * as periodicStream2 from './ocpp2/NotifyPeriodicEventStream.ts';
import * as priorityCharging2 from './ocpp2/NotifyPriorityCharging.ts';
import * as notifyReport2 from './ocpp2/NotifyReport.ts';
import * as settlement2 from './ocpp2/NotifySettlement.ts';
import * as webPayment2 from './ocpp2/NotifyWebPaymentStarted.ts';
import * as publishFirmware2 from './ocpp2/PublishFirmware.ts';
import * as publishStatus2 from './ocpp2/PublishFirmwareStatusNotification.ts';
import * as chargingProfiles2 from './ocpp2/ReportChargingProfiles.ts';
import * as reportDer2 from './ocpp2/ReportDERControl.ts';
import * as reservationStatus2 from './ocpp2/ReservationStatusUpdate.ts';
import * as reserveNow2 from './ocpp2/ReserveNow.ts';
import * as securityEvent2 from './ocpp2/SecurityEventNotification.ts';
import * as signCertificate2 from './ocpp2/SignCertificate.ts';
import * as status2 from './ocpp2/StatusNotification.ts';
import * as transactionEvent2 from './ocpp2/TransactionEvent.ts';
import * as updateFirmware2 from './ocpp2/UpdateFirmware.ts';
import { answerOfBoot } from './boot-answer.ts';
import { reservationUsed16, reservationUsed2 } from './reservation-used.ts';
import { costOfAnswer, transactionOf } from './running-cost.ts';
import type { Interpreter } from './said.ts';

/** How the messages of an action are read, each where it says something. */
export interface Action {
  /** The CALL or SEND of a station. */
  readonly interpret?: Interpreter;
  /** What the back end answers to it. */
  readonly interpretAnswer?: Interpreter;
  /** The CALL of a back end, beyond what every command says. */
  readonly interpretCommand?: Interpreter;
  /** What the station answers to it, beyond what every answer says. */
  readonly interpretCommandAnswer?: Interpreter;
  /** What is kept of a station's CALL for reading its answer: at most 64 characters. */
  readonly noteOf?: (payload: unknown) => string;
}

type Actions = ReadonlyMap<string, Action>;

/** Two readers of one message. */
const both =
  (first: Interpreter, second: Interpreter): Interpreter =>
  (message) => {
    const more = second(message);
    return more.length === 0 ? first(message) : [...first(message), ...more];
  };

const ocpp16: Actions = new Map<string, Action>([
  ['Authorize', authorize16],
  ['BootNotification', { ...boot16, interpretAnswer: answerOfBoot }],
  ['CancelReservation', cancelReservation16],
  ['DataTransfer', dataTransfer16],
  ['DiagnosticsStatusNotification', diagnosticsStatus16],
  ['FirmwareStatusNotification', firmwareStatus16],
  ['GetConfiguration', getConfiguration16],
  ['GetDiagnostics', getDiagnostics16],
  ['GetLog', getLog16],
  ['LogStatusNotification', logStatus16],
  ['MeterValues', meterValues16],
  ['ReserveNow', reserveNow16],
  ['SecurityEventNotification', securityEvent16],
  ['SignCertificate', signCertificate16],
  ['SignedFirmwareStatusNotification', signedStatus16],
  ['SignedUpdateFirmware', signedUpdate16],
  ['StartTransaction', { ...start16, interpret: both(start16.interpret, reservationUsed16) }],
  ['StatusNotification', status16],
  ['StopTransaction', stop16],
  ['UpdateFirmware', updateFirmware16],
]);

const ocpp2: Actions = new Map<string, Action>([
  ['Authorize', authorize2],
  ['BootNotification', { ...boot2, interpretAnswer: answerOfBoot }],
  ['CancelReservation', cancelReservation2],
  ['ClearedChargingLimit', clearedLimit2],
  ['CostUpdated', costUpdated2],
  ['DataTransfer', dataTransfer2],
  ['FirmwareStatusNotification', firmwareStatus2],
  ['GetLog', getLog2],
  ['GetVariables', getVariables2],
  ['LogStatusNotification', logStatus2],
  ['MeterValues', meterValues2],
  ['NotifyDERAlarm', derAlarm2],
  ['NotifyDERStartStop', derStartStop2],
  ['NotifyDisplayMessages', displayMessages2],
  ['BatterySwap', battery2],
  ['NotifyChargingLimit', chargingLimit2],
  ['NotifyEVChargingNeeds', needs2],
  ['NotifyEVChargingSchedule', schedule2],
  ['NotifyEvent', notifyEvent2],
  ['NotifyMonitoringReport', monitoringReport2],
  ['NotifyPeriodicEventStream', periodicStream2],
  ['NotifyPriorityCharging', priorityCharging2],
  ['NotifyReport', notifyReport2],
  ['NotifySettlement', settlement2],
  ['NotifyWebPaymentStarted', webPayment2],
  ['PublishFirmware', publishFirmware2],
  ['PublishFirmwareStatusNotification', publishStatus2],
  ['ReportChargingProfiles', chargingProfiles2],
  ['ReportDERControl', reportDer2],
  ['ReservationStatusUpdate', reservationStatus2],
  ['ReserveNow', reserveNow2],
  ['SecurityEventNotification', securityEvent2],
  ['SignCertificate', signCertificate2],
  ['StatusNotification', status2],
  [
    'TransactionEvent',
    {
      ...transactionEvent2,
      interpret: both(transactionEvent2.interpret, reservationUsed2),
      interpretAnswer: both(transactionEvent2.interpretAnswer, costOfAnswer),
      noteOf: transactionOf,
    },
  ],
  ['UpdateFirmware', updateFirmware2],
]);

/** The actions of a WebSocket subprotocol; a connection without one is read as OCPP 1.6. */
export const actionsOf = (protocol: string): Actions =>
  protocol.startsWith('ocpp2') ? ocpp2 : ocpp16;

/** How the note of a station's CALL is made, where its answer needs one. */
export const noteOf = (event: OcppEvent): Action['noteOf'] =>
  actionsOf(event.protocol).get(event.action)?.noteOf;
