// Every quirk by its name: one file each in `quirks/`, entered here.

import type { Quirk } from './quirk.ts';
import { kwhLabelled } from './quirks/kwh-labelled.ts';
import { kwhLabelledWh } from './quirks/kwh-labelled-wh.ts';
import { unlabelledRegisters } from './quirks/unlabelled-registers.ts';
import { registerPerTransaction } from './quirks/register-per-transaction.ts';
import { sessionRelativeSamples } from './quirks/session-relative-samples.ts';
import { registerGlitchZero } from './quirks/register-glitch-zero.ts';
import { registerJumpTwoTo32 } from './quirks/register-jump-two-to-32.ts';
import { registerRollover } from './quirks/register-rollover.ts';
import { meterStopZero } from './quirks/meter-stop-zero.ts';
import { energyAfterStop } from './quirks/energy-after-stop.ts';
import { phasesOnly } from './quirks/phases-only.ts';
import { singlePhaseRegister } from './quirks/single-phase-register.ts';
import { phasesAgainstTotal } from './quirks/phases-against-total.ts';
import { wrongPhaseNames } from './quirks/wrong-phase-names.ts';
import { numbersForStrings } from './quirks/numbers-for-strings.ts';
import { junkValues } from './quirks/junk-values.ts';
import { junkRegisters } from './quirks/junk-registers.ts';
import { emptySamples } from './quirks/empty-samples.ts';
import { meterValueAsObject } from './quirks/meter-value-as-object.ts';
import { samplesOneByOne } from './quirks/samples-one-by-one.ts';
import { twoContexts } from './quirks/two-contexts.ts';
import { coarseRegister } from './quirks/coarse-register.ts';
import { noMeterValues } from './quirks/no-meter-values.ts';
import { exoticUnits } from './quirks/exotic-units.ts';
import { multiplierWithoutUnit } from './quirks/multiplier-without-unit.ts';
import { meterValuesForEvents } from './quirks/meter-values-for-events.ts';
import { transactionIdMinusOne } from './quirks/transaction-id-minus-one.ts';
import { transactionIdZero } from './quirks/transaction-id-zero.ts';
import { transactionIdHuge } from './quirks/transaction-id-huge.ts';
import { repeatedStart } from './quirks/repeated-start.ts';
import { repeatedStop } from './quirks/repeated-stop.ts';
import { reusedTransactionIds } from './quirks/reused-transaction-ids.ts';
import { missingStop } from './quirks/missing-stop.ts';
import { missingStart } from './quirks/missing-start.ts';
import { bareStop } from './quirks/bare-stop.ts';
import { oddStopReason } from './quirks/odd-stop-reason.ts';
import { stopAfterNextStart } from './quirks/stop-after-next-start.ts';
import { hoursLate } from './quirks/hours-late.ts';
import { meterValuesAfterStop } from './quirks/meter-values-after-stop.ts';
import { samplesWithoutTransaction } from './quirks/samples-without-transaction.ts';
import { refusedYetCharging } from './quirks/refused-yet-charging.ts';
import { noisyTokens } from './quirks/noisy-tokens.ts';
import { untrackedCharging } from './quirks/untracked-charging.ts';
import { connectorZero } from './quirks/connector-zero.ts';
import { statusWithoutTime } from './quirks/status-without-time.ts';
import { statusesToldAgain } from './quirks/statuses-told-again.ts';
import { oldStatusLast } from './quirks/old-status-last.ts';
import { lateStatuses } from './quirks/late-statuses.ts';
import { flapping } from './quirks/flapping.ts';
import { faultWithoutErrorCode } from './quirks/fault-without-error-code.ts';
import { errorCodeWhileAvailable } from './quirks/error-code-while-available.ts';
import { oddErrorCodes } from './quirks/odd-error-codes.ts';
import { faultInInfo } from './quirks/fault-in-info.ts';
import { vendorCodeOfZeros } from './quirks/vendor-code-of-zeros.ts';
import { availabilityByEvent } from './quirks/availability-by-event.ts';
import { finishingStuck } from './quirks/finishing-stuck.ts';
import { noHeartbeats } from './quirks/no-heartbeats.ts';
import { heartbeatStorm } from './quirks/heartbeat-storm.ts';
import { noBoot } from './quirks/no-boot.ts';
import { bootLoop } from './quirks/boot-loop.ts';
import { lateSecurityEvents } from './quirks/late-security-events.ts';
import { clockOf1970 } from './quirks/clock-of-1970.ts';
import { localTimeAsZ } from './quirks/local-time-as-z.ts';
import { timeWithoutZone } from './quirks/time-without-zone.ts';
import { clockSetBack } from './quirks/clock-set-back.ts';
import { mixedTimeNotation } from './quirks/mixed-time-notation.ts';
import { gatewayWithOffset } from './quirks/gateway-with-offset.ts';
import { brokenJson } from './quirks/broken-json.ts';
import { messageIdsReused } from './quirks/message-ids-reused.ts';
import { messageIdsTooLong } from './quirks/message-ids-too-long.ts';
import { orphanAnswers } from './quirks/orphan-answers.ts';
import { nullPayload } from './quirks/null-payload.ts';
import { dataTransferObject } from './quirks/data-transfer-object.ts';
import { overLongStrings } from './quirks/over-long-strings.ts';
import { statusesOfTheOtherFamily } from './quirks/statuses-of-the-other-family.ts';

