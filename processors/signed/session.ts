// What the signed values of one session come to: verdict, objections and energy.

import type { RowOf } from '../../schemas/table.ts';
import type { SignedReading, SignedValueRead, SignedVerdict } from '../facts/signed.ts';
import type { sessionSignatures } from './table.ts';

/** The signed start or end of a session. */
interface Signed {
  readonly reading: SignedReading;
  readonly verdict: SignedVerdict;
  readonly meterSerial: string;
  readonly eventId: string;
}

export interface Held {
  readonly sessionId: string;
  readonly openedAt: number;
  readonly port: number;
  readonly transactionId: string;
  /** Evidence of the end; empty while it is open. */
  readonly ended: string;
  readonly energy_mwh: number;
  /** Signed values so far. */
  readonly values: number;
  readonly start: Signed | null;
  readonly end: Signed | null;
  /** The worst verdict of any value, also of those with neither start nor end. */
  readonly worst: SignedVerdict | null;
  readonly exception: boolean;
}

/** From worst to best: the verdict on two readings is the first of these that either has. */
const worstFirst: readonly SignedVerdict[] = [
  'invalid',
  'malformed',
  'unsupported',
  'key_unknown',
  'unchecked',
  'valid_self_declared',
  'valid',
];

const worse = (one: SignedVerdict | null, other: SignedVerdict): SignedVerdict =>
  worstFirst.find((verdict) => verdict === one || verdict === other) ?? other;

const isProof = (verdict: SignedVerdict): boolean =>
  verdict === 'valid' || verdict === 'valid_self_declared';

/** The session after one more signed value. */
export const withValue = (held: Held, fact: SignedValueRead, eventId: string): Held => {
  const { document, verdict } = fact;
  const signed = (reading: SignedReading | null): Signed | null =>
    reading === null || document === null
      ? null
      : { reading, verdict, meterSerial: document.meterSerial, eventId };
  const [start, end] = [signed(document?.start ?? null), signed(document?.end ?? null)];
  return {
    ...held,
    values: held.values + 1,
    start: start !== null && isBetterStart(held.start, start) ? start : held.start,
    end: end !== null && isBetterEnd(held.end, end) ? end : held.end,
    worst: verdict === 'unchecked' ? held.worst : worse(held.worst, verdict),
    exception: held.exception || document?.exception === true,
  };
};

/** The first start stands, unless it proves nothing and the other does. */
const isBetterStart = (held: Signed | null, next: Signed): boolean =>
  held === null || (!isProof(held.verdict) && isProof(next.verdict));

/** The last end stands, unless it proves nothing and the other does. */
const isBetterEnd = (held: Signed | null, next: Signed): boolean =>
  held === null || isProof(next.verdict) || !isProof(held.verdict);

const objectionsTo = ({ start, end, worst, exception }: Held): readonly string[] => {
  const both = start !== null && end !== null;
  const readings = [start?.reading, end?.reading].filter((one) => one !== undefined);
  const objections: readonly (readonly [string, boolean])[] = [
    ['invalid_value', worst === 'invalid'],
    ['start_missing', start === null],
    ['end_missing', end === null],
    ['other_meter', both && start.meterSerial !== end.meterSerial],
    ['other_register', both && start.reading.register !== end.reading.register],
    ['register_went_back', both && end.reading.register_mwh < start.reading.register_mwh],
    ['time_went_back', both && (end.reading.at ?? 0) < (start.reading.at ?? 0)],
    ['time_not_synchronised', readings.some(({ timeStatus }) => timeStatus !== 'S')],
    ['meter_not_good', readings.some(({ meterStatus }) => !/^G?$/.test(meterStatus))],
    ['reading_in_error', exception || readings.some(({ errorFlags }) => errorFlags !== '')],
  ];
  return objections.filter(([, holds]) => holds).map(([name]) => name);
};

/** Objections by which two good signatures tell no energy. */
const contradictions = new Set([
  'other_meter',
  'other_register',
  'register_went_back',
  'time_went_back',
]);

const verdictOn = ({ start, end, worst }: Held, objections: readonly string[]): string => {
  if (start === null && end === null) return worst ?? 'unchecked';
  const verdict = worse(start?.verdict ?? null, end?.verdict ?? start?.verdict ?? 'unchecked');
  if (verdict === 'invalid') return verdict;
  if (start === null || end === null) return 'incomplete';
  return objections.some((one) => contradictions.has(one)) ? 'inconsistent' : verdict;
};

type Row = RowOf<typeof sessionSignatures>;

/** The row of a session, but for tenant and station. */
export const signatureOf = (held: Held): Omit<Row, 'tenant' | 'station_id'> => {
  const { start, end, energy_mwh } = held;
  const objections = objectionsTo(held);
  const verdict = verdictOn(held, objections);
  const tells = start !== null && end !== null && !verdict.startsWith('in');
  const signed_mwh = tells ? end.reading.register_mwh - start.reading.register_mwh : null;
  return {
    opened_at: held.openedAt,
    session_id: held.sessionId,
    port: held.port,
    signed_verdict: verdict,
    objections,
    meter_serial: (end ?? start)?.meterSerial ?? '',
    register: (end ?? start)?.reading.register ?? '',
    register_start_wh: start?.reading.register_mwh ?? null,
    register_start_at: start?.reading.at ?? null,
    register_end_wh: end?.reading.register_mwh ?? null,
    register_end_at: end?.reading.at ?? null,
    signed_energy_wh: signed_mwh,
    energy_wh: energy_mwh,
    difference_wh: signed_mwh === null ? null : signed_mwh - energy_mwh,
    signed_values: held.values,
    start_event_id: start?.eventId ?? '',
    end_event_id: end?.eventId ?? '',
  };
};
