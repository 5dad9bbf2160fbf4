// OCPP 2.0.1 and 2.1: what a station says, as its calls (2.0.1 edition 3, part 2).

import type { FaultKind } from '../faults.ts';
import type { StopCause } from '../plan.ts';
import type { Model } from '../station.ts';
import type {
  Ended,
  Phase,
  Problem,
  Reading,
  SessionUtterance,
  Started,
  Status,
  UpdateCause,
  Updated,
} from '../utterances.ts';
import type { Call } from './call.ts';
import type { CallContext, Dialect } from './dialect.ts';
import { samplesOf } from './sampling.ts';
import { timeText } from './time-text.ts';

const statusWords = {
  available: 'Available',
  preparing: 'Occupied',
  charging: 'Occupied',
  suspended: 'Occupied',
  finishing: 'Occupied',
  faulted: 'Faulted',
} as const satisfies Record<Phase, string>;

/** The stop's word and what triggered the message that says so. */
const stops = {
  local: { reason: 'Local', trigger: 'StopAuthorized' },
  unplugged: { reason: 'EVDisconnected', trigger: 'EVDeparted' },
  full: { reason: 'SOCLimitReached', trigger: 'EnergyLimitReached' },
  fault: { reason: 'Other', trigger: 'AbnormalCondition' },
  power_loss: { reason: 'PowerLoss', trigger: 'AbnormalCondition' },
} as const satisfies Record<StopCause, { reason: string; trigger: string }>;

const updateTriggers = {
  authorized: 'Authorized',
  charging: 'ChargingStateChanged',
  suspended: 'ChargingStateChanged',
  periodic: 'MeterValuePeriodic',
  clock: 'MeterValueClock',
} as const satisfies Record<UpdateCause, string>;

const chargingStates = {
  available: 'Idle',
  preparing: 'EVConnected',
  charging: 'Charging',
  suspended: 'SuspendedEV',
  finishing: 'EVConnected',
  faulted: 'Idle',
} as const satisfies Record<Phase, string>;

const idToken = (token: string): object => ({ idToken: token, type: 'ISO14443' });

const bootNotification = (reason: string, { profile }: CallContext): Call => ({
  action: 'BootNotification',
  payload: {
    reason,
    chargingStation: {
      model: profile.model.name,
      vendorName: profile.model.vendor,
      serialNumber: profile.serial_number,
      firmwareVersion: profile.firmware_version,
    },
  },
});

const statusNotification = (status: Status, { profile }: CallContext): Call => ({
  action: 'StatusNotification',
  payload: {
    timestamp: timeText(status.at, profile.model),
    connectorStatus: statusWords[status.phase],
    evseId: status.port,
    connectorId: 1,
  },
});

const notifyEvent = (problem: Problem, { profile: { model } }: CallContext): Call => ({
  action: 'NotifyEvent',
  payload: {
    generatedAt: timeText(problem.at, model),
    seqNo: 0,
    tbc: false,
    eventData: [
      {
        eventId: problem.number,
        timestamp: timeText(problem.at, model),
        trigger: 'Alerting',
        actualValue: String(!problem.cleared),
        techCode: problem.fault.vendorErrorCode,
        techInfo: problem.fault.info,
        cleared: problem.cleared,
        eventNotificationType: 'HardWiredNotification',
        component: { name: problem.fault.component, evse: { id: problem.port } },
        variable: { name: 'Problem' },
      },
    ],
  },
});

/** What is particular to one kind of TransactionEvent. */
interface Particulars {
  readonly eventType: 'Started' | 'Updated' | 'Ended';
  readonly triggerReason: string;
  readonly chargingState: string;
  readonly stoppedReason?: string;
  /** Whether the driver's token is told. */
  readonly token: boolean;
  readonly sampled: 'Transaction.Begin' | 'Sample.Periodic' | 'Sample.Clock' | 'Transaction.End';
}

const transactionEvent = (
  utterance: SessionUtterance,
  particulars: Particulars,
  { profile, offline }: CallContext,
): Call => {
  const { model } = profile;
  const { session, seqNo, reading } = utterance;
  const { chargingState, stoppedReason } = particulars;
  const timestamp = timeText(utterance.at, model);
  const first = seqNo === 0;
  return {
    action: 'TransactionEvent',
    payload: {
      eventType: particulars.eventType,
      timestamp,
      triggerReason: particulars.triggerReason,
      seqNo,
      offline: offline ? true : undefined,
      transactionInfo: { transactionId: session.ownId, chargingState, stoppedReason },
      evse:
        first || model.namesEvse === 'always'
          ? { id: session.port, connectorId: first ? 1 : undefined }
          : undefined,
      idToken: particulars.token ? idToken(session.id_token) : undefined,
      meterValue:
        reading === null
          ? undefined
          : [{ timestamp, sampledValue: sampledValues(reading, particulars.sampled, model) }],
    },
  };
};

const sampledValues = (reading: Reading, context: string, model: Model): readonly object[] =>
  samplesOf(reading, model).map((sample) => ({
    value: Number(sample.text),
    context,
    measurand: sample.measurand,
    phase: sample.phase,
    location: sample.location,
    unitOfMeasure: { unit: sample.unit, multiplier: sample.multiplier },
  }));

const started = (utterance: Started, context: CallContext): Call =>
  transactionEvent(
    utterance,
    {
      eventType: 'Started',
      triggerReason: utterance.authorized ? 'Authorized' : 'CablePluggedIn',
      chargingState: 'EVConnected',
      token: utterance.authorized,
      sampled: 'Transaction.Begin',
    },
    context,
  );

const updated = (utterance: Updated, context: CallContext): Call =>
  transactionEvent(
    utterance,
    {
      eventType: 'Updated',
      triggerReason: updateTriggers[utterance.cause],
      chargingState: chargingStates[utterance.phase],
      token: utterance.cause === 'authorized',
      sampled: utterance.cause === 'clock' ? 'Sample.Clock' : 'Sample.Periodic',
    },
    context,
  );

const ended = (utterance: Ended, context: CallContext): Call => {
  const { stop, fault } = utterance;
  return transactionEvent(
    utterance,
    {
      eventType: 'Ended',
      triggerReason: stops[stop].trigger,
      chargingState: stop === 'unplugged' ? 'Idle' : 'EVConnected',
      stoppedReason: stopReason(stop, fault),
      token: stop === 'local',
      sampled: 'Transaction.End',
    },
    context,
  );
};

const stopReason = (stop: StopCause, fault: FaultKind | null): string =>
  fault?.stoppedReason ?? stops[stop].reason;

export const ocpp2: Dialect = {
  notifiesProblems: true,
  tellsStationStatus: false,
  asksTransactionId: false,
  statusWord: (phase) => statusWords[phase],
  stopReason,
  errorCode: (fault) => `${fault.component}/Problem`,
  say: {
    boot: ({ reason }, context) => bootNotification(reason, context),
    heartbeat: () => ({ action: 'Heartbeat', payload: {} }),
    authorize: ({ id_token }) => ({ action: 'Authorize', payload: { idToken: idToken(id_token) } }),
    status: statusNotification,
    problem: notifyEvent,
    started,
    updated,
    ended,
  },
};