/** In the order of the catalogue; those that make frames unreadable come last. */
export const quirks = {
  'kwh-labelled': kwhLabelled,
  'kwh-labelled-wh': kwhLabelledWh,
  'unlabelled-registers': unlabelledRegisters,
  'register-per-transaction': registerPerTransaction,
  'session-relative-samples': sessionRelativeSamples,
  'register-glitch-zero': registerGlitchZero,
  'register-jump-two-to-32': registerJumpTwoTo32,
  'register-rollover': registerRollover,
  'meter-stop-zero': meterStopZero,
  'energy-after-stop': energyAfterStop,
  'phases-only': phasesOnly,
  'single-phase-register': singlePhaseRegister,
  'phases-against-total': phasesAgainstTotal,
  'wrong-phase-names': wrongPhaseNames,
  'numbers-for-strings': numbersForStrings,
  'junk-values': junkValues,
  'junk-registers': junkRegisters,
  'empty-samples': emptySamples,
  'meter-value-as-object': meterValueAsObject,
  'samples-one-by-one': samplesOneByOne,
  'two-contexts': twoContexts,
  'coarse-register': coarseRegister,
  'no-meter-values': noMeterValues,
  'exotic-units': exoticUnits,
  'multiplier-without-unit': multiplierWithoutUnit,
  'meter-values-for-events': meterValuesForEvents,
  'transaction-id-minus-one': transactionIdMinusOne,
  'transaction-id-zero': transactionIdZero,
  'transaction-id-huge': transactionIdHuge,
  'repeated-start': repeatedStart,
  'repeated-stop': repeatedStop,
  'reused-transaction-ids': reusedTransactionIds,
  'missing-stop': missingStop,
  'missing-start': missingStart,
  'bare-stop': bareStop,
  'odd-stop-reason': oddStopReason,
  'stop-after-next-start': stopAfterNextStart,
  'hours-late': hoursLate,
  'meter-values-after-stop': meterValuesAfterStop,
  'samples-without-transaction': samplesWithoutTransaction,
  'refused-yet-charging': refusedYetCharging,
  'noisy-tokens': noisyTokens,
  'untracked-charging': untrackedCharging,
  'connector-zero': connectorZero,
  'status-without-time': statusWithoutTime,
  'statuses-told-again': statusesToldAgain,
  'old-status-last': oldStatusLast,
  'late-statuses': lateStatuses,
  flapping,
  'fault-without-error-code': faultWithoutErrorCode,
  'error-code-while-available': errorCodeWhileAvailable,
  'odd-error-codes': oddErrorCodes,
  'fault-in-info': faultInInfo,
  'vendor-code-of-zeros': vendorCodeOfZeros,
  'availability-by-event': availabilityByEvent,
  'finishing-stuck': finishingStuck,
  'no-heartbeats': noHeartbeats,
  'heartbeat-storm': heartbeatStorm,
  'no-boot': noBoot,
  'boot-loop': bootLoop,
  'late-security-events': lateSecurityEvents,
  'clock-of-1970': clockOf1970,
  'local-time-as-z': localTimeAsZ,
  'time-without-zone': timeWithoutZone,
  'clock-set-back': clockSetBack,
  'mixed-time-notation': mixedTimeNotation,
  'gateway-with-offset': gatewayWithOffset,
  'broken-json': brokenJson,
  'message-ids-reused': messageIdsReused,
  'message-ids-too-long': messageIdsTooLong,
  'orphan-answers': orphanAnswers,
  'null-payload': nullPayload,
  'data-transfer-object': dataTransferObject,
  'over-long-strings': overLongStrings,
  'statuses-of-the-other-family': statusesOfTheOtherFamily,
} as const satisfies Readonly<Record<string, Quirk>>;

export type QuirkName = keyof typeof quirks;

export const quirkNames = Object.keys(quirks) as readonly QuirkName[];

export const quirkNamed = (name: QuirkName): Quirk => quirks[name];
