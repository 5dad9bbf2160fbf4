// OCPP 1.6: what a station says, as its calls (edition 2, sections 4 and 6).

import type { StopCause } from '../plan.ts';
import type { Model } from '../station.ts';
import type { Ended, Phase, Reading, Started, Status, Updated } from '../utterances.ts';
import type { Call } from './call.ts';
import type { CallContext, Dialect } from './dialect.ts';
import { samplesOf } from './sampling.ts';
import { timeText } from './time-text.ts';

const statusWords = {
  available: 'Available',
  preparing: 'Preparing',
  charging: 'Charging',
  suspended: 'SuspendedEV',
  finishing: 'Finishing',
  faulted: 'Faulted',
} as const satisfies Record<Phase, string>;

const stopReasons = {
  local: 'Local',
  unplugged: 'EVDisconnected',
  // 1.6 has no word for a full vehicle; stations that end then by themselves mostly say this.
  full: 'Local',
  fault: 'Other',
  power_loss: 'PowerLoss',
} as const satisfies Record<StopCause, string>;

const bootNotification = ({ profile }: CallContext): Call => ({
  action: 'BootNotification',
  payload: {
    chargePointVendor: profile.model.vendor,
    chargePointModel: profile.model.name,
    chargePointSerialNumber: profile.serial_number,
    firmwareVersion: profile.firmware_version,
  },
});

const statusNotification = (status: Status, { profile: { model } }: CallContext): Call => ({
  action: 'StatusNotification',
  payload: {
    connectorId: status.port,
    errorCode: status.fault?.errorCode ?? 'NoError',
    info: status.fault?.info,
    status: statusWords[status.phase],
    timestamp: timeText(status.at, model),
    vendorId: status.fault === null ? undefined : model.vendor,
    vendorErrorCode: status.fault?.vendorErrorCode,
  },
});

/** Whole watt-hours; a register that is none at the border of a transaction is a wrong plan. */
const wattHours = (reading: Reading): number => {
  if (reading.register_mwh % 1000 !== 0)
    throw new Error(`register of ${reading.register_mwh} mWh at the border of a 1.6 transaction`);
  return reading.register_mwh / 1000;
};

const startTransaction = (started: Started, { profile }: CallContext): Call => ({
  action: 'StartTransaction',
  payload: {
    connectorId: started.session.port,
    idTag: started.session.id_token,
    meterStart: wattHours(started.reading),
    timestamp: timeText(started.at, profile.model),
  },
});

const meterValues = (updated: Updated, context: CallContext): Call | null => {
  const { reading, session } = updated;
  if (reading === null) return null;
  const { model } = context.profile;
  return {
    action: 'MeterValues',
    payload: {
      connectorId: session.port,
      transactionId: context.transactionId,
      meterValue: [
        {
          timestamp: timeText(updated.at, model),
          sampledValue: sampledValues(
            reading,
            updated.cause === 'clock' ? 'Sample.Clock' : 'Sample.Periodic',
            model,
          ),
        },
      ],
    },
  };
};

const sampledValues = (reading: Reading, context: string, model: Model): readonly object[] =>
  samplesOf(reading, model).map(({ text, measurand, phase, location, unit }) => ({
    value: text,
    context,
    measurand,
    phase,
    location,
    unit,
  }));

const stopTransaction = (ended: Ended, context: CallContext): Call => ({
  action: 'StopTransaction',
  payload: {
    transactionId: context.transactionId,
    idTag: ended.stop === 'local' ? ended.session.id_token : undefined,
    meterStop: wattHours(ended.reading),
    timestamp: timeText(ended.at, context.profile.model),
    reason: stopReasons[ended.stop],
  },
});

export const ocpp16: Dialect = {
  notifiesProblems: false,
  tellsStationStatus: true,
  asksTransactionId: true,
  statusWord: (phase) => statusWords[phase],
  stopReason: (stop) => stopReasons[stop],
  errorCode: (fault) => fault.errorCode,
  say: {
    boot: (_, context) => bootNotification(context),
    heartbeat: () => ({ action: 'Heartbeat', payload: {} }),
    authorize: ({ id_token }) => ({ action: 'Authorize', payload: { idTag: id_token } }),
    status: statusNotification,
    problem: () => null,
    started: startTransaction,
    updated: meterValues,
    ended: stopTransaction,
  },
};
