// OCPP 2.x TransactionEvent (use cases E01 to E15): a session begins, goes on and ends.

import type { StartTrigger } from '../../facts/transaction.ts';
import { field, idOf, textOf } from '../json.ts';
import { readings2 } from '../meter-values.ts';
import type { Interpreter, Message, Said, SaidOf } from '../said.ts';
import { asReadings, others } from '../transactions/course.ts';
import { whenOf } from '../when.ts';

/** What the triggerReason of a Started says of what set it going (2.0.1 part 2, TriggerReasonEnum). */
const triggers: ReadonlyMap<string, StartTrigger> = new Map([
  ['RemoteStart', 'remote'],
  ['Authorized', 'authorized'],
  ['CablePluggedIn', 'plug_in'],
  ['EVDetected', 'plug_in'],
]);

export const interpret: Interpreter = (message) => {
  const { payload, receivedAt } = message;
  const when = whenOf(field(payload, 'timestamp'), receivedAt);
  return [...when.doubts, ...told(message, when.at)];
};

const told = ({ payload, receivedAt }: Message, at: number): readonly Said[] => {
  const continued = continuedOf(payload, at);
  const { transactionId, port } = continued;
  const counted = countOf(payload, at, transactionId);
  const readings = readings2(field(payload, 'meterValue'), { port, transactionId, receivedAt });
  switch (field(payload, 'eventType')) {
    case 'Started':
      return [beganOf(payload, continued), continued, counted, ...readings];
    case 'Ended':
      return [counted, ...others(readings), finishedOf(payload, continued, asReadings(readings))];
    default:
      return [continued, counted, ...readings];
  }
};

type Continued = SaidOf<'TransactionContinued'>;

const continuedOf = (payload: unknown, at: number): Continued => {
  const info = field(payload, 'transactionInfo');
  const evse = field(payload, 'evse');
  const token = field(payload, 'idToken');
  return {
    type: 'TransactionContinued',
    at,
    transactionId: textOf(field(info, 'transactionId')),
    port: evse === undefined || evse === null ? null : idOf(field(evse, 'id')),
    connectorId: idOf(field(evse, 'connectorId')),
    chargingState: textOf(field(info, 'chargingState')),
    idToken: textOf(field(token, 'idToken')),
    tokenType: textOf(field(token, 'type')),
  };
};

const countOf = (payload: unknown, at: number, transactionId: string): Said => {
  const seqNo = field(payload, 'seqNo');
  return {
    type: 'TransactionCounted',
    at,
    transactionId,
    seqNo: typeof seqNo === 'number' && Number.isSafeInteger(seqNo) && seqNo >= 0 ? seqNo : null,
    offline: field(payload, 'offline') === true,
  };
};

const beganOf = (payload: unknown, continued: Continued): Said => {
  const { at, transactionId, port, connectorId, idToken, tokenType } = continued;
  return {
    type: 'TransactionBegan',
    at,
    port: port ?? 0,
    connectorId,
    transactionId,
    idToken,
    tokenType,
    trigger: triggers.get(textOf(field(payload, 'triggerReason'))) ?? 'unknown',
    remoteStartId: textOf(field(field(payload, 'transactionInfo'), 'remoteStartId')),
    register_mwh: null,
    evidence: 'TransactionEvent',
  };
};

const finishedOf = (
  payload: unknown,
  { at, transactionId, port, idToken }: Continued,
  readings: readonly SaidOf<'MeterRead'>[],
): Said => ({
  type: 'TransactionFinished',
  at,
  transactionId,
  port,
  idToken,
  register_mwh: null,
  // Local is what an absent reason means (2.0.1 part 2, TransactionType).
  stopReason: textOf(field(field(payload, 'transactionInfo'), 'stoppedReason')) || 'Local',
  evidence: 'TransactionEvent',
  readings,
});

/** The answer says whether a token that was sent may charge. */
export const interpretAnswer: Interpreter = ({ payload, messageId, receivedAt }) => {
  const verdict = textOf(field(field(payload, 'idTokenInfo'), 'status'));
  return verdict === ''
    ? []
    : [{ type: 'TransactionNamed', at: receivedAt, messageId, transactionId: '', verdict }];
};
